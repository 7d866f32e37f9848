import { weightsChecksum } from '../backbones/pretrained/weightsDigest.js';
import { formatRoughTime } from '../base/text/formatDuration.js';
import { pluralize } from '../base/text/pluralize.js';
import type { OpenImages } from '../dataset/openImages.js';
import type { RunSeeds } from '../diagnose/verdict/measureCauses.js';
import { describeEnvironment } from '../engine/environment.js';
import type { Progress } from '../features/featureOptions.js';
import { epochsOf } from '../recipe/recipe.js';
import type { Recipe } from '../recipe/recipeType.js';
import { estimateTrainingSeconds } from '../run/estimateTrainingSeconds.js';
import { readRun, runId, type StoredRun } from '../store/runStore.js';
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

/** The finished run of a recipe, if there is one. */
export async function finishedRun(
  recipe: Recipe,
  { scan, classNames }: OpenImages,
  { runs, options }: Session,
): Promise<StoredRun | undefined> {
  const { name, weights } = recipe.backbone;
  const digest = await weightsChecksum(name, weights, options.weightStore);
  return await readRun(runs, runId(recipe, scan.images, classNames, digest));
}

/** Says how long training takes, or which finished run is reused instead. */
export async function trainingText(recipe: Recipe, images: OpenImages, session: Session): Promise<string> {
  const finished = await finishedRun(recipe, images, session);
  if (finished !== undefined) {
    const { id, finishedAt, seconds } = finished;
    return `Using its finished run ${id} of ${finishedAt.slice(0, 10)} (training took ${formatRoughTime(seconds)}).`;
  }
  const epochs = epochsOf(recipe);
  const seconds = await estimateTrainingSeconds(recipe, images.scan.images, session.options);
  return `Training takes up to ${formatRoughTime(seconds)}, for at most ${pluralize(epochs, 'epoch')}. The run is kept in runs/; if it is interrupted, the next call resumes it.`;
}

function progressText(name: string, { activity, epoch, epochs, batch, batches, secondsLeft }: Progress): string {
  const position = activity === 'features' ? 'features of the frozen layers' : `epoch ${epoch} of ${epochs}`;
  return `${name}: ${position}, batch ${batch} of ${batches}, about ${formatRoughTime(secondsLeft)} left`;
}
