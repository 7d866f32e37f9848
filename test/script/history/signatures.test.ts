import { expect, test } from 'vitest';
import { random } from '../../../src/base/random.js';
import { CHECK_NAMES } from '../../../src/diagnose/checks.js';
import { readProgress } from '../../../src/script/history/progressHistory.js';
import { SATURATED_LOSSES } from '../../../src/script/history/signatures/saturatedLosses.js';
import { type HistoryFacts, type Signature, signaturesOf } from '../../../src/script/history/signatures.js';
import type { TrainingHistory } from '../../../src/script/history/trainingHistory.js';

/** Loss, accuracy, and those of validation, of an epoch. */
type Figures = [loss: number, accuracy: number, valLoss?: number, valAccuracy?: number];

function history(stages: readonly (readonly Figures[])[], decimals: number | undefined = 4): TrainingHistory {
  return {
    kind: 'progress',
    columns: ['loss', 'accuracy', 'val_loss', 'val_accuracy'],
    decimals,
    stages: stages.map((epochs) => ({
      epochs: epochs.map(([loss, accuracy, valLoss, valAccuracy], i) => ({
        epoch: i + 1,
        metrics: {
          loss,
          accuracy,
          ...(valLoss !== undefined && { val_loss: valLoss }),
          ...(valAccuracy !== undefined && { val_accuracy: valAccuracy }),
        },
      })),
    })),
    notes: [],
  };
}

/** Logarithms as Keras prints them. */
const LN2 = Number(Math.LN2.toFixed(4));
const LN10 = Number(Math.LN10.toFixed(4));

const repeated = (epochs: number, ...figures: Figures): Figures[] => Array.from({ length: epochs }, () => figures);

const faultsOf = (seen: TrainingHistory, facts?: HistoryFacts): Signature[] =>
  signaturesOf(seen, facts).signatures.filter(({ kind }) => kind === 'fault');
const namesOf = (signatures: readonly Signature[]): string[] => signatures.map(({ name }) => name);

