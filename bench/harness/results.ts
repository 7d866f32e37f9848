import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
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
  /** Keras, or the limit of the machine. */
  keras: Spread;
  /** Time of the processor, all threads together; where it was counted. */
  cpu?: { thaw: Spread; keras: Spread };
  /** Of the medians, thaw over the other. */
  ratio: number;
  /** Ratios of the runs that stood side by side. */
  paired: Spread;
  /** Most that the ratio may be. */
  target: number;
  check: { what: string; difference: number; tolerance: number };
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
  const threads = threadSettings();
  const show = ({ min, median, max }: Spread): string =>
    [min, median, max].map((value) => value.toPrecision(3)).join(' ');
  console.log(
    [
      `${result.work}, ${result.unit} (least, median, most)`,
      `  threads, both: ${threads}`,
      `  check: ${result.check.what} differ by ${result.check.difference.toPrecision(2)} (at most ${result.check.tolerance})`,
      `  thaw  ${show(result.thaw)}`,
      `  other ${show(result.keras)}`,
      ...(result.cpu ? [`  processor's time: thaw ${show(result.cpu.thaw)}, other ${show(result.cpu.keras)}`] : []),
      `  ratio ${result.ratio.toFixed(2)}, of single pairs ${show(result.paired)}; target ${result.target}`,
    ].join('\n'),
  );
  mkdirSync(RESULTS_FOLDER, { recursive: true });
  const machine = { processor: cpus()[0].model, cores: cpus().length, threads };
  writeFileSync(path.join(RESULTS_FOLDER, `${name}.json`), `${JSON.stringify({ ...result, machine }, null, 2)}\n`);
}

export function readResults(): Result[] {
  return readdirSync(RESULTS_FOLDER)
    .filter((file) => file.endsWith('.json'))
    .map((file) => JSON.parse(readFileSync(path.join(RESULTS_FOLDER, file), 'utf8')) as Result);
}

/** Python is started with the same environment. */
function threadSettings(): string {
  const names = ['TF_NUM_INTRAOP_THREADS', 'TF_NUM_INTEROP_THREADS', 'OMP_NUM_THREADS', 'TF_ENABLE_ONEDNN_OPTS'];
  const set = names.map((name) => `${name} ${process.env[name] ?? 'unset'}`);
  return `${cpus().length} cores, ${set.join(', ')}`;
}
