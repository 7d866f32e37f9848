import { isDeepStrictEqual } from 'node:util';
import { expectationOf } from '../../backbones/pretrained/loadBackbone.js';
import { ofSplit } from '../../dataset/dataset.js';
import type { ScannedImage } from '../../dataset/scan.js';
import { median } from '../../metrics/median.js';
import { withChanges } from '../../recipe/recipe.js';
import type { Recipe } from '../../recipe/recipeType.js';
import * as network from './fields/networkFields.js';
import * as optimizer from './fields/optimizerFields.js';
import * as pipeline from './fields/pipelineFields.js';
import * as training from './fields/trainingFields.js';
import {
  FIELD_NAMES,
  type FieldInterventions,
  type FieldName,
  type Intervention,
  type Subject,
} from './intervention.js';

/**
 * What practice would put in place of each field of a recipe. `augmentedViews`, `lastBatch`, `temperatureScaling` and
 * `seed` are not among them: they change what a training costs, confidences, or chance.
 */
export const CATALOGUE: Readonly<Record<FieldName, (subject: Subject) => FieldInterventions>> = {
  scaling: pipeline.scalingField,
  validationScaling: pipeline.validationScalingField,
  size: pipeline.sizeField,
  interpolation: pipeline.interpolationField,
  backbone: network.backboneField,
  batchNormalization: network.batchNormalizationField,
  unfrozen: network.unfrozenField,
  'head.units': network.headUnitsField,
  'head.dropout': network.dropoutField,
  'head.layers': network.headLayersField,
  lastActivation: training.lastActivationField,
  loss: training.lossField,
  optimizer: optimizer.optimizerField,
  learningRate: optimizer.learningRateField,
  backboneRate: optimizer.backboneRateField,
  schedule: optimizer.scheduleField,
  reduceOnPlateau: optimizer.reduceOnPlateauField,
  batchSize: training.batchSizeField,
  stepsPerEpoch: training.stepsPerEpochField,
  epochs: training.epochsField,
  stopping: training.stoppingField,
  augmentation: pipeline.augmentationField,
  mixup: training.mixupField,
  classWeight: training.classWeightField,
  sampling: training.samplingField,
  logitAdjustment: training.logitAdjustmentField,
  phases: training.phasesField,
  testTimeAugmentation: pipeline.testTimeAugmentationField,
  precision: training.precisionField,
};

/** An intervention, and whether the value that it replaces is an unusual one. */
export interface Suggested extends Intervention {
  isUnusual: boolean;
}

/**
 * Lists what may be changed in a recipe, field by field: a value that practice would use in place of each.
 *
 * @param images those of the dataset: their number and sizes decide which values are usual
 * @returns unusual fields first, and the most usual value of a field first; none leaves the recipe as it is
 */
export function interventionsOf(recipe: Recipe, subject: Omit<Subject, 'recipe' | 'expectation'>): Suggested[] {
  const expectation = expectationOf(recipe.backbone.name, recipe.backbone.weights);
  const all = FIELD_NAMES.flatMap((field) => {
    const { isUsual, interventions } = CATALOGUE[field]({ ...subject, recipe, expectation });
    return interventions.map((one): Suggested => ({ ...one, isUnusual: !isUsual && one.kind === 'repair' }));
  });
  const changing = all.filter(({ patch }) => !isDeepStrictEqual(withChanges(recipe, patch), recipe));
  return [...changing.filter(({ isUnusual }) => isUnusual), ...changing.filter(({ isUnusual }) => !isUnusual)];
}

/**
 * Whether the value of a field lies in the range of what practice uses; so does every value of a field that is not in the
 * catalogue, such as `temperatureScaling`.
 */
export function isUsual(recipe: Recipe, field: string, subject: Omit<Subject, 'recipe' | 'expectation'>): boolean {
  const known = FIELD_NAMES.find((name) => name === field);
  if (known === undefined) return true;
  const expectation = expectationOf(recipe.backbone.name, recipe.backbone.weights);
  return CATALOGUE[known]({ ...subject, recipe, expectation }).isUsual;
}

/** What interventions have to know of a dataset. */
export function subjectOf(
  images: readonly ScannedImage[],
  numClasses: number,
): Omit<Subject, 'recipe' | 'expectation'> {
  return {
    numTraining: ofSplit(images, 'training').length,
    numClasses,
    imageSize: {
      height: median(images.map(({ height }) => height)),
      width: median(images.map(({ width }) => width)),
    },
  };
}
