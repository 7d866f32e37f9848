import * as fs from 'node:fs/promises';
import { hostname } from 'node:os';
import { readHolder } from '../base/fileLock.js';
import { isRunning } from '../base/isRunning.js';
import { readKeptJson } from '../base/keptJson.js';
import { mapConcurrent } from '../base/mapConcurrent.js';
import { readIfExists } from '../base/wholeFile.js';
import { isCorrect } from '../metrics/correctness.js';
import { type Estimate, meanAccuracy } from '../metrics/paired.js';
import type { Recipe } from '../recipe/recipeType.js';
import type { RunResult } from '../run/runResult.js';
import { type RunFile, readRun, runFile } from './runFiles.js';

/** How far a run is: how it ended; or it trains now; or it was left before its end, and goes on where it is asked for; or its files cannot be read. */
export type RunStatus = RunResult['stopped'] | 'running' | 'left' | 'damaged';

/** Accuracies of an epoch, in [0, 1]. */
export interface ListedEpoch {
  epoch: number;
  trainAccuracy: number;
  validationAccuracy: number;
}

/** A run in the store, without its predictions. */
export interface ListedRun {
  id: string;
  status: RunStatus;
  /** Undefined where its file is damaged. */
  recipe: Recipe | undefined;
  epochs: ListedEpoch[];
  /** 1-based; undefined until the run is finished, as is what follows. */
  bestEpoch?: number;
  accuracy?: Estimate;
  /** Training accuracy in the best epoch. */
  trainAccuracy?: number;
  /** Number of images that it is evaluated on. */
  images?: number;
  seconds?: number;
  /** Of its end, or of what was written last, in ISO format. */
  date: string;
  /** The machine that trained it, or trains it; `here` where it was asked for where it was trained. */
  machine: string;
}

/** Milliseconds without a sign of life after which a run does not train any more, as of its lock. */
const SILENT_AFTER = 120_000;

/** Runs as they were read last: a run is read again where its files have changed. */
export class RunList {
  private kept = new Map<string, { key: string; run: ListedRun }>();

  constructor(
    /** Folder of all runs. */
    private readonly folder: string,
    /** Milliseconds since 1970. */
    private readonly now: () => number = Date.now,
  ) {}

  /** All runs, the newest first; none where there is no folder. Those that are as before are the same objects. */
  async read(): Promise<ListedRun[]> {
    const kept = new Map<string, { key: string; run: ListedRun }>();
    await mapConcurrent(await foldersIn(this.folder), async (id) => {
      const key = await this.keyOf(id);
      if (key === undefined) return;
      const before = this.kept.get(id);
      kept.set(id, before?.key === key ? before : { key, run: await this.listed(id, key) });
    });
    this.kept = kept;
    const date = ({ date: text }: ListedRun): number => Date.parse(text);
    return [...kept.values()].map(({ run }) => run).sort((a, b) => date(b) - date(a) || a.id.localeCompare(b.id));
  }

  /** Changes with the run; undefined for a folder that is no run. */
  private async keyOf(id: string): Promise<string | undefined> {
    const finished = await this.changeOf(id, 'run.json');
    if (finished !== undefined) return `finished ${finished.mtimeMs} ${finished.size}`;
    const begun = await this.changeOf(id, 'recipe.json');
    if (begun === undefined) return undefined;
    const log = await this.changeOf(id, 'log.jsonl');
    const holder = await this.holderOf(id);
    return `${holder === undefined ? 'left' : `running ${holder}`} ${begun.mtimeMs} ${log?.mtimeMs} ${log?.size}`;
  }

  /** Name of the machine on which a process trains the run. */
  private async holderOf(id: string): Promise<string | undefined> {
    const [holder, sign] = [await readHolder(runFile(this.folder, id, 'lock')), await this.changeOf(id, 'lock')];
    if (holder === undefined || sign === undefined || this.now() - sign.mtimeMs > SILENT_AFTER) return undefined;
    return holder.host === hostname() && !isRunning(holder.pid) ? undefined : holder.host;
  }

