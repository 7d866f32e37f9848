import { KERAS_NETWORKS } from '../../backbones/architectures/kerasNetworks.js';
import type { BackboneName } from '../../backbones/architectures/registry.js';
import { UserError } from '../../base/errors.js';
import { phasesOf } from '../recipe.js';
import type { Recipe } from '../recipeType.js';
import { viewsOf } from '../views.js';
import { py } from './python.js';
import { endPart } from './scriptEnd.js';
import { imagesPart } from './scriptImages.js';
import { modelPart } from './scriptModel.js';
import { batchStatistics, fittedTemperature, ONE_CYCLE, predicted, SLOWER } from './scriptParts.js';
import { phasePart } from './scriptTraining.js';

/** Backbones of keras.applications. */
const IN_KERAS: ReadonlySet<BackboneName> = new Set([
  'InceptionV3',
  'ResNet50',
  'MobileNetV2',
  'VGG16',
  ...KERAS_NETWORKS,
]);

/** Whether keras.applications has a backbone. */
export function isInKeras(name: BackboneName): boolean {
  return IN_KERAS.has(name);
}

/** Whether the script reads its base from `BASE_FILE`, because keras.applications does not have it or its weights. */
export function needsBaseFile({ backbone: { name, weights } }: Recipe): boolean {
  return !isInKeras(name) || !(weights === 'imagenet' || weights === 'random');
}

/** What a script needs to know besides its recipe. */
export interface ScriptOptions {
  /**
   * Where its images are: a folder with `training_set/<class>/` and `validation_set/<class>/`, the default of its option
   * `--data`, or the file `images.json` beside the script. Default: the folder `dataset`
   */
  images?: { folder: string } | 'listed' | 'listed with parts';
}

/**
 * Writes a recipe as a script for Keras 3: the same images, layers, freezing, scaling, augmentation, loss, optimizer,
 * schedule, phases and callbacks, and nothing that the recipe does not use. Run it with `python train.py --out DIR`. Random
 * draws (order, augmentation, mixup, dropout, new weights) are those of Keras and NumPy, with the recipe's seed.
 *
 * @throws UserError if the recipe has a bounded number of augmented views, which Keras cannot do
 */
export function kerasScript(
  recipe: Recipe,
  classNames: readonly string[],
  { images = { folder: 'dataset' } }: ScriptOptions = {},
): string {
  const phases = phasesOf(recipe);
  const some = (has: (phase: Recipe) => boolean): boolean => phases.some((phase) => has(phase.recipe));
  if (some(({ augmentedViews }) => augmentedViews !== null)) {
    throw new UserError(
      'A recipe without augmentedViews is expected: ImageDataGenerator draws new changes in every epoch.',
      `augmentedViews ${recipe.augmentedViews}`,
      "Set 'augmentedViews' to null.",
    );
  }
  const views = viewsOf(recipe);
  const policy = recipe.batchNormalization;
  const uses = {
    augmentation: (views?.draws ?? 0) > 0 || some(({ augmentation }) => augmentation !== null),
    mixup: some(({ mixup }) => mixup > 0),
    balanced: some(({ sampling }) => sampling === 'balanced'),
    shuffled: some(({ sampling }) => sampling === 'shuffled'),
    parts: images === 'listed with parts',
    phases: phases.length > 1,
    stepsPerEpoch: some(({ stepsPerEpoch }) => stepsPerEpoch !== null),
    baseFile: needsBaseFile(recipe),
    listed: typeof images === 'string',
  };
  const oneCycle = some(({ schedule }) => schedule.name === 'OneCycle');
  const parts = [
    headPart(recipe, classNames, images, { ...uses, oneCycle }),
    imagesPart(recipe, uses),
    policy === 'moving' ? '' : batchStatistics(policy === 'batch-and-update'),
    oneCycle ? ONE_CYCLE : '',
    some(({ backboneRate }) => backboneRate !== 1) ? SLOWER : '',
    views === undefined && !recipe.temperatureScaling ? '' : predicted(views, uses.parts, recipe),
    recipe.temperatureScaling ? fittedTemperature() : '',
    [
      modelPart(recipe, uses.baseFile),
      ...phases.map(({ recipe: phase, trains }, i) => phasePart(phase, trains, i, phases.length, uses)),
      endPart(recipe, views, uses.parts),
    ].join('\n'),
  ];
  return `${parts
    .filter((part) => part !== '')
    .map((part) => part.trim())
    .join('\n\n\n')}\n`;
}

/** What is imported, constants and options. */
function headPart(
  recipe: Recipe,
  classNames: readonly string[],
  images: NonNullable<ScriptOptions['images']>,
  uses: { augmentation: boolean; baseFile: boolean; oneCycle: boolean },
): string {
  const isListed = typeof images === 'string';
  const needsFolder = uses.baseFile || isListed;
  return `"""${recipe.backbone.name}, ${classNames.length} classes, images of ${recipe.height}x${recipe.width}: a recipe of thaw for Keras 3."""

import argparse
${isListed ? 'import json\n' : ''}${uses.oneCycle ? 'import math\n' : ''}from pathlib import Path

import keras
import numpy as np
${uses.augmentation ? 'from keras.src.legacy.preprocessing.image import ImageDataGenerator\n' : ''}
${needsFolder ? 'HERE = Path(__file__).resolve().parent\n' : ''}CLASSES = ${py(classNames)}
${isListed ? '' : 'FILES = (".jpg", ".jpeg", ".png", ".bmp", ".gif", ".tif", ".tiff", ".ppm", ".pgm", ".pbm", ".pnm", ".webp")\n'}HEIGHT, WIDTH, BATCH_SIZE, SEED = ${recipe.height}, ${recipe.width}, ${recipe.batchSize}, ${recipe.seed}
${isListed ? 'IMAGES = json.loads((HERE / "images.json").read_text())\n' : ''}
parser = argparse.ArgumentParser(description=__doc__)
${isListed ? '' : `parser.add_argument("--data", default=${py(images.folder)}, help="folder with training_set/ and validation_set/")\n`}parser.add_argument("--out", type=Path, default=".", help="folder for the log, the best weights and the model")
args = parser.parse_args()
args.out.mkdir(parents=True, exist_ok=True)
keras.utils.set_random_seed(SEED)
`;
}
