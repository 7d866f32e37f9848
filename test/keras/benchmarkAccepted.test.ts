import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readCase } from '../../src/benchmark/benchmarkCase.js';
import { measureAccepted } from '../../src/benchmark/measureAccepted.js';
import { CHANGE_NAMES, type ChangeName } from '../../src/benchmark/singleChanges.js';
import { readEnvironment } from '../../src/report/jupyterServer.js';

const ROOT = path.join(import.meta.dirname, '../..');
const { python } = readEnvironment(ROOT);
const RUNNER = path.join(ROOT, 'benchmark/run_case.py');
const OF_BASE: readonly ChangeName[] = ['base-norm-frozen', 'base-frozen', 'base-unfrozen', 'own-scaling'];

interface Seen {
  seen: Record<string, unknown>;
  could: string[];
  backbone: string | null;
}

/** Runs a script of this folder with a change, and gives what it saw. */
function runWith(change: ChangeName | 'none', script: string): Seen {
  const at = mkdtempSync(path.join(tmpdir(), 'thaw-change-'));
  try {
    const words = [
      '--seed',
      '1',
      '--weights',
      at,
      '--json',
      'out.json',
      '--change',
      change,
      '--backbone',
      'mobilenet_v2',
    ];
    execFileSync(python, ['-B', RUNNER, path.join(import.meta.dirname, script), ...words], { cwd: at, stdio: 'pipe' });
    const read = (name: string) => JSON.parse(readFileSync(path.join(at, name), 'utf8'));
    return { seen: read('seen.json'), ...read('out.json').changes };
  } finally {
    rmSync(at, { recursive: true });
  }
}

describe('a change of a script', () => {
  const usual = {
    rates: [1e-4, 0.5],
    optimizers: ['Adam', 'SGD'],
    epochs: [1, 8],
    steps: [3, 2],
    batches: [8, 8, 16],
    dropout: 0.5,
    penalty: true,
    rotations: [20, 20],
    flips: [true, true],
    weighted: true,
    activation: 'sigmoid',
    losses: ['categorical_crossentropy', 'mse'],
  };

  test('is noted where it could be made, and not made', () => {
    const { seen, could, backbone } = runWith('none', 'singleChanges.py');
    expect(seen).toEqual(usual);
    expect(could).toEqual(CHANGE_NAMES.filter((name) => !OF_BASE.includes(name)).sort());
    expect(backbone).toBeNull();
  });

  test.each<[ChangeName, Partial<typeof usual>]>([
    ['rate-times-10', { rates: [1e-3, 5] }],
    ['rate-times-100', { rates: [1e-2, 50] }],
    ['rate-times-tenth', { rates: [1e-5, 0.05] }],
    ['rate-times-hundredth', { rates: [1e-6, 0.005] }],
    ['adam-for-slower', { rates: [1e-3, 0.5] }],
    ['adam-for-faster', { rates: [1e-4, 1e-3], optimizers: ['Adam', 'Adam'] }],
    ['epochs-times-4', { epochs: [4, 32] }],
    ['batch-32-up', { batches: [32, 8, 32], steps: [1, 2] }],
    ['batch-32-down', { steps: [3, 3] }],
    ['dropout-off', { dropout: 0 }],
    ['regularizers-off', { penalty: false }],
    ['augmentation-off', { rotations: [0, 0], flips: [false, false] }],
    ['class-weights-off', { weighted: false }],
    ['last-activation', { activation: 'softmax' }],
    ['loss-pair', { losses: ['categorical_crossentropy', 'categorical_crossentropy'] }],
    // One epoch is the best, and five more are waited for.
    ['best-epoch', { epochs: [1, 6] }],
    ['validation-plain', { rotations: [20, 0] }],
  ])('%s changes what it is of, and nothing else', (change, changed) => {
    expect(runWith(change, 'singleChanges.py').seen).toEqual({ ...usual, ...changed });
  });
});

describe('a change of a backbone', () => {
  let usual: Seen;
  beforeAll(() => {
    usual = runWith('none', 'singleChangesOfBase.py');
  });

  test('is noted where it could be made', () => {
    expect(usual.seen).toMatchObject({ all: false, moved: true, layer: 0, function: -104 });
    expect(usual.could).toEqual(expect.arrayContaining([...OF_BASE]));
    expect(usual.backbone).toBe('mobilenet_v2');
  });

  test.each<[ChangeName, object]>([
    ['base-norm-frozen', { moved: false }],
    ['base-frozen', { trains: 0, moved: false }],
    ['base-unfrozen', { trains: expect.any(Number), all: true }],
    ['own-scaling', { layer: -1, function: -1 }],
  ])('%s changes what it is of, and nothing else', (change, changed) => {
    expect(runWith(change, 'singleChangesOfBase.py').seen).toEqual({ ...usual.seen, ...changed });
  });
});

describe('a case of which the rate is too low', () => {
  const script = (rate: string): string => `
import keras
import numpy as np

rng = np.random.default_rng(0)
y = rng.integers(0, 4, 400)
x = 3 * np.eye(4)[y] + rng.normal(size=(400, 4)) * 0.3
# Begins with the first class for every row.
begin = {"kernel_initializer": "zeros", "bias_initializer": keras.initializers.Constant([3, 0, 0, 0])}
model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(4, "softmax", **begin)])
model.compile(keras.optimizers.Adam(${rate}), "sparse_categorical_crossentropy", metrics=["accuracy"])
history = model.fit(x, y, batch_size=4, epochs=3, verbose=0)
`;
  let cases: string;
  beforeAll(() => {
    cases = mkdtempSync(path.join(tmpdir(), 'thaw-case-'));
    writeFileSync(path.join(cases, 'train.py'), script('1e-4'));
    writeFileSync(path.join(cases, 'fixed.py'), script('1e-2'));
    const faults = [{ kind: 'learning-rate-too-low', about: 'It is.' }];
    const measure = { reported: "last(history, 'accuracy')", environment: 'project' };
    writeFileSync(path.join(cases, 'case.json'), JSON.stringify({ title: 'Low', source: 'own', faults, measure }));
  });
  afterAll(() => rmSync(cases, { recursive: true }));

  test('accepts a higher rate, and not four times the epochs', async () => {
    const one = readCase(path.basename(cases), path.dirname(cases));
    const file = await measureAccepted(one, undefined, {
      python,
      weights: cases,
      seeds: [1, 2],
      limitSeconds: 100,
      changes: ['rate-times-100', 'epochs-times-4', 'class-weights-off'],
      isOver: () => false,
      keep: async () => undefined,
    });
    expect(Object.fromEntries(file.tried.map(({ change, outcome }) => [change, outcome]))).toEqual({
      'rate-times-100': 'accepted',
      'epochs-times-4': 'worse',
      'class-weights-off': 'not applicable',
    });
    expect(file.result).toBe('Accepted: learning-rate-too-low.');
  });
});
