import { expect, test } from 'vitest';
import { tf } from '../../src/engine/tensorflow.js';
import type { Callback } from '../../src/training/callbacks/callback.js';
import { earlyStopping } from '../../src/training/callbacks/earlyStopping.js';
import type { Logs } from '../../src/training/callbacks/metric.js';
import { reduceLROnPlateau } from '../../src/training/callbacks/reduceLROnPlateau.js';
import { terminateOnNaN } from '../../src/training/callbacks/terminateOnNaN.js';
import {
  type FitData,
  type FitOptions,
  type FitState,
  type Fitted,
  fitClassifier,
} from '../../src/training/fitClassifier.js';
import type { Schedule } from '../../src/training/schedules/schedule.js';
import type { Trainer } from '../../src/training/trainer.js';

/** Seven examples in batches of three, the last one short. */
const BATCHES = [[6, 2, 0], [1, 5, 3], [4]];

interface Script {
  /** Loss of the n-th step, from 1. */
  lossAt?: (step: number) => number;
  /** Validation loss of the n-th measurement, from 1. */
  validationLossAt?: (measurement: number) => number;
}

test('the loss of an epoch is the mean over its examples, so a short last batch counts by its size', async () => {
  const { history, seen } = await fitted({ lossAt: (step) => [6, 3, 1][(step - 1) % 3] });
  expect(history[0].trainLoss).toBeCloseTo((3 * 6 + 3 * 3 + 1) / 7, 12);
  expect(history[0].trainAccuracy).toBe(3 / 7); // one right answer a batch
  expect(seen.labels.slice(0, 3)).toEqual([[60, 20, 0], [10, 50, 30], [40]]);
  expect(seen.weights.slice(0, 3)).toEqual([[0.6, 0.2, 0], [0.1, 0.5, 0.3], [0.4]]);
});

test('the schedule counts steps from 0 over all epochs', async () => {
  const schedule: Schedule = { name: 'PiecewiseConstantDecay', boundaries: [1, 4], factors: [1, 0.5, 0.25] };
  const { seen, history } = await fitted({}, { schedule });
  expect(seen.rates).toEqual([8, 8, 4, 4, 4, 2]);
  expect(history.map(({ learningRate }) => learningRate)).toEqual([4, 2]);
});

test('a rate that a callback lowers is that of the next step, and no callback lowers what a schedule gives', async () => {
  const callbacks = [reduceLROnPlateau({ patience: 1, factor: 0.5 })];
  const standing = { validationLossAt: () => 1 };
  const { seen } = await fitted(standing, { callbacks, epochs: 3 });
  expect(seen.rates).toEqual([8, 8, 8, 8, 8, 8, 4, 4, 4]);
  const schedule: Schedule = { name: 'ExponentialDecay', decaySteps: 1, decayRate: 0.5, staircase: false };
  await expect(
    fitted(standing, { callbacks: [reduceLROnPlateau({ patience: 1 })], schedule, epochs: 3 }),
  ).rejects.toThrow('A callback can only set the learning rate if no schedule sets it. Received: ExponentialDecay.');
});

test('a loss that is no number ends the training at its batch: the epoch is not measured, and those before stay', async () => {
  for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
    const { history, stopped, seen } = await fitted(
      { lossAt: (step) => (step === 5 ? bad : 1) },
      { callbacks: [terminateOnNaN()], epochs: 4 },
    );
    expect({ stopped, epochs: history.length, steps: seen.rates.length }).toEqual({
      stopped: 'diverged',
      epochs: 1,
      steps: 5,
    });
    expect(seen.measured).toBe(1);
  }
});

test('a validation loss that is no number ends the training too', async () => {
  const { history, stopped } = await fitted({ validationLossAt: (n) => (n === 2 ? Number.NaN : 1) }, { epochs: 4 });
  expect({ stopped, epochs: history.length }).toEqual({ stopped: 'diverged', epochs: 1 });
});

test('early stopping puts the weights of the best epoch back when the training ends', async () => {
  const callbacks = [earlyStopping({ patience: 2, restoreBestWeights: true })];
  const { history, stopped, seen } = await fitted(
    { validationLossAt: (n) => [3, 1, 2, 2, 0][n - 1] },
    { callbacks, epochs: 5 },
  );
  expect({ stopped, epochs: history.length }).toEqual({ stopped: 'early', epochs: 4 });
  expect(seen.restored).toEqual([6]); // the steps of two epochs
});

