import { expect, test } from 'vitest';
import { statusText } from '../../src/command/showQueue.js';
import { machinesText, progressLine, sweepJson, sweepTable } from '../../src/command/sweepText.js';
import { REFERENCE_RECIPE, withChanges } from '../../src/recipe/recipe.js';
import type { StoredRun } from '../../src/store/runStore.js';
import { INTERRUPTED, type Job, type JobState, type Swept } from '../../src/store/sweep.js';
import { sweepProgress } from '../../src/store/sweepProgress.js';

function job(name: string, seed: number, state: JobState): Job & JobState {
  return { name, seed, recipe: withChanges(REFERENCE_RECIPE, { seed }), ...state };
}

/** A run that is correct on the first `right` of ten images. */
function run(seed: number, right: number, machine?: string): StoredRun {
  return {
    recipe: withChanges(REFERENCE_RECIPE, { seed }),
    id: `run${seed}`,
    labels: Array(10).fill(0),
    probabilities: Array.from({ length: 10 }, (_, i) => (i < right ? [1, 0] : [0, 1])),
    classNames: ['a', 'b'],
    history: [{ epoch: 1 }],
    bestEpoch: 1,
    seconds: 60,
    ...(machine && { machine: { name: machine, store: '0'.repeat(16) } }),
  } as StoredRun;
}

const done = (seed: number, machine: string): JobState => ({
  state: 'done',
  run: run(seed, 5, machine),
  wasRead: false,
});
const JOBS = [
  job('a', 1, done(1, 'm1')),
  job('b', 1, done(1, 'm2')),
  job('a', 2, {
    state: 'running',
    worker: 'm1',
    progress: { activity: 'training', epoch: 2, epochs: 9, secondsLeft: 30 } as never,
  }),
  job('b', 2, { state: 'running' }),
  job('a', 3, { state: 'failed', reason: 'no' }),
  job('b', 3, { state: 'waiting' }),
];

test('the progress of a sweep says what is done, runs where, and waits, and how long the rest takes', () => {
  // 30 s of the one, 60 s of each of two others, on two machines.
  expect(sweepProgress(JOBS)).toEqual({
    ...{ done: 2, failed: 1, running: 2, waiting: 1, secondsLeft: 75 },
    byMachine: [
      ['m1', 1],
      ['m2', 1],
    ],
  });
  expect(progressLine(JOBS)).toBe(
    '2 of 6 runs done, 1 failed, 2 running, 1 waiting, about 1 min left. m1: a, seed 2, epoch 2 of 9; b, seed 2. Done: m1 1, m2 1.',
  );
  // What a terminal of 80 characters has room for.
  expect(progressLine(JOBS).slice(0, 79)).toContain('about 1 min left');
});

test('before the first run is finished, and of runs that were read, there is no estimate', () => {
  expect(sweepProgress([JOBS[2], JOBS[5]]).secondsLeft).toBeUndefined();
  const read = job('a', 1, { state: 'done', run: run(1, 5), wasRead: true });
  expect(sweepProgress([read, JOBS[5]]).secondsLeft).toBeUndefined();
  expect(machinesText(sweepProgress([read]))).toBe('');
});

test('the table of a sweep has a row for each recipe, and does not depend on where runs were trained', () => {
  const swept = (machine?: string) => [
    { name: 'a', recipe: REFERENCE_RECIPE, runs: [run(1, 5, machine), run(2, 7, machine)], failures: [] },
    { name: 'b', recipe: REFERENCE_RECIPE, runs: [run(2, 10, machine)], failures: [{ seed: 1, reason: 'no' }] },
    { name: 'c', recipe: REFERENCE_RECIPE, runs: [run(1, 5, machine)], failures: [{ seed: 2, reason: INTERRUPTED }] },
  ];
  const table = sweepTable(swept(), [1, 2]);
  expect(
    table
      .replaceAll('\u00a0', ' ')
      .split('\n')
      .map((line) => line.trim().split(/ {2,}/)),
  ).toEqual([
    ['accuracy', 'seed 1', 'seed 2', 'mean (95 %)'],
    ['a', '50.0 %', '70.0 %', expect.stringMatching(/^60 % \(/)],
    ['b', 'failed', '100.0 %', expect.stringMatching(/^100 %/)],
    ['c', '50.0 %', expect.stringMatching(/^50 % \(/)],
  ]);
  expect(sweepTable(swept('m1'), [1, 2])).toBe(table);
  const { recipes } = JSON.parse(sweepJson(swept('m1'), 'now'));
  expect(recipes[0].runs[1]).toEqual({
    seed: 2,
    id: 'run2',
    accuracy: 0.7,
    bestEpoch: 1,
    epochs: 1,
    seconds: 60,
    machine: 'm1',
  });
  expect(recipes[1].failures).toEqual([{ seed: 1, reason: 'no' }]);
});

test('many seeds have no column each: the lowest, the highest and the mean of them', () => {
  const seeds = [1, 2, 3, 4, 5, 6, 7];
  const all: Swept[] = [
    { name: 'a', recipe: REFERENCE_RECIPE, runs: seeds.map((seed) => run(seed, seed)), failures: [] },
    { name: 'b', recipe: REFERENCE_RECIPE, runs: [], failures: [] },
  ];
  const cells = (table: string) =>
    table
      .replaceAll('\u00a0', ' ')
      .split('\n')
      .map((line) => line.trim().split(/ {2,}/));
  expect(cells(sweepTable(all, seeds))).toEqual([
    ['accuracy', 'runs', 'lowest', 'highest', 'mean (95 %)'],
    ['a', '7 of 7', '10.0 %', '70.0 %', expect.stringMatching(/^40 % \(/)],
    ['b', '0 of 7'],
  ]);
  expect(cells(sweepTable(all, seeds.slice(1)))[0]).toHaveLength(8);
});

test('the status of a queue lists what failed, who works on what, and who leaves jobs to others and why', () => {
  const worker = { name: 'm1-1', machine: 'm1', store: '', thaw: '', jobs: 2, done: 3, failed: 1, refused: {} };
  const running = [
    { run: 'r', name: 'a', seed: 2, since: '', epoch: '2 of 9' },
    { run: 's', name: 'b', seed: 2, since: '' },
  ];
  const other = {
    ...worker,
    machine: 'm2',
    jobs: 1,
    running: [],
    refused: { x: '3 of 12 images are not in the folder of this worker' },
  };
  const status = {
    ...{ waiting: 4, running: 2, done: 3 },
    failed: [{ name: 'a', reason: 'the loss was no number', machine: 'm1' }],
    workers: [{ ...worker, running }, other],
  };
  expect(statusText('redis://host:6379', status, 100).split('\n')).toEqual([
    'redis://host:6379: 4 waiting, 2 running, 3 done, 1 failed.',
    '- a failed on m1: the loss was no number',
    'machine  jobs  done  failed  works on',
    'm1          2     3       1  a, seed 2, epoch 2 of 9',
    '                             b, seed 2',
    'm2          1     3       1  nothing',
    '- m2 leaves jobs to others: 3 of 12 images are not in the folder of this worker.',
  ]);
  expect(statusText('q', { ...status, failed: [], workers: [] }, 100)).toBe(
    'q: 4 waiting, 2 running, 3 done, 0 failed.\nNo worker is there.',
  );
});