const faulty: [string, readonly Figures[], HistoryFacts, string, string][] = [
  [
    'a loss of exactly ln 10',
    [[2.3027, 0.0994, LN10, 0.1], ...repeated(4, LN10, 0.0991, LN10, 0.1)],
    { numClasses: 10, numTraining: 50_000 },
    'uniform-output certain',
    'constant-input',
  ],
  [
    'a loss that hovers about ln 10',
    [
      [2.31, 0.0994, LN10, 0.1],
      [2.3032, 0.0971, 2.3027, 0.1],
      [2.3031, 0.1011, LN10, 0.1],
      [2.3029, 0.0957, 2.3032, 0.1],
    ],
    { numClasses: 10, numTraining: 50_000 },
    'uniform-output likely',
    'learning-rate-too-high',
  ],
  [
    'a binary loss that stays at ln 2',
    [
      [0.71, 0.49, 0.694, 0.5],
      [0.6939, 0.505, 0.6932, 0.5],
      [0.6934, 0.497, LN2, 0.5],
      [0.6935, 0.502, 0.6933, 0.5],
    ].map((row) => row.map((value) => Number(value.toFixed(3))) as Figures),
    { numClasses: 2, loss: 'binary_crossentropy', numTraining: 2000 },
    'uniform-output likely',
    'learning-rate-too-high',
  ],
  [
    'a saturated validation loss at 1 of 20 classes',
    [
      [1.9, 0.45, 11.9, 0.05],
      [0.5, 0.85, 12.5, 0.048],
      [0.113, 0.962, 12.7, 0.049],
    ],
    { numClasses: 20, numValidation: 500 },
    'saturated-validation likely',
    'train-validation-mismatch',
  ],
  [
    'validation at half of two classes while training does well (ResNet50 with 1/255)',
    [
      [0.3, 0.88, 0.75, 0.5],
      [0.15, 0.95, 0.8, 0.5],
      [0.1, 0.97, 0.9, 0.5],
    ],
    { numClasses: 2, numValidation: 1000 },
    'validation-at-chance likely',
    'frozen-batch-norm',
  ],
  [
    'a binary loss of 7.97 at an accuracy of half, from the start',
    repeated(3, 7.9712, 0.5, 7.9712, 0.5),
    { numClasses: 2 },
    'saturated-output certain',
    'one-unit-softmax',
  ],
  [
    'a binary loss of 7.6667 at an accuracy of half, with a sigmoid',
    [[0.9, 0.5, 7.6667, 0.5], ...repeated(3, 7.6667, 0.5, 7.6667, 0.5)],
    { numClasses: 2, lastActivation: 'sigmoid' },
    'saturated-output certain',
    'learning-rate-too-high',
  ],
  [
    'a categorical loss of 14.51 at an accuracy of 0.1',
    repeated(4, 14.5063, 0.1, 14.5063, 0.1),
    { numClasses: 10 },
    'saturated-output certain',
    'learning-rate-too-high',
  ],
  [
    'an accuracy of the share of the largest class',
    [
      [0.6, 0.72, 0.51, 0.8],
      [0.52, 0.79, 0.5, 0.8],
      [0.51, 0.8, 0.5, 0.8],
      [0.505, 0.8, 0.5, 0.8],
    ],
    { numClasses: 2, classShares: [0.2, 0.8], numValidation: 150 },
    'majority-answer certain',
    'wrong-scaling',
  ],
  [
    'a binary accuracy of 1 - 1/100',
    [
      [0.06, 0.9889, 0.17, 0.9896],
      [0.05, 0.99, 0.16, 0.9899],
    ],
    { numClasses: 100, loss: 'binary_crossentropy' },
    'per-output-accuracy likely',
    'binary-loss-for-classes',
  ],
  [
    'an accuracy of exactly 1 - 1/10 in each epoch',
    repeated(3, 0.33, 0.9, 0.325, 0.9),
    { numClasses: 10 },
    'per-output-accuracy likely',
    'binary-loss-for-classes',
  ],
  [
    'a validation accuracy of 0',
    [
      [1.0, 0.55, 6.2, 0],
      [0.6, 0.8, 7.5, 0],
      [0.3, 0.92, 8.9, 0],
    ],
    { numClasses: 5 },
    'validation-accuracy-zero certain',
    'validation-of-ordered-rows',
  ],
  [
    'a loss that is no number',
    [
      [0.69, 0.5, 0.69, 0.5],
      [Number.NaN, 0.5, Number.NaN, 0.5],
    ],
    {},
    'loss-nan certain',
    'learning-rate-too-high',
  ],
  [
    'a validation loss that is no number',
    [
      [0.69, 0.5, Number.NaN, 0],
      [0.5, 0.7, Number.NaN, 0],
    ],
    {},
    'loss-nan certain',
    'empty-validation',
  ],
  [
    'a loss that explodes and stays',
    [
      [1.2, 0.5, 1.1, 0.55],
      [0.9, 0.62, 0.9, 0.6],
      [35, 0.14, 33, 0.14],
      [34, 0.15, 33, 0.14],
      [35, 0.14, 33, 0.14],
    ],
    { numClasses: 7 },
    'loss-rises likely',
    'learning-rate-too-high',
  ],
  [
    'a loss that does not move',
    repeated(5, 2.4321, 0.13, 2.4, 0.14),
    { numClasses: 7 },
    'no-movement certain',
    'nothing-trainable',
  ],
  [
    'a loss that hardly falls',
    [
      [2.379, 0.13, 2.36, 0.15],
      [2.367, 0.13, 2.35, 0.15],
      [2.355, 0.14, 2.34, 0.15],
      [2.343, 0.14, 2.33, 0.15],
      [2.332, 0.15, 2.32, 0.16],
    ],
    { numClasses: 7 },
    'slow-fall likely',
    'learning-rate-too-low',
  ],
  [
    'little learned after five epochs (ResNet with 1/255, 7 classes)',
    [
      [7.7179, 0.1817, 2.0834, 0.2677],
      [2.3, 0.24, 2.01, 0.27],
      [2.1, 0.27, 1.97, 0.28],
      [2.05, 0.29, 1.95, 0.28],
      [1.9765, 0.2993, 1.93, 0.2837],
    ],
    { numClasses: 7, numValidation: 564 },
    'hardly-learns likely',
    'wrong-scaling',
  ],
  [
    'a loss that is far above ln 7 from the start, as a saturated softmax has it in TensorFlow 2',
    [
      [251, 0.14, 300, 0.14],
      [310, 0.15, 300, 0.14],
      [295, 0.14, 300, 0.14],
      [301, 0.14, 300, 0.14],
    ],
    { numClasses: 7, numValidation: 564, classShares: [0.2, 0.2, 0.2, 0.1, 0.1, 0.1, 0.1] },
    'hardly-learns likely',
    'learning-rate-too-high',
  ],
  [
    'a loss below 0',
    [
      [0.2, 0.33, 0.1, 0.33],
      [-3, 0.33, -5, 0.33],
      [-12, 0.33, -20, 0.33],
    ],
    { numClasses: 3 },
    'negative-loss certain',
    'labels-do-not-fit-loss',
  ],
  [
    'a loss of 0 at half',
    repeated(3, 1.1921e-7, 0.5, 1.1921e-7, 0.5),
    { numClasses: 2 },
    'zero-loss certain',
    'one-unit-softmax',
  ],
  [
    'a loss that falls while accuracy stays',
    [
      [0.6, 0.5, 0.5, 0.5],
      [0.3, 0.5, 0.25, 0.5],
      [0.1, 0.5, 0.12, 0.5],
    ],
    { numClasses: 2, numTraining: 1000 },
    'accuracy-does-not-follow-loss likely',
    'metric-of-other-labels',
  ],
  [
    'training far below validation',
    [
      [1.5, 0.4, 0.9, 0.7],
      [1.3, 0.5, 0.7, 0.8],
      [1.2, 0.52, 0.6, 0.82],
      [1.2, 0.55, 0.55, 0.84],
    ],
    { numClasses: 7, numValidation: 500 },
    'training-below-validation possible',
    'augmentation-too-strong',
  ],
  [
    'a validation accuracy that jumps',
    [
      [1.0, 0.6, 1.4, 0.45],
      [0.7, 0.75, 2.5, 0.3],
      [0.5, 0.83, 0.9, 0.7],
      [0.4, 0.87, 3.5, 0.35],
      [0.35, 0.89, 0.8, 0.75],
      [0.3, 0.9, 2.2, 0.5],
      [0.28, 0.91, 0.9, 0.72],
      [0.25, 0.92, 3.0, 0.4],
    ],
    { numClasses: 7, numValidation: 500 },
    'validation-jumps possible',
    'lagging-batch-norm',
  ],
  [
    'a first epoch that was the best',
    [
      [1.2, 0.6, 1.1, 0.6],
      [0.5, 0.85, 1.3, 0.6],
      [0.2, 0.95, 1.7, 0.59],
      [0.05, 0.99, 2.1, 0.6],
      [0.02, 1, 2.4, 0.6],
    ],
    { numClasses: 7, numValidation: 500 },
    'overfitting likely',
    'head-too-large',
  ],
];