test('callbacks are called in their order, at every moment, and an interrupt still measures what was trained', async () => {
  const calls: string[] = [];
  const named = (name: string): Callback => ({
    onTrainBegin: () => void calls.push(`${name} begin`),
    onEpochBegin: (epoch) => void calls.push(`${name} epoch ${epoch}`),
    onBatchEnd: ({ batch, batches, seen }) => void calls.push(`${name} batch ${batch} of ${batches}, ${seen}`),
    onEpochEnd: (epoch, logs: Logs) => void calls.push(`${name} end of ${epoch}: ${logs.val_loss}`),
    onTrainEnd: () => void calls.push(`${name} end`),
  });
  let asked = 0;
  const { history, stopped } = await fitted(
    {},
    { callbacks: [named('a'), named('b')], interrupted: () => ++asked > 2, epochs: 9 },
  );
  expect({ stopped, epochs: history.length }).toEqual({ stopped: 'interrupted', epochs: 1 });
  const each = ['begin', 'epoch 1', 'batch 1 of 3, 3', 'batch 2 of 3, 6', 'end of 1: 1', 'end'];
  expect(calls).toEqual(each.flatMap((what) => [`a ${what}`, `b ${what}`]));
});

test('a training that goes on after an epoch ends as one that was never left, whatever its callbacks had counted', async () => {
  const validationLossAt = (n: number): number => [5, 4, 4, 4, 3, 3, 3, 3, 3, 3][n - 1];
  const callbacks = (): Callback[] => [
    reduceLROnPlateau({ patience: 2, factor: 0.5 }),
    earlyStopping({ patience: 4, restoreBestWeights: true }),
  ];
  const states: FitState[] = [];
  const whole = await fitted(
    { validationLossAt },
    { callbacks: callbacks(), epochs: 10, onState: async (state) => void states.push(structuredClone(state)) },
  );
  expect(whole.stopped).toBe('early');
  expect(states.map(({ history }) => history.length)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  for (const from of states) {
    const before = from.history.length;
    const rest = await fitted(
      { validationLossAt: (n) => validationLossAt(before + n) },
      { callbacks: callbacks(), epochs: 10, from },
    );
    expect(rest.history).toEqual(whole.history);
    expect(rest.stopped).toBe('early');
    expect(rest.seen.rates).toEqual(whole.seen.rates.slice(3 * before));
    expect(rest.seen.restored).toEqual(whole.seen.restored);
  }
});

test('an epoch that was interrupted is no state to go on from', async () => {
  let asked = 0;
  const states: FitState[] = [];
  const onState = async (state: FitState): Promise<void> => void states.push(state);
  const { history } = await fitted({}, { interrupted: () => ++asked > 4, epochs: 9, onState });
  expect(history).toHaveLength(2);
  expect(states).toHaveLength(1);
});

/** What the trainer was asked for. */
interface Seen {
  rates: number[];
  labels: number[][];
  weights: number[][];
  measured: number;
  restored: number[];
}

/** Fits a trainer that learns nothing: it says what the script says, and its weights are the number of steps. */
async function fitted(script: Script, options: Partial<FitOptions> = {}): Promise<Fitted & { seen: Seen }> {
  const seen: Seen = { rates: [], labels: [], weights: [], measured: 0, restored: [] };
  let before = 0;
  const trainer: Pick<Trainer, 'step' | 'snapshot' | 'restore' | 'save' | 'load'> = {
    save: () => ({ steps: before + seen.labels.length, weights: new Map(), slots: new Map() }),
    load: ({ steps }) => {
      before = steps;
    },
    step: (_, labels, weights, rate) => {
      seen.labels.push([...labels]);
      seen.weights.push([...weights]);
      const step = seen.rates.push(rate);
      return { loss: script.lossAt?.(step) ?? 1, correct: 1 };
    },
    snapshot: () => new Map([['steps', { shape: [], values: Float32Array.of(before + seen.labels.length) }]]),
    restore: (weights) => void seen.restored.push(weights.get('steps')!.values[0]),
  };
  const data: FitData = {
    labels: [0, 10, 20, 30, 40, 50, 60],
    exampleWeights: [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6],
    batches: () => BATCHES,
    async *inputs(batches) {
      for (const indices of batches) yield { indices, x: tf.zeros([indices.length]) };
    },
    validate: async () => {
      seen.measured++;
      return { loss: script.validationLossAt?.(seen.measured) ?? 1, accuracy: 0.5 };
    },
  };
  const numTensors = tf.memory().numTensors;
  const defaults: FitOptions = { epochs: 2, learningRate: 8, schedule: { name: 'Constant' }, callbacks: [] };
  const result = await fitClassifier(trainer as Trainer, data, { ...defaults, ...options });
  expect(tf.memory().numTensors).toBe(numTensors);
  return { ...result, seen };
}
