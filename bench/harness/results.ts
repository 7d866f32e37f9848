import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import path from 'node:path';

/** Of at least five runs. */
export interface Spread {
  min: number;
  median: number;
  max: number;
}

/** What one benchmark measured. */
export interface Result {
  work: string;
  unit: string;
  thaw: Spread;
  /** Keras, another tool, or a limit. */
  other: Spread;
  /** Time of the processor, all threads together; where it was counted. */
  cpu?: { thaw: Spread; other: Spread };
  /** Of the medians, thaw over the other. */
  ratio: number;
  /** Ratios of the runs that stood side by side. */
  paired: Spread;
  /** Most that the ratio may be. */
  target: number;
  /** Absent against a limit, which computes nothing. */
  check?: Check;
}

/** What both computed, before they were timed: how far apart it is, and what is allowed. */
export interface Check {
  what: string;
  difference: number;
  tolerance: number;
}

export const RESULTS_FOLDER: string = path.join(import.meta.dirname, '../results');

export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return {
    min: sorted[0],
    median: (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2,
    max: sorted[sorted.length - 1],
  };
}

/** Prints a result and writes it as JSON, with the machine it was measured on. */
export function writeResult(name: string, result: Result): void {
  const both = settings();
  const show = ({ min, median, max }: Spread): string =>
    [min, median, max].map((value) => value.toPrecision(3)).join(' ');
  console.log(
    [
      `${result.work}, ${result.unit} (least, median, most)`,
      `  settings, both: ${both}`,
      ...(result.check ? [`  check: ${wordsOf(result.check)}`] : []),
      `  thaw  ${show(result.thaw)}`,
      `  other ${show(result.other)}`,
      ...(result.cpu ? [`  processor's time: thaw ${show(result.cpu.thaw)}, other ${show(result.cpu.other)}`] : []),
      `  ratio ${result.ratio.toFixed(2)}, of single pairs ${show(result.paired)}; target ${result.target}`,
    ].join('\n'),
  );
  mkdirSync(RESULTS_FOLDER, { recursive: true });
  const machine = { processor: cpus()[0].model, cores: cpus().length, settings: both };
  writeFileSync(path.join(RESULTS_FOLDER, `${name}.json`), `${JSON.stringify({ ...result, machine }, null, 2)}\n`);
}

/** Throws where both did not compute the same. */
export function requireEqual(work: string, check: Check): void {
  if (check.difference <= check.tolerance) return;
  throw new Error(`${work}: ${wordsOf(check)}. Nothing was measured.`);
}

export function readResults(): Result[] {
  if (!existsSync(RESULTS_FOLDER)) return [];
  return readdirSync(RESULTS_FOLDER)
    .filter((file) => file.endsWith('.json'))
    .map((file) => JSON.parse(readFileSync(path.join(RESULTS_FOLDER, file), 'utf8')) as Result);
}

function wordsOf({ what, difference, tolerance }: Check): string {
  return `${what} differ by ${difference.toPrecision(2)} (at most ${tolerance})`;
}

/** Python is started with the same environment, so they are those of both. */
function settings(): string {
  const names = ['TF_NUM_INTRAOP_THREADS', 'TF_NUM_INTEROP_THREADS', 'OMP_NUM_THREADS', 'TF_ENABLE_ONEDNN_OPTS'];
  return `${cpus().length} cores, ${names.map((name) => `${name} ${process.env[name] ?? 'unset'}`).join(', ')}`;
}
