import { isDeepStrictEqual } from 'node:util';
import { type HeadLayer, headLayers } from '../backbones/pretrained/head.js';
import { pluralize } from '../base/text/pluralize.js';
import { formatFigure } from '../metrics/format.js';
import { inOrder, nameOfStep } from '../preprocess/scaling.js';
import { epochsOf, parseRecipe } from './recipe.js';
import type { Recipe } from './recipeType.js';

/** Fields that are described, and that a file may leave out. */
const DESCRIBED = [
  ...([
    'height',
    'width',
    'interpolation',
    'unfrozen',
    'head',
    'scaling',
    'augmentation',
    'optimizer',
    'learningRate',
  ] as const),
  ...(['batchSize', 'epochs'] as const),
];

/**
 * Describes what a recipe amounts to, in a paragraph: what trains, head, scaling, rate, batch and epochs, and which of these
 * fields have the default, whether the file leaves them out or gives the same.
 */
export function describeRecipe(recipe: Recipe): string {
  const {
    backbone,
    height,
    width,
    interpolation,
    scaling,
    validationScaling,
    augmentation,
    optimizer,
    learningRate,
    batchSize,
    stepsPerEpoch,
    phases,
  } = recipe;
  const epochs = `at most ${pluralize(epochsOf(recipe), 'epoch')}`;
  const changed = [...new Set(phases.flatMap((phase) => Object.keys(phase)))].filter((field) => field !== 'epochs');
  const inPhases = phases.length === 0 ? '' : ` in ${pluralize(phases.length, 'phase')}`;
  const differing = changed.length === 0 ? '' : ` Phases change ${changed.join(', ')}.`;
  const defaults = fieldsWithDefault(recipe);
  return [
    `${backbone.name} (${backbone.weights}), images of ${height}x${width}, resized by ${interpolation}.`,
    `${trainingOf(recipe)}${statisticsOf(recipe)}. Head: ${layersOf(recipe).join(', ')}.`,
    `Scaling: ${scalingInWords(scaling)}${validationScaling === null ? '' : `, of validation images: ${scalingInWords(validationScaling)}`}. Augmentation: ${augmentation === null ? 'none' : 'yes'}.`,
    `${optimizer.name} with a learning rate of ${formatFigure(learningRate)}, batches of ${batchSize}, ${epochs}${stepsPerEpoch === null ? '' : ` of ${pluralize(stepsPerEpoch, 'batch', 'batches')}`}${inPhases}.${differing}`,
    ...(defaults.length === 0 ? [] : [`Fields at their defaults (see docs/api/recipes.md): ${defaults.join(', ')}.`]),
  ].join(' ');
}

function scalingInWords(scaling: Recipe['scaling']): string {
  return scaling.length === 0 ? 'none' : inOrder(scaling.map(nameOfStep));
}

/** The layers of a head, as Keras' without the activation relu, which dense layers usually have. */
function layersOf({ head, lastActivation }: Recipe): string[] {
  const last = lastActivation === 'softmax' ? 'Dense(classes)' : `Dense(classes, ${lastActivation})`;
  return [...headLayers(head).map(inWords), last];
}

function inWords(one: HeadLayer): string {
  switch (one.layer) {
    case 'GlobalAveragePooling2D':
      return 'average pooling';
    case 'GlobalMaxPooling2D':
      return 'max pooling';
    case 'Flatten':
    case 'BatchNormalization':
      return one.layer;
    case 'MaxPooling2D':
    case 'AveragePooling2D':
      return `${one.layer}(${[one.poolSize].flat().join('x')})`;
    case 'Dropout':
      return `Dropout(${one.rate})`;
    case 'Dense':
      return one.activation === 'relu' ? `Dense(${one.units})` : `Dense(${one.units}, ${one.activation})`;
    case 'Activation':
      return `Activation(${one.activation})`;
  }
}

function trainingOf({ unfrozen: { above, batchNormalization }, backbone }: Recipe): string {
  if (above === 'nothing') return 'The backbone is frozen';
  const what = above === 'everything' ? `All of ${backbone.name} trains` : `${backbone.name} trains above ${above}`;
  return batchNormalization ? what : `${what}, except for batch normalization`;
}

/** Where frozen batch normalization does what Keras below 2.4 did. */
function statisticsOf({ batchNormalization }: Recipe): string {
  return {
    moving: '',
    batch: '; frozen batch normalization uses batch statistics',
    'batch-and-update': '; frozen batch normalization uses batch statistics, and updates its averages',
  }[batchNormalization];
}

/** The described fields that have the value that they have where a file leaves them out. */
function fieldsWithDefault(recipe: Recipe): string[] {
  const { backbone, optimizer } = recipe;
  const defaults = parseRecipe({ backbone: { name: backbone.name } });
  // Each optimizer has its own.
  const { learningRate } = parseRecipe({ backbone: { name: backbone.name }, optimizer: { name: optimizer.name } });
  const fields = DESCRIBED.filter((field) => isDeepStrictEqual(recipe[field], { ...defaults, learningRate }[field]));
  return backbone.weights === defaults.backbone.weights ? ['weights', ...fields] : fields;
}
