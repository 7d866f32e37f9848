/**
 * What Keras' cross-entropies give for an answer that is wrong with probability 1. Probabilities are clipped to [eps, 1 - eps]
 * with eps = 1e-7 in floats of 32 bits, where 1 - 1e-7 is 1 - 2^-23. A mean loss of answers that are all saturated is
 * this number times the share of wrong ones: 7.97 = 15.94 / 2 and 14.51 = 16.118 * 0.9.
 *
 * Source: keras/backend.py and keras/src/backend/tensorflow/nn.py, `binary_crossentropy` and `categorical_crossentropy`.
 * Where these find the sigmoid or softmax in front of them, as TensorFlow 2 and Keras 3 do in `fit`, they compute from its input
 * instead, and a saturated loss has no bound.
 */
export interface SaturatedLoss {
  value: number;
  /** Side of a binary output. A softmax that is wrong gives 0 for the true class. */
  output: 0 | 1;
}

const EPSILON = 1e-7;
const STEP_BELOW_1 = 2 ** -23;

export const SATURATED_LOSSES: readonly SaturatedLoss[] = [
  // The logarithm of the clipped probability: Keras 1 to 2.3, and Keras 3.
  { value: -Math.log(EPSILON), output: 0 },
  { value: -Math.log(STEP_BELOW_1), output: 1 },
  // TensorFlow 2.0 to 2.15 adds eps once more before the logarithm.
  { value: -Math.log(2 * EPSILON), output: 0 },
  { value: -Math.log(STEP_BELOW_1 + EPSILON), output: 1 },
  // The same where its graph adds eps to 1 first, which rounds to 1 + 2^-23.
  { value: -Math.log(2 * STEP_BELOW_1), output: 1 },
];

/** Loss of a correct answer that is saturated: 1 - eps is 1 - 2^-23. Keras prints it as 1.1921e-07. */
export const LEAST_CLIPPED_LOSS: number = STEP_BELOW_1;
