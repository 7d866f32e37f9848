import { expectationOf } from '../backbones/pretrained/loadBackbone.js';
import { sum } from '../base/sum.js';
import { pluralize } from '../base/text/pluralize.js';
import { decodeScanned } from '../dataset/decodeScanned.js';
import { pngOfPixels } from '../dataset/image.js';
import type { ScannedImage } from '../dataset/scan.js';
import { augment } from '../engine/augment.js';
import { valuesOf } from '../engine/tensorflow.js';
import type { InputRange } from '../measure/model/inputRange.js';
import { type Augmentation, drawChange, NO_AUGMENTATION } from '../preprocess/augmentation.js';
import { composedScaling, scaledPixels } from '../preprocess/composedScaling.js';
import { nameOfStep, RANGE_OF_MODE, type ScalingStep } from '../preprocess/scaling.js';
import { tracePipeline } from '../preprocess/trace.js';
import type { Recipe } from '../recipe/recipeType.js';
import { showHtml, showMarkdown } from './display.js';
import { type CaptionedImage, imageGrid, table, tableText } from './html.js';
import type { OpenDataset } from './openDataset.js';

/**
 * Shows a real batch step by step through a pipeline, shape, type and range after each step, and its images as the
 * network sees them.
 *
 * @param name heading of the table
 * @param scaling steps in the order in which they run; default those of the recipe
 *
 * @example
 * await thaw.showPipeline('reference', dataset, recipe);
 * await thaw.showPipeline('rescale only', dataset, recipe, [{ step: 'rescale', factor: 1 / 255 }]);
 */
export async function showPipeline(
  name: string,
  dataset: OpenDataset,
  recipe: Recipe,
  scaling: readonly ScalingStep[] = recipe.scaling,
): Promise<void> {
  const images = oneOfEachClass(dataset).slice(0, recipe.batchSize);
  const pixels = await Promise.all(images.map((image) => decodeScanned(image.path, recipe)));
  const rows = tracePipeline(pixels, scaling).map((row) => [
    row.step,
    `[${images.length}, ${recipe.height}, ${recipe.width}, 3]`,
    row.type,
    ...[row.minimum, row.maximum, row.mean, row.deviation].map((value) => value.toPrecision(3)),
  ]);
  const header = [name, 'shape', 'type', 'minimum', 'maximum', 'mean', 'deviation'];
  const stages = composedScaling(scaling);
  // One scale for all scalings of a recipe: what a network sees is relative to the values that it was trained on.
  const [low, high] = RANGE_OF_MODE[expectationOf(recipe.backbone.name, recipe.backbone.weights).scaling];
  const seen = await Promise.all(
    pixels.map(
      async (values, i): Promise<CaptionedImage> => ({
        source: await pngOfPixels(
          Array.from(scaledPixels(values, stages), (value) => clip((255 * (value - low)) / (high - low))),
          recipe.height,
          recipe.width,
        ),
        caption: images[i]!.className,
      }),
    ),
  );
  showHtml(
    table(header, rows) +
      imageGrid([
        {
          name: `as the network sees them: ${low}, the least that its weights expect, is black, and ${high} white`,
          images: seen,
        },
      ]),
    tableText(rows),
  );
}

/**
 * Measures the smallest and the largest value of a real batch after the scaling of a recipe. The batch has one image of
 * each class.
 *
 * @returns the range, and the scaling that the backbone was trained with
 * @throws UserError where the backbone has no weights of that source
 */
export async function inputRange(dataset: OpenDataset, recipe: Recipe): Promise<InputRange> {
  const images = oneOfEachClass(dataset);
  const pixels = await Promise.all(images.map((image) => decodeScanned(image.path, recipe)));
  const { minimum, maximum } = tracePipeline(pixels, recipe.scaling)[recipe.scaling.length]!;
  return {
    received: [minimum, maximum],
    mode: expectationOf(recipe.backbone.name, recipe.backbone.weights).scaling,
    scalingSteps: recipe.scaling.map(nameOfStep),
  };
}

