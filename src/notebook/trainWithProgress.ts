import { RUNS } from '../base/project.js';
import { pluralize } from '../base/text/pluralize.js';
import { support } from '../dataset/classFolders.js';
import { describeEnvironment } from '../engine/environment.js';
import type { Progress } from '../features/featureOptions.js';
import { isCorrect } from '../metrics/correctness.js';
import { formatPercent } from '../metrics/format.js';
import { majorityBaseline } from '../metrics/imbalance.js';
import { meanAccuracy } from '../metrics/paired.js';
import { learningCurves } from '../plots/learningCurves.js';
import type { Recipe } from '../recipe/recipeType.js';
import { weightStore } from '../store/projectOptions.js';
import type { StoredRun } from '../store/runStore.js';
import { trainOrRead } from '../store/trainOrRead.js';
import type { Callback } from '../training/callbacks/callback.js';
import type { EpochRecord } from '../training/history.js';
import { newPlace, type Place, showMarkdown, showPlot } from './display.js';
import { interruptible, type Notice } from './interruptible.js';
import { onSampleOf, recipeFor } from './onSample.js';
import type { OpenDataset } from './openDataset.js';
import { type NotebookRun, sampleCaption } from './sampleCaption.js';
import { cacheOptions } from './settings.js';

const MILLISECONDS_BETWEEN_UPDATES = 500;

/** Places on the page for a training. */
export interface RunPlaces {
  status: Place;
  plot?: Place;
}

/** Where a training is shown and stored. */
export interface TrainingDisplay {
  /** Run in addition to those of the recipe; not called where a stored run is reused. */
  callbacks?: readonly Callback[];
  /**
   * Default two new ones. Without a place for curves none are drawn: where many runs are compared in one plot, the curves
   * would hide it.
   */
  places?: RunPlaces;
  /** Folder of all runs. Default that of the project. */
  folder?: string;
}

/** Trains a recipe, or reads its finished run, with progress and curves that grow in place; on a sample, with its epochs. */
export async function trainWithProgress(
  name: string,
  planned: Recipe,
  dataset: OpenDataset,
  {
    callbacks = [],
    places: { status, plot } = { status: newPlace(), plot: newPlace() },
    folder = RUNS,
  }: TrainingDisplay = {},
): Promise<NotebookRun> {
  const recipe = recipeFor(planned, dataset);
  const cache = await cacheOptions();
  const progress = progressIn(name, dataset, status, plot);
  const { run, wasRead } = await interruptible(
    () =>
      trainOrRead(recipe, dataset.scan.images, dataset.classNames, {
        folder,
        ...cache,
        onNote: (note) => showMarkdown(note),
        weightStore: weightStore(),
        now: () => performance.now(),
        clock: Date.now,
        environment: describeEnvironment,
        onProgress: progress.onProgress,
        onWait: ({ pid, host }) =>
          showMarkdown(`**${name}**: process ${pid} on ${host} trains this run; waiting for it.`, status),
        callbacks,
      }),
    progress.onInterrupt,
  );
  const how = wasRead
    ? `read from run \`${run.id}\` of ${dateOf(run.finishedAt)}`
    : `trained now in ${Math.round(run.seconds)} s, run \`${run.id}\``;
  showMarkdown(`**${name}**: ${how}. ${summary(run)}`, status);
  await showCurves(name, run, dataset, plot);
  return onSampleOf(run, dataset);
}

function progressIn(
  name: string,
  dataset: OpenDataset,
  status: Place,
  plot: Place | undefined,
): { onProgress: (progress: Progress) => void; onInterrupt: Notice } {
  let last = 0;
  let epochs = 0;
  let latest: Progress | undefined;
  const onProgress = (progress: Progress): void => {
    latest = progress;
    const now = performance.now();
    if (now - last < MILLISECONDS_BETWEEN_UPDATES) return;
    last = now;
    const { activity, epoch, batch, batches, imagesPerSecond, secondsLeft, history } = progress;
    const where = activity === 'features' ? 'features of the frozen layers' : `epoch ${epoch} of ${progress.epochs}`;
    showMarkdown(
      `**${name}**: ${where}, batch ${batch} of ${batches}, ${Math.round(imagesPerSecond)} images a second, about ${Math.ceil(secondsLeft)} s left`,
      status,
    );
    // From the start on: a page that was closed finds again only what it had.
    if (plot?.shown === false) showMarkdown(`**${name}**: no epoch is finished yet.`, plot);
    if (history.length > epochs) {
      epochs = history.length;
      void showCurves(name, { history }, dataset, plot);
    }
  };
  const onInterrupt = (): void => showMarkdown(`**${name}**: ${interruptedIn(latest)}`, status);
  return { onProgress, onInterrupt };
}

/**
 * Where a training was interrupted, and what of it is kept.
 *
 * @param progress the latest; undefined before the first batch
 */
export function interruptedIn(progress: Progress | undefined): string {
  const again = 'run the cell again to';
  if (progress === undefined) return `interrupted before the first batch; ${again} start.`;
  const { activity, epoch, epochs, batch, batches, history } = progress;
  if (activity === 'features' && epoch === 0) {
    return `interrupted in batch ${batch} of ${batches} of the features of the frozen layers. They are kept; ${again} go on.`;
  }
  const where = `interrupted in epoch ${epoch} of ${epochs}`;
  // Of an epoch after the first, features are computed with an empty history.
  const kept = Math.max(history.length, epoch - 1);
  if (kept === 0) return `${where}. No epoch is finished; ${again} start over.`;
  return `${where}. ${pluralize(kept, 'epoch')} ${kept === 1 ? 'is' : 'are'} kept; ${again} go on.`;
}

async function showCurves(
  name: string,
  { history }: { readonly history: readonly EpochRecord[] },
  dataset: OpenDataset,
  plot: Place | undefined,
): Promise<void> {
  if (plot === undefined) return;
  const last = history[history.length - 1]!;
  const sentence = `${name}: accuracy by epoch, at the end ${formatPercent(last.trainAccuracy)} in training and ${formatPercent(last.validationAccuracy)} in validation.`;
  await showPlot(
    learningCurves(history, majorityBaseline(support(dataset, 'training'), support(dataset, 'selection'))),
    sentence,
    plot,
    sampleCaption(dataset),
  );
}

function summary(run: StoredRun): string {
  const best = run.history[run.bestEpoch - 1]!;
  const { parameters, before } = run.frozenDigest;
  const frozen =
    parameters === 0
      ? 'nothing frozen'
      : `${parameters.toLocaleString('en')} frozen weights did not move (${before.slice(0, 8)})`;
  const end = {
    finished: '',
    early: ' stopped early,',
    interrupted: ' interrupted,',
    diverged: ' then the loss became NaN,',
  }[run.stopped];
  return `Best epoch ${run.bestEpoch} of ${run.history.length}:${end} training ${formatPercent(best.trainAccuracy)}, validation ${formatPercent(meanAccuracy([isCorrect(run)]).value)}; ${run.trainableParameters.toLocaleString('en')} weights trained, ${frozen}.`;
}

function dateOf(iso: string): string {
  return `${iso.slice(0, 10)}, ${iso.slice(11, 16)} UTC`;
}
