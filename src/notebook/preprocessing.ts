import { pluralize } from '../base/text/pluralize.js';
import { distortedImages, VISIBLE_STRETCH } from '../dataset/distortedImages.js';
import type { Finding } from '../diagnose/finding.js';
import { openRecipe } from '../diagnose/stages/openRecipe.js';
import { scalingFindings } from '../diagnose/stages/pipelineFindings.js';
import { formatPercent } from '../metrics/format.js';
import { nameOfStep, RANGE_OF_MODE, stepOfMode } from '../preprocess/scaling.js';
import type { Recipe } from '../recipe/recipeType.js';
import { weightStore } from '../store/projectOptions.js';
import { showFindings } from './findings.js';
import type { OpenDataset } from './openDataset.js';
import { inputRange } from './pipeline.js';
import { cacheOptions } from './settings.js';

/**
 * Checks on real images whether a recipe scales them as its weights expect, as `thaw diagnose` does, and shows the finding.
 *
 * @returns one finding, `double-preprocessing` or `wrong-scaling`, or none
 *
 * @example
 * await thaw.checkPreprocessing(dataset, recipe);
 */
export async function checkPreprocessing(dataset: OpenDataset, recipe: Recipe): Promise<Finding[]> {
  const findings = await findingsOfScaling(dataset, recipe);
  showFindings(findings, dataset);
  return findings;
}

/**
 * Sums up in sentences which values reach the network, and how many images a recipe distorts by resizing.
 *
 * @returns Markdown sentences for {@link showReading}
 *
 * @example
 * thaw.showReading(await thaw.preprocessingReading(dataset, recipe));
 */
export async function preprocessingReading(dataset: OpenDataset, recipe: Recipe): Promise<string[]> {
  const { images } = dataset.scan;
  const range = await inputRange(dataset, recipe);
  const [least, most] = range.received.map((value) => value.toFixed(4));
  const [finding] = await findingsOfScaling(dataset, recipe);
  const [low, high] = RANGE_OF_MODE[range.mode];
  const distorted = distortedImages(images, recipe);
  const expected = range.mode === 'none' ? 'images that are not scaled' : nameOfStep(stepOfMode(range.mode));
  return [
    `With this recipe, values from **${least} to ${most}** reach the network. Its weights expect ${expected}: values from ${low} to ${high}.`,
    ...(finding === undefined ? [] : [finding.summary, finding.fix.text]),
    `Resizing to ${recipe.height}x${recipe.width} stretches **${distorted.length}** of ${pluralize(images.length, 'image')} by more than ${formatPercent(VISIBLE_STRETCH - 1)}.`,
  ];
}

async function findingsOfScaling({ scan, classNames }: OpenDataset, recipe: Recipe): Promise<Finding[]> {
  const options = { ...(await cacheOptions()), weightStore: weightStore() };
  const subject = await openRecipe(recipe, scan.images, classNames, options);
  try {
    return await scalingFindings(subject);
  } finally {
    subject.dispose();
  }
}
