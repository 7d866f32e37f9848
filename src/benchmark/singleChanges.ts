import type { FaultKindName } from './faultKinds.js';

/** A change of a script that benchmark/single_changes makes while the script runs. */
export interface SingleChange {
  /** The kind of fault that it would repair. */
  kind: FaultKindName;
  /** What it does, in a few words. */
  about: string;
}

/** Goes up with what a change does, so that cases are measured again. */
export const CHANGES_VERSION: number = 1;

/** All changes that are tried, by name, in their order. */
export const SINGLE_CHANGES = {
  'rate-times-10': { kind: 'learning-rate-too-low', about: 'learning rate at compile times 10' },
  'rate-times-100': { kind: 'learning-rate-too-low', about: 'learning rate at compile times 100' },
  'rate-times-tenth': { kind: 'learning-rate-too-high', about: 'learning rate at compile times 0.1' },
  'rate-times-hundredth': { kind: 'learning-rate-too-high', about: 'learning rate at compile times 0.01' },
  'adam-for-slower': {
    kind: 'learning-rate-too-low',
    about: 'Adam at its default in place of an optimizer whose rate is no higher than usual',
  },
  'adam-for-faster': {
    kind: 'learning-rate-too-high',
    about: 'Adam at its default in place of an optimizer whose rate is higher than usual',
  },
  'epochs-times-4': { kind: 'too-few-steps', about: 'epochs times 4' },
  'batch-32-up': { kind: 'small-batch-norm', about: 'batches of 32 images in place of smaller ones' },
  'batch-32-down': { kind: 'too-few-steps', about: 'batches of 32 images in place of larger ones' },
  'base-norm-frozen': { kind: 'frozen-batch-norm', about: 'batch normalization of the base on moving statistics' },
  'base-frozen': { kind: 'wrong-layers-train', about: 'base frozen' },
  'base-unfrozen': { kind: 'wrong-layers-train', about: 'base unfrozen' },
  'dropout-off': { kind: 'too-much-regularization', about: 'no dropout' },
  'regularizers-off': { kind: 'too-much-regularization', about: 'no weight penalties and no label smoothing' },
  'augmentation-off': { kind: 'too-much-regularization', about: 'no augmentation' },
  'class-weights-off': { kind: 'class-weights', about: 'no class weights' },
  'last-activation': { kind: 'last-activation', about: 'last activation that fits the loss' },
  'loss-pair': { kind: 'wrong-loss', about: 'cross-entropy of exclusive classes, with its activation' },
  'best-epoch': { kind: 'best-epoch-lost', about: 'early stopping that restores the weights of the best epoch' },
  'validation-plain': { kind: 'augmented-validation', about: 'validation and test without augmentation' },
  'own-scaling': { kind: 'wrong-range', about: "scaling by the backbone's own preprocess_input" },
} as const;

/** Name of a change. */
export type ChangeName = keyof typeof SINGLE_CHANGES;

/** In the order in which they are tried. */
export const CHANGE_NAMES: readonly ChangeName[] = Object.keys(SINGLE_CHANGES) as ChangeName[];

/** What a change repairs, and does. */
export function singleChange(name: ChangeName): SingleChange {
  return SINGLE_CHANGES[name];
}
