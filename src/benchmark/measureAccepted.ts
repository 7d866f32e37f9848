import { isDeepStrictEqual } from 'node:util';
import { UserError } from '../base/errors.js';
import type { Estimate } from '../metrics/paired.js';
import { welch } from '../metrics/welch.js';
import {
  type AcceptedFile,
  acceptedKinds,
  type Differences,
  type Measured,
  type Scores,
  type Tried,
} from './acceptedFile.js';
import { type BenchmarkCase, fixedOf } from './benchmarkCase.js';
import { digestOfCase } from './digestOfCase.js';
import { type CaseRun, type Runner, runCase, withImages } from './runCase.js';
import { CHANGE_NAMES, type ChangeName, singleChange } from './singleChanges.js';

/** How the changes of a case are measured. */
export interface AcceptedRunner extends Runner {
  limitSeconds: number;
  /** Changes to try. Default: all */
  changes?: readonly ChangeName[];
  /** Whether the time for all runs is over: no further one begins. */
  isOver(): boolean;
  /** Keeps what is measured so far, after each run. */
  keep(file: AcceptedFile): Promise<void>;
  /** Runs a script once. Default: `runCase` */
  run?: typeof runCase;
}

interface Measuring {
  one: BenchmarkCase;
  images: string;
  runner: AcceptedRunner;
  /** What is measured so far. */
  file: AcceptedFile;
}

const NOT_FINISHED = 'Not finished: the same command goes on.';
const NO_RUNS: Scores = { reported: null, true: null, seconds: [] };
const FIGURES = ['reported', 'true'] as const;

/**
 * Tries the changes of a case, each with each seed, and accepts those with which it scores as well as fixed: in each figure
 * that it measures, the interval of the difference of the means includes 0, or lies above.
 *
 * @param before what was measured before, from which it goes on; where the case, the seeds or the limit differ, it begins anew
 * @returns what is measured, which is not all where the time is over
 * @throws UserError where the environment is another than before
 */
export async function measureAccepted(
  one: BenchmarkCase,
  before: AcceptedFile | undefined,
  runner: AcceptedRunner,
): Promise<AcceptedFile> {
  const empty = emptyFile(one, runner);
  const goesOn = before !== undefined && isOfSame(before, empty);
  const file = goesOn ? structuredClone(before) : empty;
  if (one.faults.length === 0) file.result = 'Sound: there is nothing to repair.';
  else await withImages(one, (images) => measure({ one, images, runner, file }));
  await runner.keep(file);
  return file;
}

function emptyFile(one: BenchmarkCase, { seeds, limitSeconds }: AcceptedRunner): AcceptedFile {
  return {
    of: digestOfCase(one),
    environment: one.measure.environment,
    versions: null,
    seeds: [...seeds],
    limitSeconds,
    backbone: null,
    train: NO_RUNS,
    fixed: null,
    gain: null,
    result: NOT_FINISHED,
    tried: [],
  };
}

function isOfSame(a: AcceptedFile, b: AcceptedFile): boolean {
  return a.of === b.of && a.limitSeconds === b.limitSeconds && isDeepStrictEqual(a.seeds, b.seeds);
}

async function measure(at: Measuring): Promise<void> {
  const { one, file, runner } = at;
  const fixed = fixedOf(one.script);
  await continueRuns(at, { script: one.script, change: 'none' }, file.train, (train, run) => {
    file.train = train;
    if (run !== undefined && 'seconds' in train && train.seconds.length === 1) note(at, run);
  });
  await continueRuns(at, { script: fixed, change: 'none' }, file.fixed ?? NO_RUNS, (scores) => {
    file.fixed = scores;
  });
  file.result = whyNone(at, fixed) ?? NOT_FINISHED;
  if (file.result !== NOT_FINISHED || file.gain === null) return;
  const changes = runner.changes ?? CHANGE_NAMES;
  for (const change of changes) await tryChange(at, change);
  const ended = file.tried.filter(({ outcome }) => outcome !== 'unfinished').map(({ change }) => change);
  if (changes.every((change) => ended.includes(change))) file.result = inWords(file);
}

