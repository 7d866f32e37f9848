import type { LastActivation } from '../../backbones/pretrained/head.js';
import { simplest } from '../../training/losses/lastLayer.js';
import type { RecipeChanges } from '../recipe.js';

type Config = Record<string, unknown>;

/** What a model was compiled with: fields of a recipe, and notes on what a recipe cannot express. */
export interface OptionsFromKeras {
  changes: Pick<RecipeChanges, 'optimizer' | 'learningRate' | 'loss' | 'lastActivation'>;
  notes: string[];
}

/**
 * Reads optimizer, learning rate and loss out of the `training_config` of an HDF5 file (Keras 2, and 3) or the
 * `compile_config` of a `.keras` file.
 *
 * @param last activation of the last layer; without it, the loss is taken to fit it
 */
export function optionsFromKeras(compiled: Config | undefined, last?: LastActivation): OptionsFromKeras {
  const stored = compiled?.optimizer_config ?? compiled?.optimizer;
  // Keras 3 writes an empty object where a model was not compiled.
  if (compiled === undefined || stored === undefined) {
    return { changes: {}, notes: ['The model was saved without its optimizer, learning rate and loss.'] };
  }
  const notes: string[] = [];
  const optimizer = optimizerFromKeras(stored as Named, notes);
  const loss = lossFromKeras(compiled.loss, notes);
  return { changes: { ...optimizer, ...(loss && lastLayerOf(loss, last)) }, notes };
}

interface Named {
  class_name?: string;
  config?: Config;
}

/** Names of arguments in Keras and in a recipe. */
const ARGUMENTS: Readonly<Record<string, readonly [keras: string, ours: string][]>> = {
  Adam: [
    ['beta_1', 'beta1'],
    ['beta_2', 'beta2'],
    ['epsilon', 'epsilon'],
  ],
  RMSprop: [
    ['rho', 'rho'],
    ['momentum', 'momentum'],
    ['epsilon', 'epsilon'],
    ['centered', 'centered'],
  ],
  SGD: [
    ['momentum', 'momentum'],
    ['nesterov', 'nesterov'],
  ],
};
const COMMON = [
  ['weight_decay', 'weightDecay'],
  ['clipnorm', 'clipnorm'],
  ['global_clipnorm', 'globalClipnorm'],
] as const;

function optimizerFromKeras(
  { class_name: className = 'none', config = {} }: Named,
  notes: string[],
): OptionsFromKeras['changes'] {
  const names = ARGUMENTS[className === 'AdamW' ? 'Adam' : className];
  if (names === undefined) {
    notes.push(`A recipe has no optimizer ${className}.`);
    return {};
  }
  // Null is Keras' default.
  const changed = [...names, ...COMMON].filter(([keras]) => (config[keras] ?? null) !== null);
  const optimizer = Object.fromEntries([['name', className], ...changed.map(([keras, ours]) => [ours, config[keras]])]);
  // Keras 2 called it lr.
  const rate = config.learning_rate ?? config.lr;
  if (typeof rate !== 'number') notes.push('The learning rate follows a schedule, which is not read from the file.');
  if (typeof config.decay === 'number' && config.decay > 0) {
    notes.push(
      `The decay ${config.decay} of the learning rate is not read from the file: set a schedule in the recipe.`,
    );
  }
  return { optimizer, ...(typeof rate === 'number' && { learningRate: rate }) };
}

type LossChanges = NonNullable<RecipeChanges['loss']>;

function lastLayerOf(
  loss: LossChanges,
  last: LastActivation = 'softmax',
): Pick<RecipeChanges, 'loss' | 'lastActivation'> {
  const layer = simplest(last, loss);
  return layer.lastActivation === 'softmax' ? { loss: layer.loss } : layer;
}

function lossFromKeras(loss: unknown, notes: string[]): RecipeChanges['loss'] {
  const { class_name: name, config = {} } = typeof loss === 'string' ? { class_name: loss } : ((loss ?? {}) as Named);
  const smoothing = typeof config.label_smoothing === 'number' && { labelSmoothing: config.label_smoothing };
  const fromLogits = config.from_logits === true && { fromLogits: true as const };
  switch (name) {
    case 'categorical_crossentropy':
    case 'CategoricalCrossentropy':
      return { name: 'CategoricalCrossentropy', ...smoothing, ...fromLogits };
    case 'sparse_categorical_crossentropy':
    case 'SparseCategoricalCrossentropy':
      return { name: 'SparseCategoricalCrossentropy', ...fromLogits };
    case 'binary_crossentropy':
    case 'BinaryCrossentropy':
      return { name: 'BinaryCrossentropy', ...smoothing, ...fromLogits };
    case 'mse':
    case 'mean_squared_error':
    case 'MeanSquaredError':
      return { name: 'MeanSquaredError' };
    case 'categorical_focal_crossentropy':
    case 'CategoricalFocalCrossentropy': {
      const { alpha, gamma } = config as { alpha?: number | number[]; gamma?: number };
      return {
        name: 'CategoricalFocalCrossentropy',
        ...(alpha !== undefined && { alpha }),
        ...(gamma !== undefined && { gamma }),
        ...smoothing,
        ...fromLogits,
      };
    }
    default:
      notes.push(`A recipe has no loss ${name ?? 'like that of the file'}.`);
      return undefined;
  }
}
