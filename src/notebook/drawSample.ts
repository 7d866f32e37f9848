import { pluralize } from '../base/text/pluralize.js';
import { ofSplit } from '../dataset/dataset.js';
import { isIn } from '../dataset/validationParts.js';
import type { NamedRecipe } from '../recipe/grid.js';
import { epochsOf, withChanges } from '../recipe/recipe.js';
import type { Recipe } from '../recipe/recipeType.js';
import { minutesOfNotebook, type NotebookSettings } from '../recipe/settings.js';
import { measurePassSeconds, type PassSeconds } from '../run/estimateTrainingSeconds.js';
import { weightStore } from '../store/projectOptions.js';
import { newPlace, showMarkdown } from './display.js';
import { interruptible } from './interruptible.js';
import { keptPlan } from './keptPlan.js';
import { recipeFor } from './onSample.js';
import type { OpenDataset } from './openDataset.js';
import { type DrawnSample, sampleCaption } from './sampleCaption.js';
import { stratifiedSample } from './stratifiedSample.js';
import { alwaysWhole, type PlannedTrainings, planInTime } from './timePlan.js';

/** Of the minutes of a notebook, for its trainings: opening the images, timing the backbones and drawing take the rest. */
const SHARE_OF_TRAININGS = 0.8;

/**
 * Returns the images that a notebook trains on: all of them where its trainings then take no longer than the setting
 * `notebookMinutes`, else a sample that is as large as the time allows. A sample has each class with its share, and every
 * figure that is made from it says so. Trainings on it have more epochs than their recipes, for as many steps as on all
 * images where the time allows.
 *
 * The costs are estimated before they are spent, by a few timed steps of each backbone. What was planned is kept, so a second
 * run has the same sample.
 *
 * @param recipes all that the notebook trains, or lists of them
 * @param seeds trainings of each; default `settings.seeds`
 * @returns the data set itself, or one with the images of the sample, for {@link train}, {@link sweep} and what compares
 *
 * @example
 * const sample = await thaw.drawSample(settings, dataset, [recipe, thaw.grid(recipe, { learningRate: [1e-3, 1e-4] })]);
 * const run = await thaw.train('reference', recipe, sample);
 */
export async function drawSample(
  settings: NotebookSettings,
  dataset: OpenDataset,
  recipes: readonly (Recipe | NamedRecipe | readonly (Recipe | NamedRecipe)[])[],
  seeds: number = settings.seeds,
): Promise<OpenDataset> {
  const { images } = dataset.scan;
  const each = recipes.flat().map((one) => ('recipe' in one ? one.recipe : one));
  const seconds = 60 * SHARE_OF_TRAININGS * minutesOfNotebook(settings);
  if (images.length <= alwaysWhole(each) || seconds === 0) return dataset;
  const trained = each.flatMap((recipe) =>
    Array.from({ length: seeds }, (_, i) => withChanges(recipe, { seed: recipe.seed + i })),
  );
  const place = newPlace();
  const seed = settings.seed ?? each[0]!.seed;
  const plan = await keptPlan(
    { images: images.map(({ digest: of, label, split }) => [of, label, split]), trained, seconds },
    () =>
      interruptible(async () => {
        showMarkdown('Timing a few steps of each backbone.', place);
        const timed = await timedPasses(each, dataset);
        return planInTime({ recipes: trained, images, seed, seconds, ...timed });
      }),
  );
  if (plan.most >= images.length) {
    showMarkdown('', place);
    return dataset;
  }
  const drawn = stratifiedSample(images, plan.most, seed);
  const sample: DrawnSample = {
    images: drawn.length,
    of: images.length,
    numTraining: ofSplit(images, 'training').length,
    stretch: plan.stretch,
  };
  const paths = new Set(drawn.map((image) => image.path));
  const duplicates = dataset.scan.duplicates.map((group) => group.filter((image) => paths.has(image.path)));
  const sampled = {
    ...dataset,
    examples: dataset.examples.filter((example) => paths.has(example.path)),
    scan: { ...dataset.scan, images: drawn, duplicates: duplicates.filter((group) => group.length > 1) },
    sample,
  };
  showMarkdown(introduction(sampled, sample, each[0]!, settings), place);
  return sampled;
}

function introduction(dataset: OpenDataset, sample: DrawnSample, recipe: Recipe, settings: NotebookSettings): string {
  const { images } = dataset.scan;
  const count = (part: Parameters<typeof isIn>[1]): string =>
    images.filter((image) => isIn(image, part)).length.toLocaleString('en');
  const selects = images.some(({ part }) => part !== undefined) ? ` ${count('selection')} select the best epoch,` : '';
  const onSample = recipeFor(recipe, dataset);
  const numInSample = ofSplit(images, 'training').length;
  const share = (epochsOf(onSample) * numInSample) / (epochsOf(recipe) * sample.numTraining);
  const steps = share > 0.97 ? 'as many steps as' : `${Math.round(100 * share)} % of the steps that it has`;
  return [
    `**${sampleCaption({ sample })}**: training on all of them would take longer than ${pluralize(minutesOfNotebook(settings), 'minute')}, the setting \`notebookMinutes\`.`,
    `${count('training')} images train,${selects} and ${count('evaluation')} are for evaluation.`,
    `What is trained below is trained on this sample, for ${pluralize(epochsOf(onSample), 'epoch')} in place of ${epochsOf(recipe)}: ${steps} on all images.`,
  ].join(' ');
}

/** Seconds of an image through each backbone at each size, by a few steps, and how much other work slows them down. */
async function timedPasses(
  recipes: readonly Recipe[],
  dataset: OpenDataset,
): Promise<Pick<PlannedTrainings, 'passOf' | 'slowdown'>> {
  const options = { weightStore: weightStore(), now: () => performance.now() };
  const passes = new Map<string, PassSeconds>();
  const keyOf = ({ backbone, height, width, precision }: Recipe): string =>
    JSON.stringify([backbone, height, width, precision]);
  // Statistics of each batch take longer than moving ones: where both are trained, those are timed.
  const order = [...recipes].sort((a, b) => Number(isMoving(a)) - Number(isMoving(b)));
  const [started, used] = [performance.now(), process.cpuUsage()];
  for (const recipe of order) {
    const key = keyOf(recipe);
    if (!passes.has(key)) passes.set(key, await measurePassSeconds(recipe, dataset.scan.images, options));
  }
  const { user, system } = process.cpuUsage(used);
  // The passes keep all cores busy, and more than one of them where nothing else runs.
  const slowdown = Math.max(1, (performance.now() - started) / ((user + system) / 1000));
  return { passOf: (recipe) => passes.get(keyOf(recipe))!, slowdown };
}

const isMoving = ({ batchNormalization }: Recipe): boolean => batchNormalization === 'moving';
