import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { type Random, random } from '../../src/base/random.js';
import type { Callback, Training } from '../../src/training/callbacks/callback.js';
import { csvLogger } from '../../src/training/callbacks/csvLogger.js';
import { type EarlyStoppingOptions, earlyStopping } from '../../src/training/callbacks/earlyStopping.js';
import type { Logs } from '../../src/training/callbacks/metric.js';
import { type ModelCheckpointOptions, modelCheckpoint } from '../../src/training/callbacks/modelCheckpoint.js';
import { type ReduceLROnPlateauOptions, reduceLROnPlateau } from '../../src/training/callbacks/reduceLROnPlateau.js';
import { tensorBoard } from '../../src/training/callbacks/tensorBoard.js';
import { expectParity, largestDifference, SEED } from './parity.js';
import { python } from './python.js';

const EPOCHS = 40;
const RATE = 0.1;

/** The learning rate is what callbacks make of it. */
type Measured = Omit<Logs, 'learning_rate'>;

const folder = mkdtempSync(path.join(tmpdir(), 'thaw-callbacks-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Epochs of trainings that get better, get no better, get worse, and stand still: with ties, and with steps of 0.01. */
const series: Measured[][] = Array.from({ length: 12 }, (_, i) => {
  const draw = random(SEED, 'callbacks', i);
  const drift = (i % 4) - 1;
  return Array.from({ length: EPOCHS }, (_, epoch) => ({
    loss: rounded(2 - 0.02 * drift * epoch, draw),
    accuracy: rounded(0.5 + 0.01 * drift * epoch, draw),
    val_loss: rounded(2 - 0.01 * drift * epoch, draw),
    val_accuracy: rounded(0.5 + 0.01 * drift * epoch, draw),
  }));
});

function rounded(value: number, draw: Random): number {
  return Math.round(100 * (value + draw.normal(0.03))) / 100;
}

interface Case {
  earlyStopping: EarlyStoppingOptions;
  reduceLROnPlateau: ReduceLROnPlateauOptions;
  modelCheckpoint: ModelCheckpointOptions;
}

const cases: Case[] = [
  { earlyStopping: {}, reduceLROnPlateau: {}, modelCheckpoint: {} },
  {
    earlyStopping: { monitor: 'val_accuracy', patience: 10, restoreBestWeights: true },
    reduceLROnPlateau: { patience: 3, factor: 0.5 },
    modelCheckpoint: { monitor: 'val_accuracy', saveBestOnly: true },
  },
  {
    earlyStopping: { monitor: 'val_loss', patience: 4, minDelta: 0.01, restoreBestWeights: true },
    reduceLROnPlateau: { monitor: 'val_accuracy', patience: 2, minDelta: 0.02, cooldown: 2, minLearningRate: 0.01 },
    modelCheckpoint: { monitor: 'val_loss', saveBestOnly: true },
  },
  {
    earlyStopping: { monitor: 'loss', patience: 12, minDelta: -0.03, mode: 'min' },
    reduceLROnPlateau: { monitor: 'loss', patience: 1, factor: 0.3, mode: 'max', minLearningRate: 1e-4 },
    modelCheckpoint: { monitor: 'accuracy', mode: 'min', saveBestOnly: true },
  },
  {
    earlyStopping: { monitor: 'accuracy', patience: 40, mode: 'auto' },
    reduceLROnPlateau: { monitor: 'accuracy', patience: 2, cooldown: 5, factor: 0.7 },
    modelCheckpoint: { saveBestOnly: false },
  },
  {
    earlyStopping: { monitor: 'val_accuracy', patience: 8, baseline: 0.55, restoreBestWeights: true },
    reduceLROnPlateau: {},
    modelCheckpoint: {},
  },
  {
    earlyStopping: { monitor: 'val_loss', patience: 2, startFromEpoch: 7, restoreBestWeights: true },
    reduceLROnPlateau: {},
    modelCheckpoint: {},
  },
  {
    earlyStopping: { monitor: 'loss', patience: 6, minDelta: 0.01, baseline: 1.9, startFromEpoch: 3 },
    reduceLROnPlateau: {},
    modelCheckpoint: {},
  },
];

/** What callbacks decided. Epochs count from 1. */
interface Decisions {
  /** After each epoch that was trained. */
  rates: number[];
  kept: number[];
  /** Epoch of the weights at the end. */
  weightsOf: number;
}

const keras = python(
  `
import keras, types
from keras.callbacks import EarlyStopping, ReduceLROnPlateau, ModelCheckpoint
from keras.src.trainers.compile_utils import MetricsList
NAMES = {'minDelta': 'min_delta', 'restoreBestWeights': 'restore_best_weights', 'minLearningRate': 'min_lr', 'startFromEpoch': 'start_from_epoch', 'saveBestOnly': 'save_best_only'}
def named(options): return {NAMES.get(k, k): v for k, v in options.items()}
def run(case, series):
    now, kept = {'epoch': 0}, []
    model = types.SimpleNamespace(
        stop_training=False,
        optimizer=keras.optimizers.SGD(given['rate']),
        metrics=[MetricsList([keras.metrics.CategoricalAccuracy(name='accuracy')])],
        get_weights=lambda: now['epoch'],
        set_weights=lambda epoch: now.update(epoch=epoch),
        save=lambda path, overwrite: kept.append(now['epoch']),
    )
    callbacks = [
        ModelCheckpoint('best.keras', **named(case['modelCheckpoint'])),
        ReduceLROnPlateau(**named(case['reduceLROnPlateau'])),
        EarlyStopping(**named(case['earlyStopping'])),
    ]
    for callback in callbacks:
        callback.set_model(model)
        callback.on_train_begin()
    rates = []
    for epoch, logs in enumerate(series):
        now['epoch'] = epoch + 1
        for callback in callbacks: callback.on_epoch_begin(epoch)
        for callback in callbacks: callback.on_epoch_end(epoch, dict(logs))
        rates.append(float(model.optimizer.learning_rate))
        if model.stop_training: break
    for callback in callbacks: callback.on_train_end()
    return {'rates': rates, 'kept': kept, 'weightsOf': now['epoch']}
answer = [[run(case, one) for one in given['series']] for case in given['cases']]
`,
  { cases, series, rate: RATE },
) as Decisions[][];

test.each(cases.map((given, i) => ({ ...given, i })))(
  'checkpoint, plateau and early stopping decide as those of Keras: $earlyStopping $reduceLROnPlateau',
  async ({ i, ...given }) => {
    let difference = 0;
    for (const [k, logs] of series.entries()) {
      const { rates, ...ours } = await decisions(given, logs);
      const { rates: expected, ...decided } = keras[i][k];
      expect({ epochs: rates.length, ...ours }).toEqual({ epochs: expected.length, ...decided });
      difference = Math.max(difference, largestDifference(rates, expected));
    }
    expectParity(`callbacks ${i + 1}: rates of all epochs; epochs stopped and kept are equal`, difference, 1e-7);
  },
);

test('in these series every decision is taken early, late and never, so none goes untested', () => {
  const ends = keras.map((runs) => new Set(runs.map(({ rates }) => rates.length)));
  expect(Math.max(...ends.map(({ size }) => size))).toBeGreaterThan(3);
  const lowered = keras.flat().map(({ rates }) => rates.filter((rate, i) => i > 0 && rate < rates[i - 1]).length);
  expect(new Set(lowered).size).toBeGreaterThan(3);
  expect(keras.flat().some(({ weightsOf, rates }) => weightsOf < rates.length)).toBe(true);
});

test('in these series a baseline and a late start change when training ends, so neither goes untested', async () => {
  const without = { baseline: undefined, startFromEpoch: undefined };
  for (const given of cases.slice(-3)) {
    const plain = { ...given, earlyStopping: { ...given.earlyStopping, ...without } };
    const changed: boolean[] = [];
    for (const logs of series) {
      changed.push((await decisions(given, logs)).rates.length !== (await decisions(plain, logs)).rates.length);
    }
    expect(new Set(changed).size).toBe(2);
  }
});

test('the CSV file has the names and the numbers of that of Keras', async () => {
  const file = path.join(folder, 'log', 'training.csv');
  const [logs] = series;
  logs[3] = { ...logs[3], val_loss: Number.NaN };
  await run([reduceLROnPlateau({ patience: 2 }), csvLogger(file)], logs);
  const written = python(
    `
import keras, types, math
from keras.callbacks import CSVLogger, ReduceLROnPlateau
model = types.SimpleNamespace(optimizer=keras.optimizers.SGD(given['rate']), metrics=[])
callbacks = [ReduceLROnPlateau(patience=2), CSVLogger(given['file'])]
for callback in callbacks:
    callback.set_model(model)
    callback.on_train_begin()
for epoch, logs in enumerate(given['logs']):
    logs = {k: math.nan if v is None else v for k, v in logs.items()}
    for callback in callbacks: callback.on_epoch_end(epoch, logs)
for callback in callbacks: callback.on_train_end()
answer = open(given['file'], newline='').read()
`,
    { rate: RATE, logs, file: path.join(folder, 'keras.csv') },
  ) as string;
  const cells = (text: string): string[][] => text.split('\r\n').map((line) => line.split(','));
  const [ours, theirs] = [cells(readFileSync(file, 'utf8')), cells(written)];
  expect(ours[0]).toEqual(theirs[0]);
  expect(ours.at(-1)).toEqual(['']);
  expect(ours[4][ours[0].indexOf('val_loss')]).toBe('nan');
  expect(theirs[4][ours[0].indexOf('val_loss')]).toBe('nan');
  const rate = ours[0].indexOf('learning_rate');
  const without = (rows: string[][]): string[][] => rows.map((row) => row.filter((_, i) => i !== rate));
  expect(without(ours)).toEqual(without(theirs));
  const [rates, expected] = [ours, theirs].map((rows) => rows.slice(1, -1).map((row) => Number(row[rate])));
  expect(new Set(rates).size).toBeGreaterThan(2);
  expectParity('CSVLogger, learning rate of all epochs', largestDifference(rates, expected), 1e-7);
});

test('TensorBoard reads the same scalars of our event files as of those of Keras', async () => {
  const [, logs] = series;
  await run([reduceLROnPlateau({ patience: 2 }), tensorBoard(path.join(folder, 'ours'), () => 1_700_000_000.5)], logs);
  const {
    ours,
    keras: theirs,
    wallTime,
  } = python(
    `
import keras, types
from keras.callbacks import TensorBoard, ReduceLROnPlateau
from tensorboard.backend.event_processing.plugin_event_multiplexer import EventMultiplexer
from tensorboard.util import tensor_util
model = types.SimpleNamespace(optimizer=keras.optimizers.SGD(given['rate']), metrics=[], _supports_tf_graph=False)
plateau, board = ReduceLROnPlateau(patience=2), TensorBoard(given['folder'] + '/keras', write_graph=False)
plateau.set_model(model)
plateau.on_train_begin()
board.set_model(model)
for epoch, logs in enumerate(given['logs']):
    plateau.on_epoch_end(epoch, dict(logs))
    board.on_epoch_end(epoch, dict(logs))
board._train_writer.flush(); board._val_writer.flush()
def scalars(folder):
    multiplexer = EventMultiplexer(tensor_size_guidance={'scalars': 0}).AddRunsFromDirectory(folder)
    multiplexer.Reload()
    return {run: {tag: [[e.step, float(tensor_util.make_ndarray(e.tensor_proto))] for e in multiplexer.Tensors(run, tag)]
                  for tag in multiplexer.PluginRunToTagToContent('scalars')[run]} for run in multiplexer.Runs()}
multiplexer = EventMultiplexer().AddRunsFromDirectory(given['folder'] + '/ours')
multiplexer.Reload()
answer = {'ours': scalars(given['folder'] + '/ours'), 'keras': scalars(given['folder'] + '/keras'),
          'wallTime': multiplexer.Tensors('train', 'epoch_loss')[0].wall_time}
`,
    { rate: RATE, logs, folder },
  ) as Record<'ours' | 'keras', Record<string, Record<string, [number, number][]>>> & { wallTime: number };
  expect(wallTime).toBe(1_700_000_000.5);
  expect(Object.keys(ours.train).sort()).toEqual(['epoch_accuracy', 'epoch_learning_rate', 'epoch_loss']);
  expect(Object.keys(ours.validation).sort()).toEqual(['epoch_accuracy', 'epoch_loss']);
  expect(ours.train.epoch_loss).toHaveLength(EPOCHS);
  expect(ours.validation).toEqual(theirs.validation);
  const { epoch_learning_rate: rates, ...train } = ours.train;
  const { epoch_learning_rate: expected, ...trained } = theirs.train;
  expect(train).toEqual(trained);
  expectParity('TensorBoard, learning rate of all epochs', largestDifference(rates.flat(), expected.flat()), 1e-7);
});

async function decisions(given: Case, logs: readonly Measured[]): Promise<Decisions> {
  const kept: number[] = [];
  const { rates, weightsOf } = await run(
    [
      modelCheckpoint(({ epoch }) => void kept.push(epoch), given.modelCheckpoint),
      reduceLROnPlateau(given.reduceLROnPlateau),
      earlyStopping(given.earlyStopping),
    ],
    logs,
  );
  return { rates, kept, weightsOf };
}

/** Feeds callbacks with epochs; the weights are the number of the epoch. */
async function run(callbacks: readonly Callback[], logs: readonly Measured[]): Promise<Omit<Decisions, 'kept'>> {
  let stopped = false;
  let weightsOf = 0;
  const training: Training = {
    learningRate: RATE,
    stop: () => {
      stopped = true;
    },
    snapshot: () => new Map([['epoch', { shape: [], values: Float32Array.of(weightsOf) }]]),
    restore: (weights) => {
      weightsOf = weights.get('epoch')!.values[0];
    },
  };
  const rates: number[] = [];
  for (const callback of callbacks) await callback.onTrainBegin?.(training);
  for (const [i, epoch] of logs.entries()) {
    weightsOf = i + 1;
    const measured = { ...epoch, learning_rate: training.learningRate };
    for (const callback of callbacks) await callback.onEpochEnd?.(i + 1, measured, training);
    rates.push(training.learningRate);
    if (stopped) break;
  }
  for (const callback of callbacks) await callback.onTrainEnd?.(training);
  return { rates, weightsOf };
}