test.each(faulty)('%s is named first', (_, epochs, facts, named, cause) => {
  const [first, ...others] = faultsOf(history([epochs]), facts);
  expect(`${first?.name} ${first?.confidence}`).toBe(named);
  expect(first.causes.map(({ fault }) => fault)[0]).toBe(cause);
  expect(first.summary).toMatch(/\d/);
  expect(first.stage).toBe(1);
  // What else is true of it may follow, and is nothing else that would lead elsewhere with more certainty.
  expect(others.every(({ confidence }) => confidence !== 'certain')).toBe(true);
});

test('summaries give the figures that were printed, and what these are', () => {
  const summary = (epochs: readonly Figures[], facts: HistoryFacts): string =>
    faultsOf(history([epochs]), facts)[0].summary;
  expect(summary(repeated(4, 14.5063, 0.1), { numClasses: 10 })).toBe(
    'The training loss is 14.51 where 0.9 of the answers are wrong: 16.12 for each of these, the loss of a wrong answer with probability 1.',
  );
  expect(summary([[2.31, 0.1], ...repeated(3, LN10, 0.1)], { numClasses: 10 })).toBe(
    'The training loss stays at 2.303 at an accuracy of 0.1; ln 10 = 2.303 is that of equal probabilities.',
  );
});

test('a loss near a saturated one is likely, one that passes it is nothing', () => {
  const near: Figures[] = [...repeated(2, 14.4, 0.1), [14.45, 0.1]];
  expect(faultsOf(history([near]), { numClasses: 10 }).map(({ name, confidence }) => `${name} ${confidence}`)).toEqual([
    'saturated-output likely',
  ]);
  const passing: Figures[] = [9, 11, 12.75, 13.5, 14.5].map((loss) => [0.2, 0.93, loss, 0.2]);
  expect(namesOf(faultsOf(history([passing]), { numClasses: 5 }))).toEqual(['saturated-validation']);
  expect(faultsOf(history([passing]), { numClasses: 5 })[0].summary).toContain('stays at 0.2');
});