  private async changeOf(id: string, file: RunFile): Promise<{ mtimeMs: number; size: number } | undefined> {
    try {
      return await fs.stat(runFile(this.folder, id, file));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
      throw error;
    }
  }

  private async listed(id: string, key: string): Promise<ListedRun> {
    if (!key.startsWith('finished')) return await this.unfinished(id, key.startsWith('running'));
    const changed = await this.changeOf(id, 'run.json');
    const date = new Date(changed?.mtimeMs ?? this.now()).toISOString();
    const damaged: ListedRun = { id, status: 'damaged', recipe: undefined, epochs: [], date, machine: 'here' };
    try {
      // That it is damaged stands in the list.
      const run = await readRun(this.folder, id, () => {});
      if (run === undefined) return damaged;
      const { recipe, stopped: status, history, bestEpoch, seconds, finishedAt, machine } = run;
      return {
        ...{ id, status, recipe, epochs: history.map(listedEpoch), bestEpoch, seconds, date: finishedAt },
        accuracy: meanAccuracy([isCorrect(run)]),
        trainAccuracy: history[bestEpoch - 1]!.trainAccuracy,
        images: run.labels.length,
        machine: machine?.name ?? 'here',
      };
    } catch (error) {
      // JSON of another form, as of a file that somebody edited.
      if (error instanceof TypeError) return damaged;
      throw error;
    }
  }

  private async unfinished(id: string, trains: boolean): Promise<ListedRun> {
    const file = await readKeptJson<Recipe & { data?: unknown }>(runFile(this.folder, id, 'recipe.json'));
    const lines = logLines((await readIfExists(runFile(this.folder, id, 'log.jsonl')))?.toString() ?? '');
    const epochs = new Map(lines.filter(isEpoch).map((line) => [line.epoch, listedEpoch(line)]));
    const begun = await this.changeOf(id, 'recipe.json');
    const { data: _, ...recipe } = file ?? {};
    return {
      id,
      status: file === undefined ? 'damaged' : trains ? 'running' : 'left',
      recipe: file && (recipe as Recipe),
      epochs: [...epochs.values()].sort((a, b) => a.epoch - b.epoch),
      date: lines.at(-1)?.time ?? new Date(begun?.mtimeMs ?? this.now()).toISOString(),
      machine: (trains && (await this.holderOf(id))) || 'here',
    };
  }
}

async function foldersIn(folder: string): Promise<string[]> {
  try {
    const entries = await fs.readdir(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

interface LogLine {
  time?: string;
  event?: string;
}

/** Lines of a log; one that is being written, or was cut short, is left out. */
function logLines(text: string): LogLine[] {
  return text.split('\n').flatMap((line) => {
    try {
      const value: unknown = JSON.parse(line);
      return typeof value === 'object' && value !== null ? [value] : [];
    } catch {
      return [];
    }
  });
}

/** An epoch as a log has it, with Keras' names of the figures. */
interface LoggedEpoch extends LogLine {
  epoch: number;
  accuracy: number;
  val_accuracy: number;
}

function isEpoch(line: LogLine): line is LoggedEpoch {
  const { event, epoch, accuracy, val_accuracy: validation } = line as Partial<LoggedEpoch>;
  return event === 'epoch' && [epoch, accuracy, validation].every((value) => typeof value === 'number');
}

function listedEpoch(epoch: LoggedEpoch | ListedEpoch): ListedEpoch {
  if ('accuracy' in epoch) {
    return { epoch: epoch.epoch, trainAccuracy: epoch.accuracy, validationAccuracy: epoch.val_accuracy };
  }
  const { epoch: number, trainAccuracy, validationAccuracy } = epoch;
  return { epoch: number, trainAccuracy, validationAccuracy };
}