/** Runs a script with the seeds that are missing, until one fails or the time is over. */
async function continueRuns(
  { one, images, runner, file }: Measuring,
  { script, change }: { script: string; change: ChangeName | 'none' },
  before: Measured,
  put: (measured: Measured, run?: CaseRun) => void,
): Promise<void> {
  let measured = before;
  while ('seconds' in measured && measured.seconds.length < runner.seeds.length && !runner.isOver()) {
    const seed = runner.seeds[measured.seconds.length]!;
    runner.onProgress?.(`${one.name}: ${script}, ${change}, seed ${seed}`);
    const run = await (runner.run ?? runCase)(one, { script, images, seed, change, backbone: file.backbone }, runner);
    if ('failed' in run) {
      measured = run;
      put(measured);
    } else {
      takeVersions(file, run);
      measured = withRun(measured, run);
      put(measured, run);
    }
    await runner.keep(file);
  }
}

function takeVersions(file: AcceptedFile, { versions }: CaseRun): void {
  file.versions ??= versions;
  if (!isDeepStrictEqual(file.versions, versions))
    throw new UserError(
      `The environment of the first runs is expected: ${JSON.stringify(file.versions)}.`,
      versions,
      'Name its Python with --python, or remove accepted.json.',
    );
}

function withRun(scores: Scores, run: CaseRun): Scores {
  const added = (what: 'reported' | 'true'): number[] | null => {
    const value = run[what];
    return value === null ? null : [...(scores[what] ?? []), rounded(value)];
  };
  return { reported: added('reported'), true: added('true'), seconds: [...scores.seconds, run.seconds] };
}

function rounded(value: number): number {
  return Math.round(10_000 * value) / 10_000;
}

/** Takes from the first run of a script as it stands its backbone, and which changes it leaves no room for. */
function note({ file, runner }: Measuring, { changes }: CaseRun): void {
  file.backbone = changes!.backbone;
  for (const change of runner.changes ?? CHANGE_NAMES)
    if (!changes!.could.includes(change))
      file.tried.push({ change, kind: singleChange(change).kind, outcome: 'not applicable' });
}

/** Compares the script with the fixed one, and says why nothing can be accepted; undefined where something can be, or is not finished. */
function whyNone({ one, file, runner }: Measuring, fixedName: string): string | undefined {
  const { train, fixed } = file;
  if ('failed' in train) return `${one.script} fails, so that there is nothing to compare: ${train.failed}`;
  if (fixed === null) return undefined;
  if ('failed' in fixed) return `${fixedName} fails, so that there is nothing to compare: ${fixed.failed}`;
  if (Math.min(train.seconds.length, fixed.seconds.length) < runner.seeds.length) return undefined;
  const gain = differences(train, fixed);
  file.gain = shortened(gain);
  const gains = FIGURES.some((what) => gain[what] !== null && gain[what].interval[0] > 0);
  return gains ? undefined : `No gain: ${one.script} scores like ${fixedName}, so that nothing is accepted.`;
}

/** The second less the first. */
function differences(first: Scores, second: Scores): Differences {
  const of = (what: 'reported' | 'true'): Estimate | null =>
    first[what] === null || second[what] === null ? null : welch(first[what], second[what]);
  return { reported: of('reported'), true: of('true') };
}

function shortened({ reported, true: unseen }: Differences): Differences {
  const short = (one: Differences['true']): Differences['true'] =>
    one && { value: rounded(one.value), interval: [rounded(one.interval[0]), rounded(one.interval[1])] };
  return { reported: short(reported), true: short(unseen) };
}

async function tryChange(at: Measuring, change: ChangeName): Promise<void> {
  const { one, file, runner } = at;
  const before = file.tried.find((each) => each.change === change);
  if ((before !== undefined && before.outcome !== 'unfinished') || runner.isOver()) return;
  const tried: Tried = before ?? { change, kind: singleChange(change).kind, outcome: 'unfinished' };
  if (before === undefined) file.tried.push(tried);
  await continueRuns(at, { script: one.script, change }, tried.scores ?? NO_RUNS, (measured) => {
    if ('failed' in measured) {
      tried.outcome = 'failed';
      tried.failed = measured.failed;
      return;
    }
    tried.scores = measured;
    if (measured.seconds.length < runner.seeds.length) return;
    const difference = differences(file.fixed as Scores, measured);
    tried.difference = shortened(difference);
    tried.outcome = FIGURES.every((what) => isAsWell(difference[what])) ? 'accepted' : 'worse';
  });
}

/** Whether the interval of a difference includes 0, or lies above; also of a figure that is not measured. */
function isAsWell(difference: Differences['true']): boolean {
  return difference === null || difference.interval[1] >= 0;
}

function inWords(file: AcceptedFile): string {
  const kinds = acceptedKinds(file).map(({ kind }) => kind);
  return kinds.length === 0 ? 'No change scores like the fixed script.' : `Accepted: ${kinds.join(', ')}.`;
}