/**
 * Shows one image under each augmentation alone, and under all together: the image of the first twenty that mirroring changes
 * most, and of twenty draws those from the weakest to the strongest change.
 *
 * @param augmentation ranges, as in Keras' `ImageDataGenerator`; default those of the recipe
 * @param draws random changes of each, in one row
 *
 * @example
 * await thaw.showAugmentations(dataset, thaw.REFERENCE_RECIPE);
 */
export async function showAugmentations(
  dataset: OpenDataset,
  recipe: Recipe,
  augmentation: Augmentation | null = recipe.augmentation,
  draws = 5,
): Promise<void> {
  if (augmentation === null) {
    showMarkdown('The recipe has no augmentation.');
    return;
  }
  const pixels = await leastSymmetric(dataset.scan.images.slice(0, CANDIDATES), recipe);
  const { fillMode, cval, ...changes } = augmentation;
  const each = Object.entries(changes).map(([key, range]) => ({
    name: `${key} ${range}`,
    ranges: { ...NO_AUGMENTATION, fillMode, cval, [key]: range },
  }));
  const rows = await Promise.all(
    [...each, { name: 'all together', ranges: augmentation }].map(async ({ name, ranges }) => ({
      name,
      images: await Promise.all(
        spreadDraws(pixels, recipe, ranges, draws).map(async ({ changed, epoch }): Promise<CaptionedImage> => {
          return {
            source: await pngOfPixels(Array.from(changed, clip), recipe.height, recipe.width),
            caption: `draw ${epoch}`,
          };
        }),
      ),
    })),
  );
  showHtml(imageGrid(rows), `one image, ${pluralize(draws, 'draw')} of each augmentation`);
}

/** Images, and draws of each augmentation, that those to show are chosen from. */
const CANDIDATES = 20;

/** An augmented image, and the epoch that it was drawn in. */
interface DrawnChange {
  changed: ReturnType<typeof valuesOf>;
  epoch: number;
}

/** Draws from the weakest to the strongest change of the pixels, evenly spaced. */
function spreadDraws(pixels: Uint8Array, recipe: Recipe, ranges: Augmentation, count: number): DrawnChange[] {
  const all = Array.from({ length: Math.max(CANDIDATES, count) }, (_, i) => {
    const draw = drawChange(ranges, recipe.height, recipe.width, recipe.seed, i + 1, 0);
    const changed = valuesOf(() => augment(pixels, [draw], recipe, ranges));
    return { changed, epoch: i + 1, distance: sum(pixels, (value, p) => Math.abs(value - changed[p]!)) };
  }).sort((a, b) => a.distance - b.distance);
  return Array.from({ length: count }, (_, i) => all[Math.round((i * (all.length - 1)) / Math.max(1, count - 1))]!);
}

/** The pixels of the image that its mirror image differs from most: others hide a flip. */
async function leastSymmetric(images: readonly ScannedImage[], recipe: Recipe): Promise<Uint8Array> {
  const decoded = await Promise.all(images.map(({ path }) => decodeScanned(path, recipe)));
  const distances = decoded.map((pixels) => asymmetry(pixels, recipe.width));
  return decoded[distances.indexOf(Math.max(...distances))]!;
}

/** Sum of the distances of values from those of the mirror image, `[height, width, 3]`. */
function asymmetry(pixels: Uint8Array, width: number): number {
  return sum(pixels, (value, i) => {
    const [column, channel] = [Math.floor(i / 3) % width, i % 3];
    const mirrored = i - 3 * column - channel + 3 * (width - 1 - column) + channel;
    return Math.abs(value - pixels[mirrored]!);
  });
}

function oneOfEachClass({ classNames, scan }: OpenDataset): ScannedImage[] {
  return classNames.flatMap((_, label) => scan.images.find((image) => image.label === label) ?? []);
}

const clip = (value: number): number => Math.max(0, Math.min(255, Math.round(value)));
