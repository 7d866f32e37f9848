import { comeFromFile } from '../backbones/pretrained/loadBackbone.js';
import { digestOfPieces, jsonOfList } from '../base/digest.js';
import type { ScannedImage } from '../dataset/scan.js';
import { PART_IN_STORE } from '../dataset/validationParts.js';
import type { Recipe } from '../recipe/recipeType.js';

export { type Machine, type RunFile, readRun, runFile, type StoredRun, writeRun } from './runFiles.js';

/** Raised whenever a run of the same recipe would give another result. */
const RUN_VERSION = 3;

/**
 * Computes the name of the run of a recipe on images. Anything that changes the result changes the name.
 *
 * @param weights digest of the backbone's weight file, by `weightsChecksum`. Default: the weights are from no file
 */
export function runId(
  recipe: Recipe,
  images: readonly ScannedImage[],
  classNames: readonly string[],
  weights?: string,
): string {
  return runNames(images, classNames)(recipe, weights);
}

/** The name of the run of a recipe on certain images, as `runId`. */
export type RunNames = (recipe: Recipe, weights?: string) => string;

/**
 * Names runs on the same images. What the images add to a name is put together for the first one and kept: 90 bytes an image.
 */
export function runNames(images: readonly ScannedImage[], classNames: readonly string[]): RunNames {
  let data: Buffer | undefined;
  return (recipe, weights) => {
    const { name, weights: source } = recipe.backbone;
    // Without it, a stored run would be read although its weight file has changed.
    if (weights === undefined && comeFromFile(name, source))
      throw new Error(`The digest of the weights ${source} is missing.`);
    data ??= dataOf(images);
    // The bytes of { version, recipe, classNames, data, weights } as JSON.
    const before = JSON.stringify({ version: RUN_VERSION, recipe: asNamed(recipe), classNames }).slice(0, -1);
    const after = weights === undefined ? '' : `,"weights":${JSON.stringify(weights)}`;
    return digestOfPieces([`${before},"data":`, data, `${after}}\0`]).slice(0, 16);
  };
}

/** What a name depends on of images, as the bytes of JSON. */
function dataOf(images: readonly ScannedImage[]): Buffer {
  const data = images.map((image) => [
    ...[image.digest, image.label, image.split],
    // Without parts, the name is that of a run from before there were parts.
    ...(image.part === undefined ? [] : [PART_IN_STORE[image.part]]),
  ]);
  return Buffer.concat([...jsonOfList(data)].map((json) => Buffer.from(json)));
}

/** Leaves out newer fields that change nothing, so that older runs keep their names. */
function asNamed({
  testTimeAugmentation,
  temperatureScaling,
  precision,
  lastActivation,
  validationScaling,
  stepsPerEpoch,
  ...others
}: Recipe): object {
  return {
    ...others,
    ...(testTimeAugmentation && { testTimeAugmentation }),
    ...(temperatureScaling && { temperatureScaling }),
    ...(precision === 'bfloat16' && { precision }),
    ...(lastActivation !== 'softmax' && { lastActivation }),
    ...(validationScaling && { validationScaling }),
    ...(stepsPerEpoch && { stepsPerEpoch }),
  };
}
