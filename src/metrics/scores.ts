import { bootstrap, type Interval, wilson } from '../base/intervals.js';
import { balancedAccuracy, type ConfusionMatrix, confusionMatrix, recallByClass } from './confusionMatrix.js';

/** What a model scores on labelled examples; shares in [0, 1], intervals of 95 %. */
export interface Scores {
  matrix: ConfusionMatrix;
  accuracy: number;
  /** Wilson's. */
  accuracyInterval: Interval;
  balancedAccuracy: number;
  /** Bootstrap over examples. */
  balancedAccuracyInterval: Interval;
  macroF1: number;
  macroF1Interval: Interval;
  /** NaN for a class without examples. */
  recalls: number[];
  recallIntervals: Interval[];
}

/**
 * @param labels `[numExamples]`
 * @param probabilities `[numExamples][numClasses]`
 */
export function scores(
  labels: readonly number[],
  probabilities: readonly (readonly number[])[],
  numClasses: number,
): Scores {
  const predictions = probabilities.map((row) => row.indexOf(Math.max(...row)));
  const matrix = confusionMatrix(labels, predictions, numClasses);
  const correct = matrix.reduce((sum, row, i) => sum + row[i], 0);
  const again = (score: (matrix: ConfusionMatrix) => number): Interval =>
    bootstrap(labels.length, (indices) =>
      score(
        confusionMatrix(
          indices.map((i) => labels[i]),
          indices.map((i) => predictions[i]),
          numClasses,
        ),
      ),
    );
  return {
    matrix,
    accuracy: correct / labels.length,
    accuracyInterval: wilson(correct, labels.length),
    balancedAccuracy: balancedAccuracy(matrix),
    balancedAccuracyInterval: again(balancedAccuracy),
    macroF1: macroF1(matrix),
    macroF1Interval: again(macroF1),
    recalls: recallByClass(matrix),
    recallIntervals: matrix.map((row, i) =>
      wilson(
        row[i],
        row.reduce((sum, n) => sum + n, 0),
      ),
    ),
  };
}

/**
 * Mean over classes of the harmonic mean of precision and recall; 0 where a class is never predicted. Classes with
 * neither examples nor predictions do not count. Same as `sklearn.metrics.f1_score(average='macro')`.
 */
export function macroF1(matrix: ConfusionMatrix): number {
  const values = matrix.flatMap((row, i) => {
    const examples = row.reduce((sum, n) => sum + n, 0);
    const predicted = matrix.reduce((sum, other) => sum + other[i], 0);
    return examples + predicted === 0 ? [] : [(2 * row[i]) / (examples + predicted)];
  });
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
