import { formatDuration, formatRoughTime } from '../base/text/formatDuration.js';
import { pluralize } from '../base/text/pluralize.js';
import type { OpenImages } from '../dataset/openImages.js';
import type { RunSeeds } from '../diagnose/verdict/measureCauses.js';
import { describeEnvironment } from '../engine/environment.js';
import type { Progress } from '../features/featureOptions.js';
import { epochsOf } from '../recipe/recipe.js';
import type { Recipe } from '../recipe/recipeType.js';
import { withEpochs } from '../recipe/variants.js';
import type { PassSeconds } from '../run/estimateTrainingSeconds.js';
import { estimate, estimateText, learnTime, tookText } from '../store/estimates.js';
import type { StoredRun } from '../store/runStore.js';
import { finishedRun, type RunPlace, trainingWork } from '../store/trainingEstimates.js';
import { trainOrRead } from '../store/trainOrRead.js';
import { withSeeds } from '../store/withSeeds.js';
import type { Session } from './session.js';

/** Trains recipes with `seeds` seeds each, or reads their finished runs; shows progress. */
export function runsOf(images: OpenImages, seeds: number, { console, runs, options }: Session): RunSeeds {
  const train = async (name: string, recipe: Recipe): Promise<StoredRun> => {
    const { run } = await trainOrRead(recipe, images.scan.images, images.classNames, {
      ...options,
      folder: runs,
      clock: Date.now,
      environment: describeEnvironment,
      onProgress: (progress) => console.progress(progressText(name, progress)),
      onWait: ({ pid, host }) =>
        console.progress(`${name}: process ${pid} on ${host} is training this run; waiting for it`),
    });
    return run;
  };
  return (name, recipe) => withSeeds(name, recipe, seeds, train);
}

/** Where the runs of a session are kept. */
export function storeOf({ runs, options }: Session): RunPlace {
  return { ...options, folder: runs };
}

/** What is said of a training before and after it. */
export interface TrainingTexts {
  /** Estimated; 0 for a finished run. */
  seconds: number;
  /** How long it takes, or which finished run is reused. */
  before: string;
  /** How long it took, which the next estimate learns from; undefined for a finished run. */
  after(run: StoredRun): Promise<string | undefined>;
}

/**
 * Estimates a training by trial steps, and by what others took on this machine.
 *
 * @param each seconds of an image, by `measurePassSeconds`
 */
export async function trainingTexts(
  recipe: Recipe,
  each: PassSeconds,
  images: OpenImages,
  session: Session,
): Promise<TrainingTexts> {
  const finished = await finishedRun(recipe, images.scan.images, images.classNames, storeOf(session));
  if (finished !== undefined) {
    const { id, finishedAt, seconds } = finished;
    const took = formatDuration(seconds);
    return {
      seconds: 0,
      before: `Using its finished run ${id} of ${finishedAt.slice(0, 10)} (training took ${took}).`,
      after: async () => undefined,
    };
  }
  const epochs = epochsOf(recipe);
  const all = images.scan.images;
  const estimated = await estimate(session.runs, trainingWork(recipe, each, all));
  return {
    seconds: estimated.seconds,
    before: `Training takes up to ${estimateText(estimated)}, for at most ${pluralize(epochs, 'epoch')}. The run is kept in runs/; if it is interrupted, the next call resumes it.`,
    after: async (run) => {
      // It may have stopped early: what is learned is the time of the epochs that ran.
      const ran = withEpochs(recipe, run.history.length);
      await learnTime(session.runs, trainingWork(ran, each, all, run.id), run.seconds);
      return `Training ${tookText(run.seconds, estimated)}.`;
    },
  };
}

function progressText(name: string, { activity, epoch, epochs, batch, batches, secondsLeft }: Progress): string {
  const position = activity === 'features' ? 'features of the frozen layers' : `epoch ${epoch} of ${epochs}`;
  return `${name}: ${position}, batch ${batch} of ${batches}, about ${formatRoughTime(secondsLeft)} left`;
}
