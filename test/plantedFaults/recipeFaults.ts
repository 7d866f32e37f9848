import { REGISTRY } from '../../src/backbones/architectures/registry.js';
import { expectationOf } from '../../src/backbones/pretrained/loadBackbone.js';
import type { CheckName } from '../../src/diagnose/checks.js';
import { sameScaling } from '../../src/measure/model/scalingDivergences.js';
import { type ScalingStep, stepOfMode } from '../../src/preprocess/scaling.js';
import { type RecipeChanges, withChanges } from '../../src/recipe/recipe.js';
import type { Recipe } from '../../src/recipe/recipeType.js';
import type { Fault } from './fault.js';

function fault(
  name: string,
  checks: CheckName[],
  change: (recipe: Recipe) => RecipeChanges,
  more: Partial<Fault> = {},
): Fault {
  const plant: Fault['plant'] = (world) => ({ ...world, recipe: withChanges(world.recipe, change(world.recipe)) });
  return { name, checks, shows: 'in training', plant, ...more };
}

/** A scaling by itself; no fault where the weights want just that one. */
function scaling(name: string, steps: ScalingStep[], checks: CheckName[] = ['wrong-scaling']): Fault {
  const applies: Fault['applies'] = ({ recipe: { backbone } }) =>
    !sameScaling(steps, [stepOfMode(expectationOf(backbone.name, backbone.weights).scaling)]);
  return fault(name, checks, () => ({ scaling: steps }), { applies });
}

/** Far more than the reference's: what is left of an image is seldom enough to recognize its class. */
const STRONG = {
  rotationRange: 180,
  widthShiftRange: 0.7,
  heightShiftRange: 0.7,
  shearRange: 60,
  zoomRange: 0.7,
  horizontalFlip: true,
  channelShiftRange: 120,
};

/** Each corrupts the fixed recipe in one way. */
export const RECIPE_FAULTS: readonly Fault[] = [
  fault('double scaling', ['double-preprocessing'], (recipe) => ({
    scaling: [...recipe.scaling, { step: 'rescale', factor: 1 / 255 }],
  })),
  scaling('raw input', []),
  scaling('scaling of caffe', [stepOfMode('caffe')], ['wrong-scaling', 'channel-order']),
  scaling('scaling of torch', [stepOfMode('torch')]),
  scaling('scaling of tf', [stepOfMode('tf')]),
  scaling('scaling to [0, 1]', [stepOfMode('unit')]),
  fault(
    'height and width swapped',
    ['height-width-swapped'],
    ({ height, width }) => ({ height: width, width: height }),
    // On real images it is a fault only where they are wide.
    { applies: ({ drawn }) => drawn },
  ),
  {
    name: 'validation not scaled',
    checks: ['train-validation-mismatch'],
    shows: 'in recipe',
    plant: (world) => ({ ...world, validationScaling: [] }),
  },
  fault('augmentation too strong', ['augmentation-too-strong'], () => ({ augmentation: STRONG })),
  fault('frozen batch normalisation: batch', ['frozen-batch-norm'], () => ({ batchNormalization: 'batch' })),
  fault('frozen batch normalisation: batch-and-update', ['frozen-batch-norm'], () => ({
    batchNormalization: 'batch-and-update',
  })),
  fault('batch normalisation trains on batches of 2', ['small-batch-norm'], ({ backbone }) => ({
    batchSize: 2,
    unfrozen: { above: REGISTRY[backbone.name].blocks.at(-2)!, batchNormalization: true },
  })),
  fault(
    'nothing to unfreeze above the last block',
    ['nothing-trainable'],
    () => ({ unfrozen: { above: 'mixed10', batchNormalization: false } }),
    { applies: ({ recipe: { backbone } }) => backbone.name === 'InceptionV3' },
  ),
  fault('head of two times 2,048 units', ['head-too-large'], () => ({ head: { units: [2048, 2048], dropout: 0 } })),
  fault('weights not loaded', ['weights-not-loaded'], ({ backbone }) => ({
    backbone: { ...backbone, weights: 'random' },
  })),
  fault('learning rate 1,000 times too high', ['learning-rate-too-high'], ({ learningRate }) => ({
    learningRate: 1000 * learningRate,
  })),
  fault('learning rate 1,000 times too low', ['learning-rate-too-low'], ({ learningRate }) => ({
    learningRate: learningRate / 1000,
  })),
  fault('dropout of 0.99', ['regularization-too-strong'], ({ head }) => ({ head: { ...head, dropout: 0.99 } })),
  fault('label smoothing of 0.99', ['regularization-too-strong'], () => ({
    loss: { name: 'CategoricalCrossentropy', labelSmoothing: 0.99 },
  })),
  fault('one epoch', ['too-few-steps'], () => ({ epochs: 1 })),
  {
    name: "monitor 'val_acc'",
    checks: ['unknown-monitor'],
    shows: 'in recipe',
    plant: (world) => ({ ...world, monitor: 'val_acc' }),
  },
];