test('the sides of a saturated binary output are distinguished by the last digits of its loss', () => {
  const side = (loss: number): string => faultsOf(history([repeated(3, loss, 0.5)]), { numClasses: 2 })[0].meaning;
  expect(side(7.9712)).toContain('all answers are 1');
  expect(side(8.059)).toContain('all answers are 0');
  expect(side(7.7125)).toContain('all answers are 0');
  expect(side(7.6246)).toContain('all answers are 1');
});

test('saturated losses are logarithms of what floats of 32 bits leave of 1e-7 and 1 - 1e-7', () => {
  const epsilon = Math.fround(1e-7);
  const below1 = Math.fround(1 - epsilon);
  const left = Math.fround(1 - below1);
  const expected = [
    epsilon,
    left,
    Math.fround(epsilon + epsilon),
    Math.fround(left + epsilon),
    Math.fround(Math.fround(1 + epsilon) - below1),
  ].map((probability) => -Math.log(probability));
  expect(SATURATED_LOSSES.map(({ value }) => value.toFixed(4))).toEqual(expected.map((value) => value.toFixed(4)));
});

/** Histories in which nothing is wrong: of thaw's own runs, and as public ones of the same kind look. */
const healthy: [string, readonly (readonly Figures[])[], HistoryFacts][] = [
  [
    'frozen EfficientNetLite0 with augmentation, 7 classes',
    [
      [
        [1.072, 0.6934, 0.1272, 0.95],
        [0.2015, 0.9539, 0.0839, 0.965],
        [0.1325, 0.9619, 0.0901, 0.97],
        [0.095, 0.9739, 0.0662, 0.97],
        [0.0535, 0.986, 0.082, 0.97],
        [0.0653, 0.982, 0.1087, 0.96],
        [0.0538, 0.984, 0.0964, 0.97],
        [0.076, 0.982, 0.0526, 0.98],
        [0.0448, 0.99, 0.0792, 0.965],
      ],
    ],
    { numClasses: 7, numValidation: 200 },
  ],
  [
    'frozen EfficientNetLite0, 6 classes',
    [
      [
        [1.557, 0.3613, 1.0545, 0.6889],
        [0.8502, 0.7617, 0.6684, 0.8333],
        [0.5379, 0.8906, 0.5171, 0.8778],
        [0.4029, 0.9395, 0.437, 0.8889],
        [0.344, 0.9375, 0.3888, 0.8833],
        [0.2821, 0.9551, 0.3586, 0.8944],
        [0.2437, 0.959, 0.3326, 0.8944],
        [0.212, 0.9688, 0.3168, 0.9111],
      ],
    ],
    { numClasses: 6, numValidation: 180 },
  ],
  [
    'fine-tuned InceptionV3, few validation images, one bad epoch',
    [
      [
        [1.708, 0.3452, 1.2703, 0.5584],
        [0.8082, 0.7143, 0.954, 0.6234],
        [0.3568, 0.8571, 0.6812, 0.7532],
        [0.2379, 0.9286, 0.9453, 0.6753],
        [0.0739, 0.9881, 0.825, 0.7273],
        [0.0159, 1, 0.9186, 0.7532],
      ],
    ],
    { numClasses: 7, numValidation: 77 },
  ],
  [
    'fine-tuned EfficientNetLite0 that memorizes',
    [
      [
        [1.3127, 0.619, 0.5535, 0.8571],
        [0.1001, 0.9881, 0.2957, 0.9221],
        [0.0146, 1, 0.4439, 0.8701],
        [0.0044, 1, 0.2816, 0.8961],
        [0.0009, 1, 0.2541, 0.8831],
        [0.0007, 1, 0.2646, 0.8961],
        [0.0006, 1, 0.2728, 0.8961],
      ],
    ],
    { numClasses: 7, numValidation: 77 },
  ],
  [
    'InceptionV3 on kernels, hard',
    [
      [
        [1.6827, 0.377, 1.2213, 0.525],
        [1.2157, 0.5544, 1.006, 0.665],
        [1.0466, 0.6331, 0.8812, 0.68],
        [0.9166, 0.6915, 0.8421, 0.685],
        [0.9168, 0.6855, 0.8551, 0.725],
        [0.9142, 0.6895, 0.8541, 0.72],
      ],
    ],
    { numClasses: 7, numValidation: 200 },
  ],
  [
    'two classes with dropout: training below validation by a little',
    [
      [
        [0.5, 0.76, 0.32, 0.87],
        [0.38, 0.83, 0.28, 0.89],
        [0.34, 0.85, 0.26, 0.9],
        [0.33, 0.86, 0.25, 0.9],
      ],
    ],
    { numClasses: 2, numValidation: 1000, loss: 'binary_crossentropy' },
  ],
  [
    'two stages, where the second begins where the first ended and hardly moves',
    [
      [
        [0.9, 0.6, 0.6, 0.8],
        [0.5, 0.8, 0.45, 0.85],
        [0.42, 0.85, 0.4, 0.87],
      ],
      [
        [0.4, 0.86, 0.39, 0.87],
        [0.399, 0.86, 0.39, 0.87],
        [0.3985, 0.86, 0.39, 0.87],
        [0.3983, 0.86, 0.39, 0.87],
        [0.398, 0.86, 0.39, 0.87],
      ],
    ],
    { numClasses: 5, numValidation: 300 },
  ],
  [
    'five classes with sigmoids and a binary loss, whose accuracy is that of images',
    [
      [
        [0.3, 0.8, 0.25, 0.82],
        [0.2, 0.86, 0.2, 0.87],
        [0.17, 0.89, 0.18, 0.88],
      ],
    ],
    { numClasses: 5, numValidation: 500, loss: 'binary_crossentropy' },
  ],
  [
    'ten classes that reach 0.9 in the first epoch',
    [
      [
        [0.33, 0.9, 0.3, 0.91],
        [0.25, 0.92, 0.28, 0.915],
        [0.2, 0.94, 0.27, 0.92],
      ],
    ],
    { numClasses: 10, numValidation: 1000 },
  ],
  [
    'an easy task, all right from the first epoch',
    [[[0.05, 0.99, 0.001, 1], ...repeated(5, 0.0005, 1, 0.0004, 1)]],
    { numClasses: 2, numValidation: 400 },
  ],
  [
    '100 classes, slow at first',
    [
      [
        [4.7, 0.01, 4.5, 0.02],
        [4.4, 0.03, 4.2, 0.05],
        [4.0, 0.08, 3.7, 0.12],
        [3.5, 0.16, 3.1, 0.24],
        [3.0, 0.26, 2.7, 0.33],
      ],
    ],
    { numClasses: 100, numValidation: 2000 },
  ],
  [
    'a loss with an L2 penalty that starts high',
    [
      [
        [14.2, 0.55, 10.1, 0.68],
        [8.3, 0.7, 6.6, 0.74],
        [5.2, 0.78, 4.2, 0.8],
        [3.4, 0.82, 2.9, 0.82],
      ],
    ],
    { numClasses: 7, numValidation: 500 },
  ],
  [
    'an imbalanced task that does better than its largest class',
    [
      [
        [0.55, 0.78, 0.45, 0.8],
        [0.42, 0.82, 0.4, 0.84],
        [0.36, 0.85, 0.38, 0.86],
      ],
    ],
    { numClasses: 2, classShares: [0.2, 0.8], numValidation: 150 },
  ],
];

