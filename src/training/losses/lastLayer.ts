import type { LastActivation } from '../../backbones/pretrained/head.js';
import type { Loss } from './loss.js';

/** The last activation, and the loss that is computed from it. */
export interface LastLayer {
  lastActivation: LastActivation;
  loss: Loss;
}

const CATEGORICAL: ReadonlySet<string> = new Set<Loss['name']>([
  'CategoricalCrossentropy',
  'SparseCategoricalCrossentropy',
  'CategoricalFocalCrossentropy',
]);

/** Whether a loss is computed from one probability for each of several classes. */
export function isCategorical({ name }: Pick<Loss, 'name'>): boolean {
  return CATEGORICAL.has(name);
}

/**
 * Whether a softmax is trained with a categorical loss of its probabilities: the same training as one without an activation
 * and with the loss of logits.
 */
export function givesLogits({ lastActivation, loss }: LastLayer): boolean {
  return lastActivation === 'softmax' && isCategorical(loss) && !takesLogits(loss);
}

/** Whether a loss has `fromLogits`. */
export function takesLogits(loss: Loss): boolean {
  return 'fromLogits' in loss && loss.fromLogits === true;
}

/** A loss of probabilities. */
export function ofProbabilities(loss: Loss): Loss {
  if (!('fromLogits' in loss)) return loss;
  const { fromLogits: _, ...others } = loss;
  return others;
}

/**
 * The simplest last layer that trains the same: one without an activation and with a categorical loss of logits is a softmax
 * with the loss of its probabilities, and labels may be one-hot where that changes nothing.
 */
export function simplest<L extends { name: Loss['name']; fromLogits?: boolean }>(
  lastActivation: LastActivation,
  loss: L,
): { lastActivation: LastActivation; loss: L } {
  const { fromLogits, ...others } = loss;
  const isSparse = loss.name === 'SparseCategoricalCrossentropy';
  const isSame = fromLogits || lastActivation === 'softmax' || lastActivation === 'sigmoid';
  const name = isSparse && isSame ? 'CategoricalCrossentropy' : loss.name;
  return lastActivation === 'linear' && fromLogits && isCategorical(loss)
    ? { lastActivation: 'softmax', loss: { ...others, name } as L }
    : { lastActivation, loss: { ...loss, name } };
}
