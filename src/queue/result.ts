import * as fs from 'node:fs/promises';
import { isDeepStrictEqual, promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { z } from 'zod';
import { UserError } from '../base/errors.js';
import { readIfExists, writeAtomic } from '../base/wholeFile.js';
import { list, object, parseFields, text, wholeNumber } from '../recipe/fields.js';
import { recipeText } from '../recipe/recipeFile.js';
import { recipeSchema } from '../recipe/recipeSchema.js';
import type { Recipe } from '../recipe/recipeType.js';
import { readNumber, writeNumber } from '../run/jsonNumbers.js';
import { readRun, runFile, type StoredRun, writeRun } from '../store/runStore.js';
import { trialsIn } from '../store/trialStore.js';

/** What comes back of a job: all of a run but its weights. */
export interface JobResult {
  run: StoredRun;
  /** Text of its `log.jsonl`. */
  log: string;
}

/** Most bytes of a result as JSON, so that a small package cannot fill the memory. */
const MOST_BYTES = 512 * 2 ** 20;

// NaN and infinity, which a diverged run has, are numbers here.
const number = z.custom<number>((value) => typeof value === 'number', 'a number is expected');
const optional = <T extends z.ZodType>(of: T) => of.optional();
const predictions = {
  labels: list(wholeNumber({ from: 0 }), 'labels'),
  probabilities: list(list(number, 'numbers'), 'lists'),
};

const runSchema = z.object({
  recipe: recipeSchema,
  history: list(
    z.looseObject({
      epoch: number,
      trainLoss: number,
      trainAccuracy: number,
      validationLoss: number,
      validationAccuracy: number,
    }),
    'epochs',
  ).min(1, 'an epoch is expected'),
  bestEpoch: wholeNumber({ from: 1 }),
  classNames: list(text(), 'names'),
  ...predictions,
  evaluatedOn: optional(text()),
  selection: optional(object(predictions)),
  temperature: optional(number),
  frozenDigest: object({ before: z.string(), after: z.string(), parameters: number }),
  trainableParameters: number,
  seconds: number,
  stopped: z.enum(['finished', 'early', 'diverged']),
  environment: optional(z.record(z.string(), z.unknown())),
  finishedAt: text(),
  id: text(),
  machine: object({ name: text(), store: z.string().regex(/^[0-9a-f]{16}$/, '16 hexadecimal digits are expected') }),
});

const schema = object({ run: runSchema, log: z.string() });

/** A result as it is sent. */
export async function packResult(result: JobResult): Promise<Buffer> {
  return await promisify(gzip)(JSON.stringify(result, writeNumber));
}

/**
 * Reads a packed result.
 *
 * @param id of the run that was asked for
 * @param recipe that was asked for
 * @throws UserError if it is not the result of this job
 */
export async function unpackResult(bytes: Buffer, id: string, recipe: Recipe): Promise<JobResult> {
  const json = await promisify(gunzip)(bytes, { maxOutputLength: MOST_BYTES });
  const value = JSON.parse(json.toString(), readNumber);
  const { run } = parseFields(schema, value, 'a result of a job');
  const { labels, probabilities, classNames } = run;
  const fits =
    run.id === id &&
    isDeepStrictEqual(run.recipe, recipe) &&
    labels.length === probabilities.length &&
    labels.every((label) => label < classNames.length) &&
    probabilities.every((row) => row.length === classNames.length);
  if (!fits) {
    throw new UserError(
      `The result of run ${id} is expected.`,
      `another one, named ${run.id}`,
      'Something else writes into this queue: take another one with --queue.',
    );
  }
  return value as JobResult;
}

/** Reads what is to be sent of a finished run in a folder of runs. */
export async function resultOf(folder: string, run: StoredRun): Promise<JobResult> {
  const log = await readIfExists(runFile(folder, run.id, 'log.jsonl'));
  return { run, log: log?.toString() ?? '' };
}

/** Writes the result of a trial as it would be if it had been trained here. @returns as `storeResult` */
export async function storeTrial(runs: string, { run }: JobResult): Promise<StoredRun> {
  const there = await readRun(trialsIn(runs), run.id);
  if (there === undefined) await writeRun(trialsIn(runs), run);
  return there ?? run;
}

/**
 * Writes a result as the folder that it would be if it had been trained here, without its weights; the run itself last, so
 * that there is a whole one or none.
 *
 * @returns the run; the one that is there already, as in a folder of runs that machines share
 */
export async function storeResult(folder: string, { run, log }: JobResult): Promise<StoredRun> {
  const there = await readRun(folder, run.id);
  if (there !== undefined) return there;
  await writeAtomic(runFile(folder, run.id, 'recipe.json'), recipeText({ recipe: run.recipe, data: null }));
  await writeAtomic(runFile(folder, run.id, 'log.jsonl'), log);
  // Of an epoch that was begun here: the run is finished.
  await fs.rm(runFile(folder, run.id, 'state.safetensors'), { force: true });
  await writeRun(folder, run);
  return run;
}