test.each(healthy)('nothing is named in a sound training: %s', (_, stages, facts) => {
  expect(namesOf(faultsOf(history(stages), facts))).toEqual([]);
  expect(namesOf(faultsOf(history(stages, undefined), facts))).toEqual([]);
  // Nor where less is known.
  expect(namesOf(faultsOf(history(stages)))).toEqual([]);
  expect(namesOf(faultsOf(history(stages), { numClasses: facts.numClasses }))).toEqual([]);
});

const DRAWS = 300;

/** Draws a training that learns: accuracies rise to a level, measured on a number of validation images. */
function drawn(seed: number, images: number): { stages: Figures[][]; numClasses: number } {
  const draw = random(7, 'history', seed, images);
  const numClasses = [2, 3, 7, 20][seed % 4];
  const level = 1 / numClasses + (1 - 1 / numClasses) * (0.5 + 0.45 * draw());
  const speed = 0.3 + draw();
  // The same images are measured each time: those whose score is below the accuracy are correct, with a little noise.
  const scores = Array.from({ length: images }, () => draw());
  const epochs = 4 + Math.floor(12 * draw());
  return {
    numClasses,
    stages: [
      Array.from({ length: epochs }, (_, i) => {
        const accuracy = level - (level - 1 / numClasses) * Math.exp(-speed * (i + 1));
        const correct = scores.filter((score) => score + draw.normal(0.05) < accuracy - 0.03).length;
        const loss = 0.15 + Math.log(numClasses) * ((1 - accuracy) / (1 - 1 / numClasses)) ** 1.2 + draw.normal(0.01);
        const round = (value: number): number => Number(value.toFixed(4));
        return [
          round(loss),
          round(Math.min(1, accuracy + draw.normal(0.01))),
          round(loss * 1.1 + Math.abs(draw.normal(0.05))),
          round(correct / images),
        ];
      }),
    ],
  };
}

