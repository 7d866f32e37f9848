import type { Expectation } from '../../backbones/architectures/entry.js';
import type { Size } from '../../dataset/resize.js';
import type { Recipe } from '../../recipe/recipeType.js';
import type { CheckName } from '../checks.js';
import type { RecipePatch } from '../finding.js';

/** One change to one field of a recipe, to be tried by training with it. */
export interface Intervention {
  /** The field that changes: `learningRate`, `head.dropout`. */
  field: FieldName;
  /** What was wrong, if the change raises the accuracy, in at most ten words. */
  headline: string;
  /** The change in words: `learning rate 0.001`. */
  change: string;
  patch: RecipePatch;
  /** Where practice has the value from. */
  source: string;
  /** The check that names the same fault, where there is one. */
  check?: CheckName;
  /** What to do in your own code, where a check says it. */
  text?: string;
  /**
   * `repair` brings a value back to what practice uses. `improvement` goes further, such as unfreezing: without it,
   * nothing is wrong.
   */
  kind: 'repair' | 'improvement';
}

/** What is known of one field of a recipe. */
export interface FieldInterventions {
  /** Whether the value lies in the range of what practice uses. An unusual one is tried first. */
  isUsual: boolean;
  /** What practice would put there instead, the most usual first. None changes nothing. */
  interventions: Intervention[];
}

/** What interventions depend on. */
export interface Subject {
  recipe: Recipe;
  /** What the weights of its backbone were trained on. */
  expectation: Expectation;
  /** Training images in all. */
  numTraining: number;
  numClasses: number;
  /** Median height and width of the image files, in pixels. */
  imageSize: Size;
}

/** Every field of a recipe, or group of fields, that is intervened on. */
export const FIELD_NAMES = [
  'scaling',
  'validationScaling',
  'size',
  'interpolation',
  'backbone',
  'batchNormalization',
  'unfrozen',
  'head.units',
  'head.dropout',
  'head.layers',
  'lastActivation',
  'loss',
  'optimizer',
  'learningRate',
  'backboneRate',
  'schedule',
  'reduceOnPlateau',
  'batchSize',
  'stepsPerEpoch',
  'epochs',
  'stopping',
  'augmentation',
  'mixup',
  'classWeight',
  'sampling',
  'logitAdjustment',
  'phases',
  'testTimeAugmentation',
  'precision',
] as const;

export type FieldName = (typeof FIELD_NAMES)[number];
