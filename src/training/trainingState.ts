import type { WeightName } from '../backbones/network/weights.js';
import { tf } from '../engine/tensorflow.js';
import type { ChangingWeights } from './changingWeights.js';

type Tensor = tf.Tensor;

/** What a step changes. Each step gives new tensors and disposes the old. */
export interface TrainingState {
  /** In the order of `ChangingWeights.trained`. */
  weights: readonly Tensor[];
  /** What the optimizer keeps of each weight; as long a list for each, and it may be empty. */
  slots: readonly (readonly Tensor[])[];
  /** In the order of `ChangingWeights.moving`. */
  moving: readonly Tensor[];
}

/** Copies of the weights as they are, and slots of zeros. */
export function initialState(
  { trained, moving }: ChangingWeights,
  weights: ReadonlyMap<WeightName, Tensor>,
  numSlots: number,
): TrainingState {
  const copies = (names: readonly WeightName[]): Tensor[] => names.map((name) => tf.clone(weights.get(name)!));
  return {
    weights: copies(trained),
    slots: trained.map((name) => Array.from({ length: numSlots }, () => tf.zeros(weights.get(name)!.shape))),
    moving: copies(moving),
  };
}

/** All tensors in one list, as a recorded function takes and gives them. */
export function flat({ weights, slots, moving }: TrainingState): Tensor[] {
  return [...weights, ...slots.flat(), ...moving];
}

/** The inverse of `flat`: the state of a list, with the lengths of `like`. */
export function unflat(tensors: readonly Tensor[], like: TrainingState): TrainingState {
  const { length } = like.weights;
  const numSlots = like.slots[0]?.length ?? 0;
  const slots = tensors.slice(length, length * (1 + numSlots));
  return {
    weights: tensors.slice(0, length),
    slots: like.slots.map((_, i) => slots.slice(i * numSlots, (i + 1) * numSlots)),
    moving: tensors.slice(length * (1 + numSlots)),
  };
}

/** All weights by name: those of the state, and the frozen ones. */
export function weightsIn(
  { weights, moving }: Pick<TrainingState, 'weights' | 'moving'>,
  changing: ChangingWeights,
  frozen: ReadonlyMap<WeightName, Tensor>,
): Map<WeightName, Tensor> {
  const named = (names: readonly WeightName[], tensors: readonly Tensor[]): [WeightName, Tensor][] =>
    names.map((name, i) => [name, tensors[i]!]);
  return new Map([...frozen, ...named(changing.trained, weights), ...named(changing.moving, moving)]);
}