test.each([20, 60, 500])('nothing is named in drawn trainings that learn, evaluated on %i images', (images) => {
  for (let seed = 0; seed < DRAWS; seed++) {
    const { stages, numClasses } = drawn(seed, images);
    for (const facts of [{ numClasses, numValidation: images }, { numClasses }, {}]) {
      expect(namesOf(faultsOf(history(stages), facts)), JSON.stringify({ seed, stages })).toEqual([]);
    }
  }
});

test('20 validation images that happen to stay at half are no constant answer', () => {
  const learning: Figures[] = [
    [0.7, 0.52, 0.69, 0.5],
    [0.66, 0.6, 0.68, 0.5],
    [0.63, 0.64, 0.67, 0.5],
    [0.6, 0.67, 0.66, 0.55],
  ];
  expect(namesOf(faultsOf(history([learning]), { numClasses: 2, numValidation: 20 }))).toEqual([]);
  expect(namesOf(faultsOf(history([learning.slice(0, 3)]), { numClasses: 2, numValidation: 20 }))).toEqual([]);
});

test('what is not passed is taken from what Keras printed, or said to be missing', () => {
  const bar = `[${'='.repeat(30)}]`;
  const line = `63/63 ${bar} - 1s 9ms/step - loss: 1.9459 - acc: 0.1429 - val_loss: 1.9459 - val_acc: 0.1429\n`;
  const epochs = [1, 2, 3, 4].map((epoch) => `Epoch ${epoch}/4\n${line}`).join('');
  const found = 'Found 2000 images belonging to 7 classes.\nFound 500 images belonging to 7 classes.\n';
  const seen = signaturesOf(readProgress(found + epochs, 'a.log'));
  expect(seen.signatures[0].name).toBe('uniform-output');
  expect(seen.facts).toEqual({ numClasses: 7, numTraining: 2000, numValidation: 500 });
  expect(seen.missing.map((sentence) => sentence.split(' is ')[0])).toEqual(['The share of each class', 'The loss']);
  const blind = signaturesOf(readProgress(epochs, 'a.log'));
  expect(namesOf(blind.signatures)).toEqual(['no-movement']);
  expect(blind.missing[0]).toContain('The number of classes is not known');
});

