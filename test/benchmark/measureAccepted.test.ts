import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AcceptedFile } from '../../src/benchmark/acceptedFile.js';
import { readCase } from '../../src/benchmark/benchmarkCase.js';
import { measureAccepted } from '../../src/benchmark/measureAccepted.js';
import type { runCase } from '../../src/benchmark/runCase.js';
import type { ChangeName } from '../../src/benchmark/singleChanges.js';

const VERSIONS = { python: '3.11.7', keras: '3.15.1', tensorflow: '2.21.0' };
const FAULTS = [{ kind: 'wrong-range', about: 'It is.' }];
const CHANGES: ChangeName[] = ['rate-times-10', 'epochs-times-4', 'dropout-off', 'base-frozen'];

let folder: string;
/** What scripts and changes score, by seed; those that are not there fail. */
let scores: Record<string, readonly number[]>;
let versions: typeof VERSIONS;
/** What was run since `scoring`. */
let runs: string[];
const at = (name: string): string => path.join(folder, name);

function scoring(given: Record<string, readonly number[]>, by = VERSIONS): void {
  scores = given;
  versions = by;
  runs = [];
}

/** Takes the place of Python. */
const run: typeof runCase = async (_, { script, seed, change }) => {
  const name = change === 'none' ? script : change!;
  runs.push(`${name} ${seed}`);
  const found = scores[name];
  if (found === undefined) return { failed: `ValueError: no ${name}` };
  const could = CHANGES.filter((each) => each !== 'base-frozen');
  const changes = { could, backbone: 'mobilenet_v2' };
  return { seed, seconds: 1, weights: [], versions, reported: null, true: found[seed - 1]!, changes };
};

/** @param numRuns after so many the time is over */
async function measured(
  { faults = FAULTS as unknown[], numRuns = 99, seeds = [1, 2, 3], limitSeconds = 60 } = {},
  before?: AcceptedFile,
): Promise<AcceptedFile> {
  writeFileSync(at('case.json'), JSON.stringify({ title: 'A', source: 'own', faults, measure: { true: 'x' } }));
  const end = runs.length + numRuns;
  return await measureAccepted(readCase(path.basename(folder), path.dirname(folder)), before, {
    python: 'python',
    weights: folder,
    seeds,
    limitSeconds,
    changes: CHANGES,
    isOver: () => runs.length >= end,
    keep: async () => undefined,
    run,
  });
}

const outcomes = ({ tried }: AcceptedFile) => Object.fromEntries(tried.map(({ change, outcome }) => [change, outcome]));

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'thaw-measured-'));
  for (const name of ['train.py', 'fixed.py']) writeFileSync(at(name), '');
});
afterEach(() => rmSync(folder, { recursive: true }));

const FIXED = [0.9, 0.91, 0.92];
const SCORES = {
  'train.py': [0.4, 0.41, 0.42],
  'fixed.py': FIXED,
  // The mean is 0.04 below, and the interval from -0.11 to 0.03.
  'rate-times-10': [0.84, 0.87, 0.9],
  'epochs-times-4': [0.7, 0.71, 0.72],
  'dropout-off': [0.97, 0.98, 0.99],
};

describe('measureAccepted', () => {
  test('accepts changes whose interval includes 0 or lies above', async () => {
    scoring(SCORES);
    const file = await measured();
    expect(outcomes(file)).toEqual({
      'base-frozen': 'not applicable',
      'rate-times-10': 'accepted',
      'epochs-times-4': 'worse',
      'dropout-off': 'accepted',
    });
    expect(file).toMatchObject({ seeds: [1, 2, 3], versions: VERSIONS, backbone: 'mobilenet_v2' });
    expect(file.fixed).toEqual({ reported: null, true: FIXED, seconds: [1, 1, 1] });
    expect(file.gain!.true!.value).toBeCloseTo(0.5, 4);
    expect(file.result).toBe('Accepted: learning-rate-too-low, too-much-regularization.');
  });

  test('accepts nothing without a gain, and tries nothing', async () => {
    scoring({ ...SCORES, 'train.py': [0.9, 0.92, 0.89] });
    const file = await measured();
    expect(file.result).toBe('No gain: train.py scores like fixed.py, so that nothing is accepted.');
    expect(outcomes(file)).toEqual({ 'base-frozen': 'not applicable' });
    expect(runs).toHaveLength(6);
  });

  test('accepts nothing where the script is worse once it is fixed', async () => {
    scoring({ ...SCORES, 'train.py': [0.99, 1, 0.98] });
    expect((await measured()).result).toMatch(/^No gain/);
  });

  test('runs nothing of a sound case', async () => {
    scoring({});
    expect((await measured({ faults: [] })).result).toMatch(/^Sound/);
    expect(runs).toEqual([]);
  });

  test('says what a script or a change failed with, and goes on', async () => {
    const { 'rate-times-10': _, ...rest } = SCORES;
    scoring(rest);
    const file = await measured();
    expect(outcomes(file)).toMatchObject({ 'rate-times-10': 'failed', 'dropout-off': 'accepted' });
    expect(file.tried.find(({ outcome }) => outcome === 'failed')!.failed).toBe('ValueError: no rate-times-10');
    scoring({});
    expect((await measured()).result).toBe(
      'train.py fails, so that there is nothing to compare: ValueError: no train.py',
    );
  });

  test('goes on where the time was over, and gives the same as at once', async () => {
    scoring(SCORES);
    const whole = await measured();
    const all = [...runs];
    scoring(SCORES);
    let file = await measured({ numRuns: 2 });
    expect(file.result).toMatch(/^Not finished/);
    while (file.result.startsWith('Not finished')) file = await measured({ numRuns: 4 }, file);
    expect(file).toEqual(whole);
    expect(runs).toEqual(all);
  });

  test('begins anew where the seeds, the limit or the script are others', async () => {
    scoring(SCORES);
    const before = await measured();
    const again = async (options: object): Promise<number> => {
      scoring(SCORES);
      await measured(options, before);
      return runs.length;
    };
    expect(await again({})).toBe(0);
    expect(await again({ seeds: [1, 2] })).toBe(10);
    expect(await again({ limitSeconds: 61 })).toBe(15);
    writeFileSync(at('train.py'), 'print(1)');
    expect(await again({})).toBe(15);
  });

  test('does not go on in another environment', async () => {
    scoring(SCORES);
    const before = await measured({ numRuns: 2 });
    scoring(SCORES, { ...VERSIONS, keras: '3.14.0' });
    await expect(measured({}, before)).rejects.toThrow(/environment of the first runs is expected.*3\.14\.0/s);
  });
});
