import path from 'node:path';
import { UserError } from '../base/errors.js';
import { type FileLock, readHolder, takeLock } from '../base/fileLock.js';
import { appendTo, makeFolder, readIfExists, writeAtomic } from '../base/wholeFile.js';
import { readJournalLines } from './journalLines.js';
import {
  CREATE_STUDY,
  CREATE_TRIAL,
  finishOperation,
  intermediateOperation,
  type Operation,
  pointOfParams,
  SET_STUDY_USER_ATTR,
  SET_TRIAL_INTERMEDIATE_VALUE,
  SET_TRIAL_STATE_VALUES,
  SET_TRIAL_USER_ATTR,
  studyFact,
  studyOperations,
  TRIAL_STATE,
  type TrialState,
  trialFact,
  trialOperation,
} from './optunaLines.js';
import type { Point, Space } from './space.js';

/** A recipe in the search. */
export interface Candidate {
  point: Point;
  /** Whether it is the recipe that the search starts from. */
  isOwn: boolean;
  /** Accuracy on the selection part at each rung from the lowest; NaN where it could not be trained. */
  accuracies: number[];
  /** Seconds of the search after which each rung was finished, all calls together. */
  seconds: number[];
  /** Its trial in the journal, which may be finished and begun anew. */
  trial: { id: number; isFinished: boolean };
}

/** What is lost of a journal. */
export interface JournalDamage {
  /** The first line that cannot be read, from 1. */
  line: number;
  numLeftOut: number;
  /** The file as it was. */
  copy: string;
}

/** Where a search is written down while it runs: a journal that Optuna reads. */
export interface Journal {
  file: string;
  candidates: readonly Candidate[];
  /** Points whose accuracy on the evaluation part was read, in this call and those before. */
  evaluated: readonly Point[];
  /** Whether an earlier call began it. */
  isResumed: boolean;
  /** Where the file of an earlier call could not be read as a whole; a copy of it is kept. */
  damage?: JournalDamage;
  /** Adds a recipe. */
  begin(point: Point, isOwn: boolean): Promise<Candidate>;
  /** Notes the accuracy at the next rung; NaN: it cannot be trained. */
  reach(candidate: Candidate, accuracy: number, seconds: number): Promise<void>;
  /** Notes that the accuracy of a point on the evaluation part was read. */
  evaluate(point: Point): Promise<void>;
  /** Ends the trials that wait at a rung. A later call may let them go on, as new trials of the same recipe. */
  close(): Promise<void>;
}

export interface JournalOptions {
  file: string;
  /** Name of the study. */
  name: string;
  space: Space;
  /** Training images of each rung, ascending: the steps of a trial in Optuna. */
  steps: readonly number[];
  /** Attributes of the study. */
  facts: Readonly<Record<string, unknown>>;
  /** Milliseconds since 1970. */
  clock: () => number;
}

const EVALUATED = 'evaluated';
const OWN = 'the recipe that the search starts from';
const SECONDS = 'seconds of the search at step ';

/**
 * Opens the journal of a search, and reads what an earlier call wrote. A line that a kill cut short is dropped; trainings of
 * lines that are left out are read again, from their runs.
 *
 * @throws UserError where another process searches by it; also later, where one took over, since this one was stopped for long
 */