test('a test folder of one class says nothing of the classes', () => {
  const seen = history([repeated(4, 0.02, 0.99, 0.02, 0.99)]);
  seen.found = [{ images: 12_500, classes: 1 }];
  expect(signaturesOf(seen).facts).toEqual({});
  expect(signaturesOf(seen).signatures).toEqual([]);
});

test('a callback that watches a metric that does not exist, and one that never fired, are named', () => {
  const seen = history([repeated(3, 0.5, 0.8, 0.5, 0.8)]);
  seen.missingMonitors = [{ monitor: 'val_acc', available: ['loss', 'accuracy'] }];
  const [missing] = faultsOf(seen);
  expect(missing.name).toBe('missing-monitor');
  expect(missing.summary).toBe('A callback watches val_acc; the metrics are loss, accuracy.');
  const watched = faultsOf(history([repeated(3, 0.5, 0.8, 0.5, 0.8)]), {
    earlyStopping: { monitor: 'val_acc', patience: 2 },
  });
  expect(namesOf(watched)).toEqual(['missing-monitor']);
  const slow: Figures[] = [0.5, 0.4, 0.41, 0.42, 0.42, 0.41].map((loss) => [loss, 0.8, loss, 0.8]);
  const stopping = { monitor: 'val_loss', patience: 3 };
  expect(namesOf(faultsOf(history([slow]), { earlyStopping: stopping }))).toEqual(['early-stopping-never-fired']);
  expect(namesOf(faultsOf(history([slow]), { earlyStopping: { ...stopping, patience: 4 } }))).toEqual([]);
});

test('results of evaluate at chance after a good training, and of the same loss with another accuracy, are named', () => {
  const good: Figures[] = [
    [0.5, 0.8, 0.4, 0.85],
    [0.2, 0.95, 0.1, 0.97],
    [0.1, 0.98, 0.05, 0.99],
  ];
  const evaluated = (...evaluations: Record<string, number>[]): TrainingHistory => ({
    ...history([good]),
    evaluations,
  });
  expect(namesOf(faultsOf(evaluated({ loss: 0.82, accuracy: 0.5 }), { numClasses: 2 }))).toEqual([
    'evaluation-at-chance',
  ]);
  expect(namesOf(faultsOf(evaluated({ loss: 0.06, accuracy: 0.98 }), { numClasses: 2 }))).toEqual([]);
  expect(
    namesOf(faultsOf(evaluated({ loss: 0.2, accuracy: 0.958 }, { loss: 0.2, accuracy: 0.6 }), { numClasses: 10 })),
  ).toEqual(['same-loss-other-accuracy']);
});

