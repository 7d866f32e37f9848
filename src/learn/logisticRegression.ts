import { UserError } from '../base/errors.js';
import { tf } from '../engine/tensorflow.js';
import { balancedClassWeights } from '../training/classWeights.js';
import { exampleSpan } from './exampleSpan.js';
import { type FeatureMatrix, momentsOf } from './featureMatrix.js';
import { minimize, type Slope } from './minimize.js';

/** Options of logistic regression. */
export interface LogisticOptions {
  /** Inverse strength of the penalty on squared weights, as in scikit-learn; intercepts are not penalized. Default 1. */
  C?: number;
  /** `balanced` gives every class the same weight. Default `none`. */
  classWeight?: 'none' | 'balanced';
  /** Maximum number of L-BFGS steps. Default 200. */
  iterations?: number;
}

/** A linear model of classes; deviations and means are those of the features that it was fitted on. */
export interface LogisticModel {
  /** `[numFeatures + 1][numClasses]` row by row, intercepts last; of standardized features. */
  weights: Float32Array;
  mean: Float32Array;
  deviation: Float32Array;
  numClasses: number;
}

/** Examples per feature up to which the fit is made in the span of the examples. */
const FEW = 1 / 2;

/**
 * Fits multinomial logistic regression on standardized features; 2,000 examples of 1,280 take about a second. Same
 * minimum as scikit-learn's `make_pipeline(StandardScaler(), LogisticRegression(C=C))`.
 *
 * With few examples per feature, the minimum is a linear combination of the examples, so it is sought in their span: the
 * same minimum, with as many unknowns as examples and not as features.
 *
 * @param labels class of each example, in 0 ... numClasses - 1; a class without examples gets next to no probability
 * @throws UserError where labels and features differ in number
 */
export function fitLogisticRegression(
  features: FeatureMatrix,
  labels: readonly number[],
  numClasses: number,
  options: LogisticOptions = {},
): LogisticModel {
  const { numExamples, numFeatures } = features;
  if (labels.length !== numExamples) {
    throw new UserError(
      'Logistic regression expects one label for each example.',
      { labels: labels.length, examples: numExamples },
      'Give the labels of the examples that the features belong to.',
    );
  }
  const { mean, deviation } = momentsOf(features);
  const x = standardized(features, mean, deviation);
  try {
    if (numExamples > FEW * numFeatures)
      return { weights: minimum(x, labels, numClasses, options), mean, deviation, numClasses };
    const { coordinates, weightsOf } = exampleSpan(x);
    const found = minimum(coordinates, labels, numClasses, options);
    coordinates.dispose();
    return { weights: weightsOf(found, numClasses), mean, deviation, numClasses };
  } finally {
    x.dispose();
  }
}

/**
 * Weights and intercepts, `[numColumns][numClasses]` row by row, at the minimum of the penalized loss.
 *
 * @param x `[numExamples][numColumns]`, the last column ones
 */
function minimum(
  x: tf.Tensor2D,
  labels: readonly number[],
  numClasses: number,
  { C = 1, classWeight = 'none', iterations = 200 }: LogisticOptions,
): Float32Array {
  const [numExamples, numColumns] = x.shape;
  const support = new Array<number>(numClasses).fill(0);
  for (const label of labels) support[label]!++;
  const classWeights = classWeight === 'balanced' ? balancedClassWeights(support) : support.map(() => 1);
  const transposed = tf.tidy(() => tf.transpose(x).clone());
  const wanted = tf.tidy(() => tf.oneHot(tf.tensor1d([...labels], 'int32'), numClasses).toFloat());
  const exampleWeights = tf.tensor2d(
    labels.map((label) => classWeights[label]!),
    [numExamples, 1],
  );
  /** Mean loss over examples and half the squared weights over C n. */
  const at = (point: Float64Array): Slope => {
    let value = 0;
    const gradient = new Float64Array(point.length);
    tf.tidy(() => {
      const logits = tf.matMul(x, tf.tensor2d(new Float32Array(point), [numColumns, numClasses]));
      const logProbabilities = tf.logSoftmax(logits);
      const weighted = tf.mul(exampleWeights, tf.sub(tf.exp(logProbabilities), wanted));
      const losses = tf.mul(exampleWeights, tf.mul(wanted, logProbabilities));
      value = -tf.sum(losses).dataSync()[0]!;
      gradient.set(tf.matMul(transposed, weighted).dataSync());
    });
    for (let i = 0; i < (numColumns - 1) * numClasses; i++) {
      value += point[i]! ** 2 / (2 * C);
      gradient[i]! += point[i]! / C;
    }
    for (let i = 0; i < gradient.length; i++) gradient[i]! /= numExamples;
    return { value: value / numExamples, gradient };
  };
  const start = new Float64Array(numColumns * numClasses);
  const weights = Float32Array.from(minimize(start, at, { iterations, tolerance: 1e-5 }));
  tf.dispose([transposed, wanted, exampleWeights]);
  return weights;
}

/** @returns `[numExamples][numClasses]`, rows sum to 1 */
export function predictProbabilities(model: LogisticModel, features: FeatureMatrix): number[][] {
  const { weights, mean, deviation, numClasses } = model;
  return tf.tidy(() => {
    const x = standardized(features, mean, deviation);
    return tf.softmax(tf.matMul(x, tf.tensor2d(weights, [features.numFeatures + 1, numClasses]))).arraySync();
  }) as number[][];
}

/** With a last column of ones for the intercepts. */
function standardized(
  { values, numExamples, numFeatures }: FeatureMatrix,
  mean: Float32Array,
  deviation: Float32Array,
): tf.Tensor2D {
  const rows = new Float32Array(numExamples * (numFeatures + 1)).fill(1);
  for (let i = 0; i < numExamples; i++) {
    for (let j = 0; j < numFeatures; j++) {
      rows[i * (numFeatures + 1) + j] = (values[i * numFeatures + j]! - mean[j]!) / deviation[j]!;
    }
  }
  return tf.tensor2d(rows, [numExamples, numFeatures + 1]);
}
