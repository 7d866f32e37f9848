import { table } from '../../base/table.js';

/** Activation functions, by the names that Keras 3 writes. */
export const ACTIVATION_NAMES = [
  'elu',
  'exponential',
  'gelu',
  'hard_sigmoid',
  /** Keras 2 has other slopes under the name `hard_sigmoid`. */
  'hard_sigmoid_of_keras_2',
  'hard_silu',
  'leaky_relu',
  'linear',
  'log_softmax',
  'mish',
  'relu',
  'relu6',
  'selu',
  'sigmoid',
  'silu',
  'softmax',
  'softplus',
  'softsign',
  'tanh',
] as const;

export type ActivationName = (typeof ACTIVATION_NAMES)[number];

/** Names of Keras 2, and second names of Keras 3, by the first ones. */
const RENAMED: Record<string, ActivationName> = table<ActivationName>({ swish: 'silu', hard_swish: 'hard_silu' });

/** The activation function that Keras has under a name; undefined where thaw has none. */
export function activationNamed(written: string): ActivationName | undefined {
  return RENAMED[written] ?? ACTIVATION_NAMES.find((name) => name === written);
}
