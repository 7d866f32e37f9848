import { SCANS } from '../base/project.js';
import { pluralize } from '../base/text/pluralize.js';
import { shortPath } from '../base/text/shortPath.js';
import { surveyPictures } from '../dataset/figures/survey.js';
import type { ScannedImage } from '../dataset/scan.js';
import { CLUSTERS, clusterSlices } from '../measure/data/clusterSlices.js';
import { labelFeatures, secondsOfLabelFeatures } from '../measure/data/labelFeatures.js';
import { pictureSlices } from '../measure/data/pictureSlices.js';
import { isCorrect } from '../metrics/correctness.js';
import { formatCost, formatPercent, formatWithInterval } from '../metrics/format.js';
import { distinctSlices, type MeasuredSlice, type Slice, type SliceSearch } from '../metrics/slice.js';
import { searchSlices } from '../metrics/slices.js';
import { sliceDots } from '../plots/sliceDots.js';
import { weightStore } from '../store/projectOptions.js';
import type { StoredRun } from '../store/runStore.js';
import { newPlace, showCount, showHtml, showMarkdown, showPlot } from './display.js';
import { checkSlicesOf, validationOf } from './finishedRun.js';
import { imageGrid } from './html.js';
import { captioned, type ImageRow, mistakesOf, predictionText } from './imageRows.js';
import { interruptedWhile, interruptible } from './interruptible.js';
import type { OpenDataset } from './openDataset.js';
import { type NotebookRun, sampleCaption } from './sampleCaption.js';
import { cacheOptions } from './settings.js';

/** What slices `findSlices` compares. */
export interface SliceOptions {
  /** Slices of your own, by {@link Slice}: their members are positions among the images that the run is evaluated on. */
  others?: readonly Slice[];
  /** Longest time for features, whose clusters are slices too; they are left out where it would take longer. Default 30. */
  seconds?: number;
}

/**
 * Finds out on which kinds of images a run is wrong: its accuracy by size, aspect, brightness, contrast, sharpness, color, background,
 * compression, format, folder, group and cluster of features, each compared with other images of the same classes, and by two of these
 * together, such as images that are dark and small: told only where they are clearly worse than each property alone. Allows for the
 * number of kinds and pairs: errors are permuted within each class, and a kind counts by how often any is as bad by chance (Westfall
 * and Young 1993). Pairs of fewer than 30 images, or with fewer than 30 more in either property, are not compared.
 *
 * @returns all that were compared, the one least likely by chance first, for {@link showSlices}
 * @throws UserError where the run was evaluated on another data set
 *
 * @example
 * const slices = await thaw.findSlices(run, dataset);
 * await thaw.showSlices(slices, run, dataset);
 * const findings = await thaw.checkRecipe(recipe, dataset, run, { slices });
 */
export async function findSlices(
  run: StoredRun,
  dataset: OpenDataset,
  { others = [], seconds = 30 }: SliceOptions = {},
): Promise<SliceSearch> {
  const evaluated = validationOf(run, dataset);
  const place = newPlace();
  const { images } = dataset.scan;
  const slices = await interruptible(
    async () => [
      ...pictureSlices(images, await surveyPictures(images, SCANS, showCount('Measuring images', place))),
      ...(await clustersOf(evaluated, seconds)),
    ],
    interruptedWhile('measuring the images', place),
  );
  const found = searchSlices([...slices, ...others], run.labels, isCorrect(run));
  const clusters = found.slices.some(({ property }) => property === CLUSTERS)
    ? ''
    : ' Clusters of features are not among them: there are too few images, or their features are not there yet and would take long.';
  showMarkdown(
    `${pluralize(found.slices.length, 'kind')} of images compared${found.numPairs === 0 ? '' : `, and ${pluralize(found.numPairs, 'pair')} of them`}; ${found.weak.length} shown to be weak.${clusters}`,
    place,
  );
  return found;
}

