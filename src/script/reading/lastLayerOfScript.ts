import { LAST_ACTIVATIONS, type LastActivation } from '../../backbones/pretrained/head.js';
import { table } from '../../base/table.js';
import { simplest } from '../../training/losses/lastLayer.js';
import type { Loss } from '../../training/losses/loss.js';
import { numberOf, oneOrMore } from '../evaluate/values.js';
import { configuredOf } from '../library/models/configured.js';
import { outputOf } from './outputReading.js';
import type { StageReading } from './stageReading.js';

/** Fields of a recipe, as a recipe file holds them. */
export interface LastLayerOfScript {
  /** Undefined where the text does not say it. */
  loss?: { name: Loss['name'] } & Record<string, unknown>;
  /** Left out: softmax. */
  lastActivation?: LastActivation;
}

const LOSSES = table<Loss['name']>({
  categorical_crossentropy: 'CategoricalCrossentropy',
  sparse_categorical_crossentropy: 'SparseCategoricalCrossentropy',
  categorical_focal_crossentropy: 'CategoricalFocalCrossentropy',
  binary_crossentropy: 'BinaryCrossentropy',
  mean_squared_error: 'MeanSquaredError',
  mse: 'MeanSquaredError',
});

const HAS_SMOOTHING: ReadonlySet<string> = new Set<Loss['name']>([
  'CategoricalCrossentropy',
  'CategoricalFocalCrossentropy',
  'BinaryCrossentropy',
]);

/**
 * The activation of the last dense layer, and the loss.
 *
 * @param notes what a recipe cannot say is added to them
 */
export function lastLayerOfScript(stage: StageReading, notes: string[]): LastLayerOfScript {
  const { loss } = stage;
  const output = outputOf(stage);
  const name = LOSSES[loss.name ?? ''];
  if (name === undefined) {
    if (loss.name !== undefined)
      notes.push(`a recipe has no loss ${loss.name}; thaw trains with CategoricalCrossentropy`);
    return {};
  }
  if (loss.fromLogits === undefined) return {};
  if (output?.units === 1) {
    notes.push('a recipe has one unit per class, where the script has one unit for all; thaw trains with a softmax');
    return { loss: { name: 'CategoricalCrossentropy' } };
  }
  const last = activationOf(output?.activations.map((one) => one.name) ?? ['softmax'], notes);
  if (last === undefined) return {};
  const { lastActivation, loss: read } = simplest(last, {
    name,
    ...(HAS_SMOOTHING.has(name) && { labelSmoothing: loss.labelSmoothing ?? 0 }),
    ...(name === 'CategoricalFocalCrossentropy' && focusOf(stage)),
    ...(loss.fromLogits && name !== 'MeanSquaredError' && { fromLogits: true }),
  });
  return { loss: read, ...(lastActivation !== 'softmax' && { lastActivation }) };
}

/** @param names of the activations in their order; undefined among them where the text does not say which */
function activationOf(names: readonly (string | undefined)[], notes: string[]): LastActivation | undefined {
  if (names.includes(undefined)) return undefined;
  const known = LAST_ACTIVATIONS.find((name) => name === (names[0] ?? 'linear'));
  if (known !== undefined && names.length < 2) return known;
  notes.push(`a recipe has no last layer with ${names.join(' and ')}; thaw trains with a softmax`);
  return 'softmax';
}

/** Arguments of a focal loss that are given. */
function focusOf({ call: { compiled } }: StageReading): { alpha?: number | number[]; gamma?: number } {
  const args = configuredOf(compiled?.args.get('loss'))?.args;
  const gamma = numberOf(args?.get('gamma'));
  const alphas = oneOrMore(args?.get('alpha')).map(numberOf);
  const [alpha, ...others] = alphas;
  return {
    ...(gamma !== undefined && { gamma }),
    ...(alpha !== undefined &&
      !alphas.includes(undefined) && { alpha: others.length > 0 ? (alphas as number[]) : alpha }),
  };
}
