import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { UserError } from '../../base/errors.js';
import { type EventScalar, readEventFile } from './eventRecords.js';
import { columnsOfStages, epochOf, type HistoryStage, type TrainingHistory } from './trainingHistory.js';

/** Folders below the one that is passed: `logs/fit/20240101-120000/train`. */
const DEEPEST = 5;
/** More files than any training leaves; more would mean that another folder was meant. */
const MOST_FILES = 1000;
const VALIDATION = /^(validation|val|eval|test)$/;
const TRAINING = /^(train|training)$/;
/** Tags of `TensorBoard(update_freq='batch')`, of `evaluate`, and of what is no metric of an epoch. */
const NOT_OF_EPOCHS =
  /^(batch_|evaluation_|keras$)|_vs_iterations|iterations_per_second|examples_per_second|_1$(?<!acc_1|accuracy_1)/;

/** Scalars of one log folder, whose parts are folders of their own in TensorFlow 2. */
interface Log {
  name: string;
  start: number;
  training: EventScalar[];
  validation: EventScalar[];
}

/**
 * Reads TensorBoard's event files: one file, or a folder with those of a training or of several, with `train` and `validation` in it or
 * not. Each log folder, and each restart within one, is a stage, in order of time.
 *
 * @param file path of a file or a folder
 * @throws UserError if no file holds a metric of an epoch
 */
export async function readEvents(file: string, shown: string): Promise<TrainingHistory> {
  const isFolder = (await fs.stat(file)).isDirectory();
  const files = isFolder ? await eventFiles(file, 0) : [file];
  const notes: string[] = [];
  const logs = new Map<string, Log>();
  for (const each of files.sort()) {
    const { scalars, ended } = await readEventFile(each);
    if (ended !== undefined) notes.push(`${path.basename(each)} is read up to where ${ended}.`);
    addTo(logs, each, scalars);
  }
  const used = [...logs.values()].filter(({ training, validation }) => training.length + validation.length > 0);
  used.sort((a, b) => a.start - b.start);
  const stages = used.flatMap((log) => stagesOf(log));
  if (stages.length === 0) {
    throw new UserError(
      `${shown} is expected to hold event files of Keras' TensorBoard callback, with epoch_loss or loss.`,
      files.length === 0 ? 'no file whose name contains tfevents' : `${files.length} event files without such scalars`,
      "Pass the callback's log_dir, the folder that contains train/ and validation/.",
    );
  }
  if (used.length > 1) {
    const names = used.map(({ name }) => path.basename(name));
    notes.push(`${used.length} log folders are read as stages, in order of time: ${names.slice(0, 10).join(', ')}.`);
  }
  return { kind: 'event-files', columns: columnsOfStages(stages), stages, notes };
}

async function eventFiles(folder: string, depth: number): Promise<string[]> {
  if (depth > DEEPEST) return [];
  const files: string[] = [];
  for (const entry of await fs.readdir(folder, { withFileTypes: true })) {
    const whole = path.join(folder, entry.name);
    if (entry.isDirectory()) files.push(...(await eventFiles(whole, depth + 1)));
    // profile-empty files stand beside those of a training.
    else if (entry.isFile() && /tfevents/.test(entry.name) && !/profile-empty/.test(entry.name)) files.push(whole);
    if (files.length > MOST_FILES) {
      throw new UserError(
        `A log folder is expected to hold at most ${MOST_FILES} event files.`,
        `more in ${folder}`,
        'Pass the log folder of one training.',
      );
    }
  }
  return files;
}

function addTo(logs: Map<string, Log>, file: string, scalars: readonly EventScalar[]): void {
  const folder = path.dirname(file);
  const part = path.basename(folder);
  const isPart = VALIDATION.test(part) || TRAINING.test(part);
  const name = isPart ? path.dirname(folder) : folder;
  let log = logs.get(name);
  if (log === undefined) {
    log = { name, start: Number.POSITIVE_INFINITY, training: [], validation: [] };
    logs.set(name, log);
  }
  const epochs = scalars.filter(({ tag }) => !NOT_OF_EPOCHS.test(tag));
  for (const { wallTime } of epochs) log.start = Math.min(log.start, wallTime);
  const target = VALIDATION.test(part) ? log.validation : log.training;
  // Not push(...): a call takes some 100,000 arguments at most.
  for (const scalar of epochs) target.push(scalar);
}

function stagesOf({ training, validation }: Log): HistoryStage[] {
  const trainingRows = rowsOf(training, '');
  const validationRows = rowsOf(validation, 'val_');
  const count = Math.max(trainingRows.length, validationRows.length);
  return Array.from({ length: count }, (_, i) => {
    const rows = new Map<number, Record<string, number>>(trainingRows[i] ?? []);
    for (const [step, values] of validationRows[i] ?? []) rows.set(step, { ...rows.get(step), ...values });
    const steps = [...rows.keys()].sort((a, b) => a - b);
    return { epochs: steps.map((step) => epochOf(step + 1, rows.get(step)!)) };
  });
}

/** Values by step, and again from the start where a step of a tag does not follow the one before. */
function rowsOf(scalars: readonly EventScalar[], prefix: string): Map<number, Record<string, number>>[] {
  const stages: Map<number, Record<string, number>>[] = [];
  const seen = new Map<string, { stage: number; step: number }>();
  for (const { tag, step, value } of scalars) {
    const name = prefix + tag.replace(/^epoch_/, '');
    const last = seen.get(name);
    const stage = last === undefined ? Math.max(0, stages.length - 1) : last.stage + (step <= last.step ? 1 : 0);
    seen.set(name, { stage, step });
    stages[stage] ??= new Map();
    stages[stage].set(step, { ...stages[stage].get(step), [name]: value });
  }
  return stages;
}
