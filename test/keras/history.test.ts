import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readHistory } from '../../src/script/history/readHistory.js';
import { SATURATED_LOSSES } from '../../src/script/history/signatures/saturatedLosses.js';
import { type HistoryFacts, signaturesOf } from '../../src/script/history/signatures.js';
import type { TrainingHistory } from '../../src/script/history/trainingHistory.js';
import { python } from './python.js';

const folder = mkdtempSync(path.join(tmpdir(), 'thaw-keras-history-'));
afterAll(() => rmSync(folder, { recursive: true }));

type Lists = Record<string, number[]>;

interface Trained {
  /** JSON of Python, in which NaN may stand. */
  history: string;
  printed: string;
}

interface Answer {
  saturated: Record<string, number>;
  evaluated: number[];
  version: string;
  files: { history: Lists; later: Lists; verbose1: string; verbose2: string; text: string; numpy: string };
  trainings: Record<string, Trained>;
}

const keras = python(readFileSync(path.join(import.meta.dirname, 'history.py'), 'utf8'), { folder }) as Answer;

const write = (name: string, text: string): string => {
  writeFileSync(path.join(folder, name), text);
  return path.join(folder, name);
};

/** Values of a metric over all stages. */
function listsOf(history: TrainingHistory): Lists {
  const lists: Lists = {};
  for (const { metrics, lr } of history.stages.flatMap(({ epochs }) => epochs)) {
    const values = lr === undefined ? metrics : { ...metrics, learning_rate: lr };
    for (const [name, value] of Object.entries(values)) lists[name] = [...(lists[name] ?? []), value];
  }
  return lists;
}

function expectNear(read: Lists, expected: Lists, error: number): void {
  expect(Object.keys(read).sort()).toEqual(Object.keys(expected).sort());
  for (const [name, values] of Object.entries(expected)) {
    expect(read[name], name).toHaveLength(values.length);
    for (const [i, value] of values.entries()) expect(Math.abs(read[name][i] - value), name).toBeLessThanOrEqual(error);
  }
}

test('a file of CSVLogger, continued by a second training, is read as Keras wrote it', async () => {
  const history = await readHistory(path.join(folder, 'log.csv'));
  const { later, history: first } = keras.files;
  const both = Object.fromEntries(Object.keys(later).map((name) => [name, [...first[name], ...later[name]]]));
  expectNear(listsOf(history), both, 1e-9);
  expect(history.stages.flatMap(({ epochs }) => epochs.map(({ epoch }) => epoch))).toEqual([1, 2, 3, 4, 5, 6]);
});

test.each(['logs', 'tf1'])('event files in %s are read as Keras and TensorFlow wrote them', async (name) => {
  const history = await readHistory(path.join(folder, name));
  expect(history.stages).toHaveLength(1);
  expectNear(listsOf(history), keras.files.history, 1e-6);
});

test('history.history is read as JSON, as str() prints it, and with scalars of NumPy', async () => {
  const { history, text, numpy } = keras.files;
  for (const written of [JSON.stringify(history), text, numpy]) {
    expectNear(listsOf(await readHistory(write('history.txt', written))), history, 1e-6);
  }
});

test('what fit and evaluate print is read to four digits, with the metric that a checkpoint misses', async () => {
  const { history, later, verbose1, verbose2 } = keras.files;
  const read = await readHistory(write('fit.log', `${verbose1}\n${verbose2}`));
  expect(read.stages.map(({ plannedEpochs, epochs }) => [plannedEpochs, epochs.length])).toEqual([
    [4, 4],
    [6, 2],
  ]);
  expectNear(listsOf({ ...read, stages: read.stages.slice(0, 1) }), history, 6e-5);
  expectNear(listsOf({ ...read, stages: read.stages.slice(1) }), later, 6e-5);
  expect(read.evaluations).toHaveLength(1);
  expect(read.evaluations![0].accuracy).toBeCloseTo(history.val_accuracy[3], 3);
  expect(read.missingMonitors?.map(({ monitor }) => monitor)).toEqual(['val_acc']);
});

test('a saturated wrong answer has the loss that Keras gives it', () => {
  const [zero, one] = SATURATED_LOSSES.map(({ value }) => value);
  expect(keras.saturated['binary, 0 for 1']).toBeCloseTo(zero, 4);
  expect(keras.saturated['binary, 1 for 0']).toBeCloseTo(one, 4);
  expect(keras.saturated.categorical).toBeCloseTo(zero, 4);
  expect(keras.saturated.sparse).toBeCloseTo(zero, 4);
  expect(keras.saturated['binary, right']).toBeCloseTo(2 ** -23, 9);
});

test('where a model hands the input of its sigmoid to the loss, as Keras 3 does, a saturated loss has no bound', () => {
  expect(keras.evaluated).toEqual([500, 0.5]);
});

async function faultsOf(name: string, facts: HistoryFacts): Promise<string[][]> {
  const { history, printed } = keras.trainings[name];
  const files = [write('trained.json', history), write('trained.log', printed)];
  const found: string[][] = [];
  for (const file of files) {
    const { signatures } = signaturesOf(await readHistory(file), facts);
    found.push(signatures.filter(({ kind }) => kind === 'fault').map((signature) => signature.name));
  }
  return found;
}

const sound: [string, HistoryFacts][] = [
  ['sound, 3 classes', { numClasses: 3, numValidation: 200 }],
  ['sound, 20 validation images', { numClasses: 2, numValidation: 20 }],
  ['sound, hard', { numClasses: 7, numValidation: 150 }],
  ['sound, dropout', { numClasses: 7, numValidation: 150 }],
  ['sound, one in ten of a class', { numClasses: 2, numValidation: 300, classShares: [0.9, 0.1] }],
  ['sound, batch normalization', { numClasses: 5, numValidation: 200 }],
  ['sound, binary', { numClasses: 2, numValidation: 200, loss: 'binary_crossentropy' }],
  ['sound, SGD', { numClasses: 4, numValidation: 200 }],
  ['sound, memorizes', { numClasses: 3, numValidation: 60 }],
  ['sound, easy', { numClasses: 2, numValidation: 200 }],
];

test.each(sound)('nothing is named in a sound training by Keras: %s', async (name, facts) => {
  expect(await faultsOf(name, facts)).toEqual([[], []]);
  expect(await faultsOf(name, {})).toEqual([[], []]);
});

const faulty: [string, HistoryFacts, string][] = [
  ['constant input', { numClasses: 5, numTraining: 2000 }, 'uniform-output'],
  ['labels without meaning', { numClasses: 5, numTraining: 2000 }, 'uniform-output'],
  ['nothing trainable', { numClasses: 5 }, 'no-movement'],
  ['rate far too high', { numClasses: 5 }, 'loss-nan'],
  ['validation 255 times smaller', { numClasses: 5, numValidation: 400 }, 'saturated-validation'],
  ['ordered rows', { numClasses: 5, numValidation: 300 }, 'validation-accuracy-zero'],
  ['binary loss for 5 classes', { numClasses: 5, loss: 'binary_crossentropy' }, 'per-output-accuracy'],
  ['labels 0 to 4 with a binary loss', { numClasses: 5, loss: 'binary_crossentropy' }, 'negative-loss'],
  ['softmax of one unit', { numClasses: 2, loss: 'binary_crossentropy' }, 'accuracy-does-not-follow-loss'],
];

test.each(faulty)('a fault that Keras was trained with is named: %s', async (name, facts, expected) => {
  for (const found of await faultsOf(name, facts)) expect(found[0], keras.trainings[name].history).toBe(expected);
});
