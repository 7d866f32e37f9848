import { expect, test } from 'vitest';
import { checkpointNotBest } from '../../../../src/diagnose/checks/training/checkpointNotBest.js';
import { learningRateTooHigh } from '../../../../src/diagnose/checks/training/learningRateTooHigh.js';
import { learningRateTooLow } from '../../../../src/diagnose/checks/training/learningRateTooLow.js';
import { notReproducible } from '../../../../src/diagnose/checks/training/notReproducible.js';
import { overfitting } from '../../../../src/diagnose/checks/training/overfitting.js';
import { tooFewSteps } from '../../../../src/diagnose/checks/training/tooFewSteps.js';
import { underfitting } from '../../../../src/diagnose/checks/training/underfitting.js';
import { unknownMonitor } from '../../../../src/diagnose/checks/training/unknownMonitor.js';
import type { TrainedRun } from '../../../../src/diagnose/evidence/trainedRun.js';
import { METRICS } from '../../../../src/training/callbacks/metric.js';

type Figures = readonly [trainLoss: number, trainAccuracy: number, validationLoss: number, validationAccuracy: number];

/** A run of seven classes, 700 training and 300 validation images, by the figures of its epochs; the best was kept. */
function runOf(epochs: readonly Figures[], changes: Partial<TrainedRun> = {}): TrainedRun {
  const history = epochs.map(([trainLoss, trainAccuracy, validationLoss, validationAccuracy], i) => ({
    epoch: i + 1,
    trainLoss,
    trainAccuracy,
    validationLoss,
    validationAccuracy,
  }));
  const best = history.reduce((a, b) => (b.validationAccuracy > a.validationAccuracy ? b : a));
  return {
    history,
    bestEpoch: best.epoch,
    stopped: 'finished',
    learningRate: 1e-3,
    numTraining: 700,
    numValidation: 300,
    numClasses: 7,
    stepsPerEpoch: 43,
    ...changes,
  };
}

const sane = runOf([
  [1.5, 0.45, 1.3, 0.52],
  [1.0, 0.66, 1.0, 0.64],
  [0.8, 0.74, 0.9, 0.68],
  [0.7, 0.77, 0.87, 0.7],
  [0.65, 0.79, 0.86, 0.71],
  [0.62, 0.8, 0.87, 0.7],
]);

test('a sound run is no finding of any training check', () => {
  expect([
    ...learningRateTooHigh(sane),
    ...learningRateTooLow(sane),
    ...overfitting(sane),
    ...underfitting(sane, 0.2, { value: 0.7, interval: [0.65, 0.75] }),
    ...tooFewSteps(sane),
    ...checkpointNotBest(sane, 'val_accuracy'),
    ...notReproducible(sane.history, sane.history),
  ]).toEqual([]);
});

test.each<{ what: string; run: TrainedRun; severity: string }>([
  { what: 'became NaN', run: runOf([[9, 0.2, 20, 0.2]], { stopped: 'diverged' }), severity: 'critical' },
  {
    what: 'ends above that of uniform predictions',
    run: runOf([
      [5, 0.2, 4, 0.2],
      [3, 0.2, 4, 0.2],
      [4, 0.2, 4, 0.2],
    ]),
    severity: 'critical',
  },
  {
    what: 'jumps from epoch to epoch',
    run: runOf([
      [1.2, 0.5, 1, 0.5],
      [1.6, 0.5, 1, 0.5],
      [1, 0.6, 1, 0.5],
      [1.5, 0.5, 1, 0.5],
      [1, 0.6, 1, 0.5],
    ]),
    severity: 'warning',
  },
  {
    // EfficientNetLite0 on textures, Adam at 0.1: 65 % instead of 82 %.
    what: 'is thrown far above that of uniform predictions, though it falls from there',
    run: runOf([
      [50.2, 0.53, 21, 0.57],
      [13.6, 0.71, 24, 0.62],
      [13.5, 0.79, 30, 0.59],
      [3.4, 0.8, 19, 0.61],
      [1.2, 0.82, 16, 0.65],
    ]),
    severity: 'warning',
  },
])('a rate is too high where the loss $what', ({ run, severity }) => {
  expect(learningRateTooHigh(run)).toMatchObject([{ severity, fix: { patch: { learningRate: 1e-4 } } }]);
});

test('figures of a run are rounded in a finding, and what two runs differ in stays visible', () => {
  const run = runOf(
    [
      [1.1, 0.2, 4, 0.2],
      [3.0353300912039622, 0.2, 4, 0.2],
    ],
    { learningRate: 0.0007 },
  );
  const [finding] = learningRateTooHigh(run);
  expect(finding.evidence.map(({ received }) => received)).toEqual(['3.035', '1 of 1', '0.0007']);
  expect(finding.fix).toMatchObject({
    text: 'Train with a tenth of the learning rate: 7e-5.',
    patch: { learningRate: 0.00007 },
  });
  const [first] = run.history;
  const [difference] = notReproducible([first!], [{ ...first!, trainLoss: 1.1000000301 }]);
  expect(difference.evidence[0]).toMatchObject({ expected: '1.1', received: '1.10000003' });
});

