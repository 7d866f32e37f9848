import { mean, sum } from '../base/sum.js';
import { argmax } from './argmax.js';
import { balancedAccuracy, type ConfusionMatrix, confusionMatrix, recallByClass } from './confusionMatrix.js';
import { bootstrap, type Interval, wilson } from './intervals.js';

/** What a model scores on labelled examples; shares in [0, 1], intervals of 95 %. */
export interface Scores {
  matrix: ConfusionMatrix;
  accuracy: number;
  /** Wilson's. */
  accuracyInterval: Interval;
  balancedAccuracy: number;
  /** Bootstrap within each true class. Where every example was right, or wrong, it has no width and says little. */
  balancedAccuracyInterval: Interval;
  macroF1: number;
  macroF1Interval: Interval;
  /** NaN for a class without examples. */
  recalls: number[];
  recallIntervals: Interval[];
}

/**
 * @param labels `[numExamples]`
 * @param probabilities `[numExamples][numClasses]`, no NaN; only their order within a row counts
 */
export function scores(
  labels: readonly number[],
  probabilities: readonly (readonly number[])[],
  numClasses: number,
): Scores {
  const predictions = probabilities.map(argmax);
  const matrix = confusionMatrix(labels, predictions, numClasses);
  const correct = sum(matrix, (row, i) => row[i]!);
  const matrixOf = (indices: readonly number[]): ConfusionMatrix =>
    confusionMatrix(
      indices.map((i) => labels[i]!),
      indices.map((i) => predictions[i]!),
      numClasses,
    );
  const again = (score: (matrix: ConfusionMatrix) => number): Interval =>
    bootstrap(labels.length, (indices) => score(matrixOf(indices)), { strata: labels });
  return {
    matrix,
    accuracy: correct / labels.length,
    accuracyInterval: wilson(correct, labels.length),
    balancedAccuracy: balancedAccuracy(matrix),
    balancedAccuracyInterval: again(balancedAccuracy),
    macroF1: macroF1(matrix),
    macroF1Interval: again(macroF1),
    recalls: recallByClass(matrix),
    recallIntervals: matrix.map((row, i) => wilson(row[i]!, sum(row))),
  };
}

/**
 * Mean over classes of the harmonic mean of precision and recall; 0 where a class is never predicted. Classes with
 * neither examples nor predictions do not count. Same as `sklearn.metrics.f1_score(average='macro')`.
 */
export function macroF1(matrix: ConfusionMatrix): number {
  const values = matrix.flatMap((row, i) => {
    const examples = sum(row);
    const predicted = sum(matrix, (other) => other[i]!);
    return examples + predicted === 0 ? [] : [(2 * row[i]!) / (examples + predicted)];
  });
  return mean(values);
}
