import { expect, test } from 'vitest';
import { random } from '../../src/base/random.js';
import { balancedAccuracy, confusionMatrix, recallByClass } from '../../src/metrics/confusionMatrix.js';
import { macroF1, scores } from '../../src/metrics/scores.js';
import { balancedClassWeights } from '../../src/training/classWeights.js';
import { python } from './python.js';

const TOLERANCE_DIGITS = 12;

interface Case {
  what: string;
  numClasses: number;
  labels: number[];
  predictions: number[];
}

interface Answer {
  confusionMatrix: number[][];
  recalls: number[];
  balancedAccuracy: number;
  macroF1: number;
  accuracy: number;
  classes: number[];
  classWeights: number[];
}

const cases: Case[] = [
  drawn('seven classes, guessed', 7, 200, (draw) => [draw.below(7), draw.below(7)]),
  drawn('seven classes, imbalanced, mostly right', 7, 300, (draw) => {
    const label = Math.floor(7 * draw() ** 3);
    return [label, draw() < 0.8 ? label : draw.below(7)];
  }),
  drawn('a class that is never predicted', 4, 100, (draw) => [draw.below(4), draw.below(3)]),
  drawn('a class without examples that is never predicted', 4, 100, (draw) => [draw.below(3), draw.below(3)]),
  drawn('a class without examples that is predicted', 4, 100, (draw) => [draw.below(3), draw.below(4)]),
  drawn('a single example', 2, 1, () => [1, 1]),
];

// sklearn names only the classes that occur, unless it is told of all of them: as for the matrix.
const answers = python(
  `
import numpy as np, warnings
from sklearn.metrics import accuracy_score, balanced_accuracy_score, confusion_matrix, f1_score, recall_score
from sklearn.utils.class_weight import compute_class_weight
warnings.simplefilter('ignore')
answer = []
for case in given:
    y, p = np.array(case['labels']), np.array(case['predictions'])
    classes = np.unique(y)
    answer.append({
        'confusionMatrix': confusion_matrix(y, p, labels=range(case['numClasses'])).tolist(),
        'recalls': recall_score(y, p, labels=classes, average=None).tolist(),
        'balancedAccuracy': balanced_accuracy_score(y, p),
        'macroF1': f1_score(y, p, average='macro'),
        'accuracy': accuracy_score(y, p),
        'classes': classes.tolist(),
        'classWeights': compute_class_weight('balanced', classes=classes, y=y).tolist(),
    })
`,
  cases,
) as Answer[];

const compared = cases.map((given, i) => ({ ...given, sklearn: answers[i] }));

test.each(compared)('the confusion matrix is that of scikit-learn: $what', (given) => {
  expect(matrixOf(given)).toEqual(given.sklearn.confusionMatrix);
});

test.each(compared)('recall, balanced accuracy and macro F1 are those of scikit-learn: $what', (given) => {
  const { sklearn } = given;
  const matrix = matrixOf(given);
  expectEqual(
    recallByClass(matrix).filter((recall) => !Number.isNaN(recall)),
    sklearn.recalls,
  );
  expect(balancedAccuracy(matrix)).toBeCloseTo(sklearn.balancedAccuracy, TOLERANCE_DIGITS);
  expect(macroF1(matrix)).toBeCloseTo(sklearn.macroF1, TOLERANCE_DIGITS);
});

test.each(compared)('the scores of probabilities are those of their largest: $what', (given) => {
  const { labels, predictions, numClasses, sklearn } = given;
  const draw = random(7, given.what);
  const probabilities = predictions.map((prediction) =>
    Array.from({ length: numClasses }, (_, i) => (i === prediction ? 0.6 : 0.4 * draw())),
  );
  const all = scores(labels, probabilities, numClasses);
  expect(all.accuracy).toBeCloseTo(sklearn.accuracy, TOLERANCE_DIGITS);
  expect(all.balancedAccuracy).toBeCloseTo(sklearn.balancedAccuracy, TOLERANCE_DIGITS);
  expect(all.macroF1).toBeCloseTo(sklearn.macroF1, TOLERANCE_DIGITS);
  for (const [[low, high], value] of [
    [all.accuracyInterval, all.accuracy],
    [all.balancedAccuracyInterval, all.balancedAccuracy],
    [all.macroF1Interval, all.macroF1],
  ] as const) {
    expect(low).toBeLessThanOrEqual(value);
    expect(high).toBeGreaterThanOrEqual(value);
  }
});

test.each(compared)(
  'balanced class weights are those of scikit-learn, and 0 for a class without examples: $what',
  ({ labels, numClasses, sklearn }) => {
    const support = new Array<number>(numClasses).fill(0);
    for (const label of labels) support[label]++;
    const expected = support.map(() => 0);
    for (const [i, label] of sklearn.classes.entries()) expected[label] = sklearn.classWeights[i];
    expectEqual(balancedClassWeights(support), expected);
  },
);

function drawn(
  what: string,
  numClasses: number,
  numExamples: number,
  pair: (draw: ReturnType<typeof random>) => [label: number, prediction: number],
): Case {
  const draw = random(3, what);
  const pairs = Array.from({ length: numExamples }, () => pair(draw));
  return { what, numClasses, labels: pairs.map(([label]) => label), predictions: pairs.map(([, p]) => p) };
}

function matrixOf({ labels, predictions, numClasses }: Case): ReturnType<typeof confusionMatrix> {
  return confusionMatrix(labels, predictions, numClasses);
}

function expectEqual(actual: readonly number[], expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  for (const [i, value] of actual.entries()) expect(value).toBeCloseTo(expected[i], TOLERANCE_DIGITS);
}