test('a network that learns nothing stays near the loss of uniform predictions, and its rate is no cause', () => {
  const losses = [1.99, 1.95, 1.947, 1.951, 1.948];
  expect(learningRateTooHigh(runOf(losses.map((loss): Figures => [loss, 0.14, loss, 0.14])))).toEqual([]);
});

test('a rate too low to move a loss that starts high is not too high, whatever the noise', () => {
  const losses = [2.21, 2.1, 2.22, 2.21, 2.19];
  expect(learningRateTooHigh(runOf(losses.map((loss): Figures => [loss, 0.14, loss, 0.14])))).toEqual([]);
});

test('a loss that rises once by a little is noise', () => {
  const run = runOf([
    [1.2, 0.5, 1, 0.5],
    [1.25, 0.5, 1, 0.5],
    [1, 0.6, 1, 0.5],
  ]);
  expect(learningRateTooHigh(run)).toEqual([]);
});

/** Training losses of frozen EfficientNetLite0 on drawn seeds, 8 epochs of a linear head, by the rate of Adam. */
const MEASURED: Readonly<Record<string, readonly number[]>> = {
  '1e-6': [2.53, 2.52, 2.51, 2.5, 2.49, 2.47, 2.465, 2.46],
  '1e-5': [2.48, 2.39, 2.3, 2.22, 2.15, 2.07, 2.01, 1.95],
  '1e-4': [2.15, 1.59, 1.23, 0.97, 0.78, 0.64, 0.55, 0.47],
  '1e-3': [1.03, 0.23, 0.15, 0.1, 0.07, 0.06, 0.05, 0.04],
  '1e-2': [1.16, 0.18, 0.07, 0.15, 0.15, 0.1, 0.17, 0.11],
  '1e-1': [7.16, 1.71, 0.94, 1.51, 1.32, 1.23, 1.56, 1.72],
  '1': [70.58, 16.95, 11.69, 15.95, 14.68, 14.65, 17.58, 13.73],
};

test.each([
  { rate: '1e-6', found: ['learning-rate-too-low'] },
  { rate: '1e-5', found: ['learning-rate-too-low'] },
  { rate: '1e-4', found: [] },
  { rate: '1e-3', found: [] },
  { rate: '1e-2', found: [] },
  { rate: '1e-1', found: ['learning-rate-too-high'] },
  { rate: '1', found: ['learning-rate-too-high'] },
])('measured losses at a rate of $rate are judged by what was learned: $found', ({ rate, found }) => {
  const run = runOf(
    MEASURED[rate].map((loss): Figures => [loss, 0.5, 1, 0.5]),
    { learningRate: Number(rate) },
  );
  const findings = [...learningRateTooHigh(run), ...learningRateTooLow(run)];
  expect(findings.map(({ check }) => check)).toEqual(found);
});

test('a rate that is too low is patched to ten times itself; a network that has learned, or is stuck, is no finding', () => {
  const crawling = runOf(
    [1.95, 1.94, 1.93, 1.92].map((loss): Figures => [loss, 0.2, loss, 0.2]),
    { learningRate: 1e-6 },
  );
  const [finding] = learningRateTooLow(crawling);
  expect(finding).toMatchObject({ severity: 'critical' });
  expect(finding.fix.patch?.learningRate).toBeCloseTo(1e-5, 12);
  const slow = runOf([1.5, 1.45, 1.4, 1.35].map((loss): Figures => [loss, 0.4, loss, 0.4]));
  expect(learningRateTooLow(slow)).toMatchObject([{ severity: 'warning' }]);
  const learned = runOf([0.2, 0.198, 0.196].map((loss): Figures => [loss, 0.95, 0.9, 0.7]));
  const stuck = runOf([1.95, 1.96, 1.93, 1.94].map((loss): Figures => [loss, 0.2, 2, 0.2]));
  const leveled = runOf([1.4, 1.25, 1.19, 1.17, 1.16].map((loss): Figures => [loss, 0.5, 1.3, 0.45]));
  expect([learned, stuck, leveled].flatMap(learningRateTooLow)).toEqual([]);
});

const memorized = runOf([
  [0.9, 0.7, 1.2, 0.55],
  [0.3, 0.92, 1.3, 0.57],
  [0.05, 0.99, 1.9, 0.58],
]);

test('memorized images are found, but not where two networks make the gap', () => {
  expect(overfitting(memorized)).toMatchObject([{ check: 'overfitting', severity: 'warning' }]);
  expect(overfitting(memorized, true)).toEqual([]);
});