/** How many slices `showSlices` shows. */
export interface ShownSliceOptions {
  /** Slices in the plot. Default 10. */
  most?: number;
  /** Images of each weak slice. Default 6. */
  images?: number;
}

/**
 * Shows the weakest slices of a run: accuracy with an interval, that of other images of the same classes, and what each costs of the
 * accuracy of all. The intervals hold together, however many slices were compared. Under it, the mistakes in each weak slice.
 *
 * @param slices those of {@link findSlices}
 * @throws UserError where the run was evaluated on another data set, or the slices are those of another run
 *
 * @example
 * await thaw.showSlices(slices, run, dataset, { images: 8 });
 */
export async function showSlices(
  slices: SliceSearch,
  run: NotebookRun,
  dataset: OpenDataset,
  { most = 10, images = 6 }: ShownSliceOptions = {},
): Promise<void> {
  const evaluated = validationOf(run, dataset);
  checkSlicesOf(run, slices);
  const weak = slices.weak;
  const shown = distinctSlices([...weak, ...slices.slices]).slice(0, Math.max(most, weak.length));
  if (shown.length === 0) {
    showMarkdown('There are too few images, or too few mistakes, to compare kinds of images.');
    return;
  }
  const dots = shown.map((slice) => ({ ...slice, isWeak: weak.includes(slice) }));
  await showPlot(sliceDots(dots, slices.accuracy), sentenceOf(slices, weak), undefined, sampleCaption(run));
  if (weak.length === 0) return;
  const rows = await Promise.all(weak.map((slice) => rowOf(slice, run, dataset, evaluated, images)));
  showHtml(imageGrid(rows), rows.map(({ name }) => name).join('\n'));
}

/** Slices by clusters of features, unless these take longer than that to compute. */
async function clustersOf(evaluated: readonly ScannedImage[], seconds: number): Promise<Slice[]> {
  const options = { ...(await cacheOptions()), weightStore: weightStore(), now: () => performance.now() };
  if ((await secondsOfLabelFeatures(evaluated, options)) > seconds) return [];
  const { features } = await labelFeatures(evaluated, options);
  return clusterSlices(features);
}

/** What the plot shows, in words. */
function sentenceOf({ accuracy, numImages, slices, numPairs, z }: SliceSearch, weak: readonly MeasuredSlice[]): string {
  const all = `Accuracy on all ${numImages.toLocaleString('en')} evaluated images: ${formatPercent(accuracy)}.`;
  const found =
    weak.length === 0
      ? `None of ${slices.length} kinds of images${numPairs === 0 ? '' : `, nor of ${pluralize(numPairs, 'pair')} of them,`} is shown to be weaker than others of its classes.`
      : `Weaker than others of their classes: ${weak.map(inWords).join('; ')}.`;
  return `${all} ${found} Intervals reach ${z.toFixed(1)} standard deviations, so that those of all ${slices.length} kinds hold together${numPairs === 0 ? '' : '; those of pairs reach further'}.`;
}

/** `brightness at most 60 of 255: 52 % (40 to 64) of 80 images against 88 %; costs 3 points (2 to 5)` */
function inWords({ name, accuracy, interval, members, rest, cost }: MeasuredSlice): string {
  return `${name}: ${formatWithInterval(accuracy, interval)} of ${pluralize(members.length, 'image')} against ${formatPercent(rest)}; costs ${formatCost(cost)}`;
}

/** The mistakes in a slice, the largest loss first. */
async function rowOf(
  slice: MeasuredSlice,
  run: StoredRun,
  dataset: OpenDataset,
  evaluated: readonly ScannedImage[],
  count: number,
): Promise<ImageRow> {
  const inside = new Set(slice.members);
  const shown = mistakesOf(run).filter(({ index }) => inside.has(index));
  const images = shown.slice(0, count).map((one) => {
    const image = evaluated[one.index]!;
    return captioned(image, `${predictionText(run, one)}; ${shortPath(dataset, image.path)}`);
  });
  return { name: inWords(slice), images: await Promise.all(images) };
}
