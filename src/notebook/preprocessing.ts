import { pluralize } from '../base/text/pluralize.js';
import { distortedImages, VISIBLE_STRETCH } from '../dataset/distortedImages.js';
import { doublePreprocessing } from '../diagnose/checks/pipeline/doublePreprocessing.js';
import type { Finding } from '../diagnose/finding.js';
import { formatPercent } from '../metrics/format.js';
import type { Recipe } from '../recipe/recipeType.js';
import { showFindings } from './findings.js';
import type { OpenDataset } from './openDataset.js';
import { inputRange } from './pipeline.js';

/**
 * Checks on a real batch whether a recipe scales its images twice, and shows the finding.
 *
 * @returns one finding, `double-preprocessing`, or none
 *
 * @example
 * await thaw.checkPreprocessing(dataset, recipe);
 */
export async function checkPreprocessing(dataset: OpenDataset, recipe: Recipe): Promise<Finding[]> {
  const findings = doublePreprocessing(await inputRange(dataset, recipe));
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
  const [finding] = doublePreprocessing(range);
  const distorted = distortedImages(images, recipe);
  return [
    `With this recipe, values from **${least} to ${most}** reach the network.`,
    ...(finding === undefined ? [] : [finding.summary, finding.fix.text]),
    `Resizing to ${recipe.height}x${recipe.width} stretches **${distorted.length}** of ${pluralize(images.length, 'image')} by more than ${formatPercent(VISIBLE_STRETCH - 1)}.`,
  ];
}