test('a validation loss that rises after the epoch that was kept is context', () => {
  const past = runOf([
    [0.9, 0.7, 0.8, 0.7],
    [0.6, 0.78, 0.9, 0.72],
    [0.4, 0.84, 1.0, 0.71],
  ]);
  expect(overfitting(past)).toMatchObject([{ severity: 'info' }]);
});

test('a network that is no more accurate than the largest class, or less than a linear probe, underfits', () => {
  const nothing = runOf([[1.9, 0.31, 1.9, 0.3]]);
  expect(underfitting(nothing, 0.3)).toMatchObject([{ severity: 'critical' }]);
  const little = runOf([[1.5, 0.45, 1.5, 0.44]]);
  expect(underfitting(little, 0.3)).toEqual([]);
  expect(underfitting(little, 0.3, { value: 0.7, interval: [0.65, 0.75] })).toMatchObject([{ severity: 'warning' }]);
  expect(underfitting(little, 0.3, { value: 0.5, interval: [0.42, 0.58] })).toEqual([]);
});

test('a run that ends while it improves is found, and not one that leveled off or stopped early', () => {
  const climbing = [1.6, 1.4, 1.2, 1.05, 0.9].map((loss, i): Figures => [loss, 0.4 + i / 20, loss, 0.4 + i / 20]);
  expect(tooFewSteps(runOf(climbing))).toMatchObject([{ severity: 'info', fix: { patch: { epochs: 10 } } }]);
  expect(tooFewSteps(runOf(climbing, { stepsPerEpoch: 5 }))).toMatchObject([{ severity: 'warning' }]);
  expect(tooFewSteps(runOf(climbing, { stopped: 'early' }))).toEqual([]);
  const level = [1.6, 1, 0.9, 0.895, 0.89].map((loss, i): Figures => [loss, 0.4 + i / 20, loss, 0.4 + i / 20]);
  expect(tooFewSteps(runOf(level)).length).toBe(1);
  const leveled = [1.6, 1, 0.9, 0.895, 0.89, 0.885].map((loss, i): Figures => [loss, 0.4, loss, 0.4 + i / 20]);
  expect(tooFewSteps(runOf(leveled))).toEqual([]);
});

test('one epoch is judged by its steps, two by the drop in loss', () => {
  const first: Figures = [1.6, 0.4, 1.6, 0.4];
  expect(tooFewSteps(runOf([first]))).toMatchObject([{ severity: 'warning', fix: { patch: { epochs: 6 } } }]);
  expect(tooFewSteps(runOf([first], { stepsPerEpoch: 100 }))).toEqual([]);
  expect(tooFewSteps(runOf([first, [1.4, 0.5, 1.4, 0.5]]))).toMatchObject([{ severity: 'warning' }]);
  expect(tooFewSteps(runOf([first, [1.4, 0.5, 1.59, 0.5]]))).toEqual([]);
});

test('val_acc is not logged since Keras 2.3, and val_accuracy is named', () => {
  const [finding] = unknownMonitor('val_acc', METRICS);
  expect(finding.fix).toMatchObject({ text: "Monitor 'val_accuracy'.", patch: { monitor: 'val_accuracy' } });
  expect(unknownMonitor('val_f1', METRICS)[0].fix.patch).toEqual({ monitor: 'val_loss' });
  expect(unknownMonitor('val_accuracy', METRICS)).toEqual([]);
  expect(unknownMonitor('val_acc', ['loss', 'acc', 'val_loss', 'val_acc'])).toEqual([]);
});

test('a kept epoch that is not the best is found, as a warning beyond its interval', () => {
  const peak = runOf(
    [
      [1, 0.6, 1, 0.8],
      [0.8, 0.7, 1, 0.6],
    ],
    { bestEpoch: 2 },
  );
  expect(checkpointNotBest(peak)).toMatchObject([{ severity: 'warning', fix: { patch: { monitor: 'val_accuracy' } } }]);
  const near = { ...sane, bestEpoch: 6 };
  expect(checkpointNotBest(near, 'loss')).toMatchObject([{ severity: 'info' }]);
});

test('two runs with one seed that differ are found, with the first epoch; rounding is context', () => {
  const changed = (by: number): TrainedRun['history'] =>
    sane.history.map((epoch) => (epoch.epoch < 3 ? epoch : { ...epoch, trainLoss: epoch.trainLoss * (1 + by) }));
  const [finding] = notReproducible(sane.history, changed(0.01));
  expect(finding).toMatchObject({ severity: 'warning' });
  expect(finding.summary).toContain('from epoch 3 on');
  expect(notReproducible(sane.history, changed(1e-7))).toMatchObject([{ severity: 'info' }]);
  expect(notReproducible(sane.history, sane.history.slice(0, 4))[0].summary).toContain('from epoch 5 on');
});
