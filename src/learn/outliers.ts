import { countBelow } from '../base/countBelow.js';
import { tf, valuesOf } from '../engine/tensorflow.js';
import type { FeatureMatrix } from './featureMatrix.js';

/** Neighbors whose distances are averaged. Source: cleanlab 2.9, `OutOfDistribution`, default `k`. */
const NEIGHBORS = 10;
/** Examples that are compared with all others at once. */
const AT_ONCE = 512;

/**
 * How unusual each example is beside the training examples: the mean cosine distance to its ten nearest of them, as the share of
 * training examples that have less. An example is no neighbor of itself.
 *
 * Source: Ramaswamy, Rastogi and Shim 2000 for the distance to neighbors as a score; Kuan and Mueller 2022, arXiv:2207.03061, for the
 * mean cosine distance of features.
 *
 * @param isTraining of each example
 * @returns `[numExamples]` in [0, 1]; undefined where there are ten training examples or less
 */
export function outlierPercentiles(features: FeatureMatrix, isTraining: readonly boolean[]): number[] | undefined {
  const measured = measureDistances(features, isTraining);
  return measured?.distances.map((distance) => countBelow(measured.known, distance) / measured.known.length);
}

/**
 * Interquartile ranges above the upper quartile of the training examples, beyond which an example is an outlier: 1.7, where the fence
 * of Tukey 1977 is at 1.5. Source: cleanlab 2.9, `OutlierIssueManager`, default threshold 0.37037 for features.
 */
const FENCE: number = 1 / 0.37037 - 1;

/**
 * Lists the examples that are far from their ten nearest training examples, as those go: further than 1.7 interquartile ranges above
 * their upper quartile. A share of the examples would be named in every data set, and this is none where all are alike.
 *
 * @param isTraining of each example
 * @returns positions, the farthest first; none where there are ten training examples or less
 */
export function farOutliers(features: FeatureMatrix, isTraining: readonly boolean[]): number[] {
  const measured = measureDistances(features, isTraining);
  if (measured === undefined) return [];
  const { distances, known } = measured;
  const [lower, upper] = [quantileOf(known, 0.25), quantileOf(known, 0.75)];
  const most = upper + FENCE * (upper - lower);
  return [...distances.keys()].filter((i) => distances[i]! > most).sort((a, b) => distances[b]! - distances[a]!);
}

/** Linear between two values, as NumPy's `percentile`. */
function quantileOf(sorted: readonly number[], share: number): number {
  const at = share * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!];
  return low + (at - Math.floor(at)) * (high - low);
}

/** Distances of all examples, and those of the training examples in ascending order; undefined where there are ten of these or less. */
function measureDistances(
  features: FeatureMatrix,
  isTraining: readonly boolean[],
): { distances: number[]; known: number[] } | undefined {
  const training = [...isTraining.keys()].filter((i) => isTraining[i]);
  if (training.length <= NEIGHBORS) return undefined;
  const distances = neighborDistances(features, training);
  return { distances, known: training.map((i) => distances[i]!).sort((a, b) => a - b) };
}

/** Mean cosine distance of each example to its nearest training examples. */
export function neighborDistances(
  { values, numExamples, numFeatures }: FeatureMatrix,
  training: readonly number[],
): number[] {
  const isTraining = new Set(training);
  const unit = tf.tidy(() => {
    const rows = tf.tensor2d(values, [numExamples, numFeatures]);
    return rows.div(rows.norm(2, 1, true).maximum(1e-12)) as tf.Tensor2D;
  });
  const known = tf.tidy(() => tf.gather(unit, tf.tensor1d([...training], 'int32')));
  const distances: number[] = [];
  for (let start = 0; start < numExamples; start += AT_ONCE) {
    const count = Math.min(AT_ONCE, numExamples - start);
    // One more than is needed: the nearest to a training example is itself.
    const nearest = valuesOf(() => {
      const products = tf.matMul(unit.slice([start, 0], [count, numFeatures]), known, false, true);
      return tf.topk(products, NEIGHBORS + 1).values;
    });
    for (let i = 0; i < count; i++) {
      const skipped = isTraining.has(start + i) ? 1 : 0;
      let total = 0;
      for (let k = 0; k < NEIGHBORS; k++) total += 1 - nearest[i * (NEIGHBORS + 1) + skipped + k]!;
      distances.push(total / NEIGHBORS);
    }
  }
  tf.dispose([unit, known]);
  return distances;
}
