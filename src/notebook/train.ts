import * as path from 'node:path';
import type { RawWeight } from '../backbones/initialWeights.js';
import { weightsDigest } from '../backbones/weightsDigest.js';
import { support } from '../dataset/classFolders.js';
import type { Progress } from '../experiments/progress.js';
import type { Recipe } from '../experiments/recipe.js';
import { runRecipe } from '../experiments/runRecipe.js';
import { readRun, runId, type StoredRun, writeRun } from '../experiments/runStore.js';
import { majorityBaseline } from '../metrics/imbalance.js';
import { learningCurves } from '../plots/learningCurves.js';
import type { Callback } from '../training/callbacks/callback.js';
import type { EpochRecord } from '../training/history.js';
import { writeWeights } from '../training/weightFile.js';
import { newPlace, type Place, showMarkdown, showPlot } from './display.js';
import { percent } from './html.js';
import { cacheOptions, type OpenDataset, PROJECT, weightStore } from './project.js';

const RUNS = path.join(PROJECT, 'runs');
const MILLISECONDS_BETWEEN_SIGNS = 500;

/**
 * Trains a recipe, or reads its finished run and says so. Progress and curves grow in place; interrupting the cell
 * stops at the next batch and keeps the best epoch as a run of its own.
 *
 * @param callbacks beside those of the recipe: `csvLogger`, `tensorBoard`, `modelCheckpoint`; not called where the run
 *   is read
 */
export async function train(
  name: string,
  recipe: Recipe,
  dataset: OpenDataset,
  callbacks: readonly Callback[] = [],
): Promise<StoredRun> {
  const { images } = dataset.scan;
  const store = weightStore();
  const digest = await weightsDigest(recipe.backbone.name, recipe.backbone.weights, store);
  const id = runId(recipe, images, dataset.classNames, digest);
  const [status, plot] = [newPlace(), newPlace()];
  const stored = await readRun(RUNS, id);
  if (stored !== undefined) {
    showMarkdown(`**${name}**: read from run \`${id}\` of ${dateOf(stored.finishedAt)}. ${summary(stored)}`, status);
    await showCurves(name, stored, dataset, plot);
    return stored;
  }
  let interrupted = false;
  const stop = (): void => {
    interrupted = true;
  };
  process.prependListener('SIGINT', stop);
  try {
    const onProgress = progressIn(name, dataset, status, plot);
    let best: ReadonlyMap<string, RawWeight> = new Map();
    const result = await runRecipe(recipe, images, dataset.classNames, {
      onCheckpoint: async (weights) => {
        best = weights;
      },
      ...(await cacheOptions()),
      onNote: (note) => showMarkdown(note),
      weightStore: store,
      now: () => performance.now(),
      interrupted: () => interrupted,
      onProgress,
      callbacks,
    });
    // An interrupted run is kept under a name of its own, so that the cell, run again, trains to the end.
    const keptAs = result.stopped === 'interrupted' ? `${id}-interrupted` : id;
    const run: StoredRun = { ...result, id: keptAs, finishedAt: new Date().toISOString() };
    await writeWeights(path.join(RUNS, `${run.id}.safetensors`), best);
    await writeRun(RUNS, run);
    showMarkdown(
      `**${name}**: trained now in ${Math.round(run.seconds)} s, run \`${run.id}\`. ${summary(run)}`,
      status,
    );
    await showCurves(name, run, dataset, plot);
    return run;
  } finally {
    process.removeListener('SIGINT', stop);
  }
}

function progressIn(name: string, dataset: OpenDataset, status: Place, plot: Place): (progress: Progress) => void {
  let last = 0;
  let epochs = 0;
  return (progress) => {
    const now = performance.now();
    if (now - last < MILLISECONDS_BETWEEN_SIGNS) return;
    last = now;
    const { activity, epoch, batch, batches, imagesPerSecond, secondsLeft, history } = progress;
    const where = activity === 'features' ? 'features of the frozen layers' : `epoch ${epoch} of ${progress.epochs}`;
    showMarkdown(
      `**${name}**: ${where}, batch ${batch} of ${batches}, ${Math.round(imagesPerSecond)} images a second, about ${Math.ceil(secondsLeft)} s left`,
      status,
    );
    if (history.length > epochs) {
      epochs = history.length;
      void showCurves(name, { history }, dataset, plot);
    }
  };
}

async function showCurves(
  name: string,
  { history }: { readonly history: readonly EpochRecord[] },
  dataset: OpenDataset,
  plot: Place,
): Promise<void> {
  const last = history[history.length - 1];
  const sentence = `${name}: accuracy by epoch, at the end ${percent(last.trainAccuracy)} in training and ${percent(last.validationAccuracy)} in validation.`;
  await showPlot(
    learningCurves(history, majorityBaseline(support(dataset, 'training'), support(dataset, 'validation'))),
    sentence,
    plot,
  );
}

function summary(run: StoredRun): string {
  const best = run.history[run.bestEpoch - 1];
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
  return `Best epoch ${run.bestEpoch} of ${run.history.length}:${end} training ${percent(best.trainAccuracy)}, validation ${percent(best.validationAccuracy)}; ${run.trainableParameters.toLocaleString('en')} weights trained, ${frozen}.`;
}

function dateOf(iso: string): string {
  return `${iso.slice(0, 10)}, ${iso.slice(11, 16)} UTC`;
}