/** Public reports of `evaluate`, with what was found to be their cause. */
const reports: [string, Figures[], Record<string, number>[], HistoryFacts, string, string][] = [
  [
    'keras 12317: a base frozen by its flag in Keras 2.2',
    [
      [0.2, 0.96, 2.1, 0.354],
      [0.08, 0.975, 0.01, 0.999],
      [0.05, 0.985, 0.005, 1],
    ],
    [{ loss: 0.82, acc: 0.5 }],
    { numClasses: 2 },
    'evaluation-at-chance',
    'frozen-batch-norm',
  ],
  [
    'keras 8411: moving averages after five steps',
    [
      [1.1, 0.333],
      [0.4, 0.667],
      [0.01, 1],
      [1e-5, 1],
      [1e-7, 1],
    ],
    [{ loss: 10.7, acc: 0.333 }],
    { numClasses: 3 },
    'evaluation-at-chance',
    'lagging-batch-norm',
  ],
  [
    'tensorflow 43457: a metric that loading changed',
    [[0.2, 0.95]],
    [
      { loss: 0.1433, accuracy: 0.958 },
      { loss: 0.1433, accuracy: 0.0997 },
    ],
    {},
    'same-loss-other-accuracy',
    'metric-of-other-labels',
  ],
];

test.each(reports)(
  'the figures of a public report name its cause: %s',
  (_, epochs, evaluations, facts, name, cause) => {
    const named = faultsOf({ ...history([epochs]), evaluations }, facts);
    expect(namesOf(named)).toEqual([name]);
    expect(named[0].causes.slice(0, 3).map(({ fault }) => fault)).toContain(cause);
  },
);

test('a loss that still falls at the end is a remark, no fault', () => {
  const falling: Figures[] = [1.2, 1, 0.8, 0.65, 0.5].map((loss) => [loss, 1 - loss / 2, loss, 1 - loss / 2]);
  const { signatures } = signaturesOf(history([falling]), { numClasses: 7 });
  expect(signatures.map(({ name, kind }) => `${name} ${kind}`)).toEqual(['still-improving remark']);
});

test('a stage that does well is not named for the one that does not', () => {
  const good: Figures[] = healthy[1][1][0] as Figures[];
  const named = faultsOf(history([good, repeated(5, 1.7918, 0.1667, 1.7918, 0.1667)]), { numClasses: 6 });
  expect(named.map(({ stage, name }) => `${stage} ${name}`)).toEqual(['2 uniform-output']);
});

/** Faults of a script, which the register of checks does not have. */
const OF_SCRIPTS = [
  'binary-loss-for-classes',
  'constant-input',
  'empty-validation',
  'labels-do-not-fit-loss',
  'metric-of-other-labels',
  'one-unit-softmax',
  'regularized-dropout',
  'shuffled-evaluation',
  'validation-of-ordered-rows',
];

test('causes are checks of the register, or faults of a script', () => {
  const causes = faulty.flatMap(([, epochs, facts]) =>
    faultsOf(history([epochs]), facts).flatMap(({ causes }) => causes),
  );
  const names = new Set(causes.map(({ fault }) => fault));
  expect(
    [...names].filter((name) => !(CHECK_NAMES as readonly string[]).includes(name) && !OF_SCRIPTS.includes(name)),
  ).toEqual([]);
});

test('a script whose values are too small rules out causes of values that are too large', () => {
  const seen = history([repeated(4, 7.9712, 0.5)]);
  const causes = (values?: 'larger' | 'smaller'): string[] =>
    faultsOf(seen, { numClasses: 2, ...(values && { values }) }).flatMap((one) => one.causes.map(({ fault }) => fault));
  expect(causes()).toContain('wrong-scaling');
  expect(causes('larger')).toContain('wrong-scaling');
  expect(causes('smaller')).not.toContain('wrong-scaling');
  expect(causes('smaller')).toContain('learning-rate-too-high');
});