export async function openJournal(options: JournalOptions): Promise<Journal> {
  const { file, space, steps, clock } = options;
  await makeFolder(path.dirname(file));
  const lock = await lockOf(file, clock);
  const before = (await readIfExists(file))?.toString() ?? '';
  const { lines, operations, damagedAt, numLeftOut } = readJournalLines(before);
  const replayed = replay(operations, space, steps);
  const candidates = [...replayed.candidates.values()];
  const { evaluated } = replayed;
  const damage = damagedAt === undefined ? undefined : { line: damagedAt, numLeftOut, copy: `${file}.damaged` };
  if (damage !== undefined) await writeAtomic(damage.copy, before);
  const hasStudy = operations.some(({ op_code }) => op_code === CREATE_STUDY);
  const whole = !hasStudy ? '' : lines.map((line) => `${line}\n`).join('');
  if (whole !== before) await writeAtomic(file, whole);
  let nextTrial = replayed.ofTrial.length;
  const worker = `thaw-${process.pid}-${clock()}`;
  const append = async (...added: Operation[]): Promise<void> => {
    if (!(await lock.isHeld())) throw lockLost();
    await appendTo(
      file,
      added.map(({ op_code, ...rest }) => `${JSON.stringify({ op_code, worker_id: worker, ...rest })}\n`).join(''),
    );
  };
  if (!hasStudy) {
    const looks = evaluated.length === 0 ? [] : [studyFact(EVALUATED, evaluated)];
    await append(...studyOperations(options.name, options.facts), ...looks);
  }
  const now = (): Date => new Date(clock());
  const finish = async (candidate: Candidate, state: TrialState): Promise<void> => {
    const value = state === 'FAIL' ? undefined : candidate.accuracies.at(-1);
    await append(finishOperation(candidate.trial.id, state, value, now()));
    candidate.trial.isFinished = true;
  };
  return {
    file,
    candidates,
    evaluated,
    isResumed: candidates.length > 0,
    damage,
    begin: async (point, isOwn) => {
      await append(trialOperation(space, point, now(), isOwn ? { [OWN]: true } : {}));
      const candidate = { point, isOwn, accuracies: [], seconds: [], trial: { id: nextTrial++, isFinished: false } };
      candidates.push(candidate);
      return candidate;
    },
    reach: async (candidate, accuracy, seconds) => {
      if (candidate.trial.isFinished) {
        const values = Object.fromEntries(candidate.accuracies.map((each, rung) => [String(steps[rung]), each]));
        const facts = { 'continues trial': candidate.trial.id, ...(candidate.isOwn && { [OWN]: true }) };
        await append(trialOperation(space, candidate.point, now(), facts, values));
        candidate.trial = { id: nextTrial++, isFinished: false };
      }
      const step = steps[candidate.accuracies.length]!;
      const { id } = candidate.trial;
      candidate.accuracies.push(accuracy);
      candidate.seconds.push(seconds);
      await append(
        ...(Number.isNaN(accuracy) ? [] : [intermediateOperation(id, step, accuracy)]),
        trialFact(id, `${SECONDS}${step}`, seconds),
      );
      if (Number.isNaN(accuracy)) await finish(candidate, 'FAIL');
      else if (candidate.accuracies.length === steps.length) await finish(candidate, 'COMPLETE');
    },
    evaluate: async (point) => {
      evaluated.push(point);
      await append(studyFact(EVALUATED, evaluated));
    },
    close: async () => {
      // The journal of one that took over is left alone.
      const isHeld = await lock.isHeld();
      for (const candidate of candidates)
        if (isHeld && !candidate.trial.isFinished && candidate.accuracies.length > 0) await finish(candidate, 'PRUNED');
      await lock.release();
    },
  };
}

async function lockOf(file: string, clock: () => number): Promise<FileLock> {
  const lock = await takeLock(`${file}.held`, { now: clock });
  if (lock !== undefined) return lock;
  const holder = await readHolder(`${file}.held`);
  throw new UserError(
    'A search is expected to run once at a time.',
    holder === undefined ? 'another process' : `process ${holder.pid} on ${holder.host} searches from this recipe`,
    'Wait for it, or stop it and run the command again.',
  );
}

function lockLost(): UserError {
  return new UserError(
    'A search is expected to run once at a time.',
    'another process took this one over, since it gave no sign of life for two minutes, as after Ctrl-Z',
    'Let that one go on. The same command goes on from there once it has ended.',
  );
}

interface Replayed {
  ofTrial: (Candidate | undefined)[];
  candidates: Map<string, Candidate>;
  evaluated: Point[];
}

type Fields = Readonly<Record<string, unknown>>;

/** What the lines of a journal amount to. */
function replay(operations: readonly Operation[], space: Space, steps: readonly number[]): Replayed {
  const state: Replayed = { ofTrial: [], candidates: new Map(), evaluated: [] };
  for (const { op_code, ...fields } of operations) {
    if (op_code === CREATE_TRIAL) createTrial(state, space, fields);
    else if (op_code === SET_STUDY_USER_ATTR) setStudyFact(state, fields);
    const candidate = state.ofTrial[fields.trial_id as number];
    if (candidate !== undefined) setOfTrial(candidate, op_code, fields, steps);
  }
  return state;
}

function createTrial({ ofTrial, candidates }: Replayed, space: Space, { params, user_attrs }: Fields): void {
  const trial = { id: ofTrial.length, isFinished: false };
  const point = pointOfParams(space, params as Fields);
  if (point === undefined) {
    ofTrial.push(undefined);
    return;
  }
  const key = JSON.stringify(point);
  const isOwn = (user_attrs as Fields)[OWN] === true;
  const candidate = candidates.get(key) ?? { point, isOwn, accuracies: [], seconds: [], trial };
  candidate.trial = trial;
  candidates.set(key, candidate);
  ofTrial.push(candidate);
}

function setStudyFact(state: Replayed, { user_attr }: Fields): void {
  const evaluated = (user_attr as Fields)[EVALUATED];
  if (evaluated !== undefined) state.evaluated = evaluated as Point[];
}

function setOfTrial(candidate: Candidate, code: number, fields: Fields, steps: readonly number[]): void {
  if (code === SET_TRIAL_INTERMEDIATE_VALUE) {
    candidate.accuracies[steps.indexOf(fields.step as number)] = fields.intermediate_value as number;
  } else if (code === SET_TRIAL_USER_ATTR) {
    const [[key, value]] = Object.entries(fields.user_attr as Fields) as [[string, unknown]];
    if (key.startsWith(SECONDS)) candidate.seconds[steps.indexOf(Number(key.slice(SECONDS.length)))] = value as number;
  } else if (code === SET_TRIAL_STATE_VALUES) {
    candidate.trial.isFinished = true;
    if (fields.state === TRIAL_STATE.FAIL) candidate.accuracies.push(Number.NaN);
  }
}
