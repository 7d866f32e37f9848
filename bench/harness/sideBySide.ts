import { performance } from 'node:perf_hooks';
import type { Keras } from './kerasProcess.js';
import { type Spread, spreadOf, writeResult } from './results.js';

/** One kind of work, done by both. */
export interface Comparison {
  /** File name of the result. */
  name: string;
  /** What is done, in words: network, size, batch. */
  work: string;
  /** Images that one call works on. */
  images: number;
  /** Calls in one run, as many as take about a second. */
  calls: number;
  /** Most that the ratio of the medians, thaw over Keras, may be. */
  target: number;
  thaw: () => void | Promise<void>;
  /** Script of one call of Keras. */
  keras: string;
  /** Largest difference of what both compute, measured before any run, and what is allowed. */
  check: { what: string; difference: number; tolerance: number };
}

const RUNS = 7;
const WARM_UP = 2;

/** Runs both in turns, so that whatever else the machine does meets both; prints and writes the times of one image. */
export async function sideBySide(keras: Keras, comparison: Comparison): Promise<{ thaw: Spread; keras: Spread }> {
  const { work, images, calls, thaw, check, target } = comparison;
  const { what, difference, tolerance } = check;
  if (!(difference <= tolerance)) {
    throw new Error(`${work}: ${what} differ by ${difference}, more than ${tolerance}. Nothing was measured.`);
  }
  const loop = `for _ in range(${calls}):\n${comparison.keras.replace(/^/gm, '    ')}`;
  const ours = async (): Promise<number> => {
    const start = performance.now();
    for (let i = 0; i < calls; i++) await thaw();
    return (performance.now() - start) / calls / images;
  };
  const theirs = async (): Promise<number> => ((await keras.run(loop)).seconds * 1000) / calls / images;
  const times: { thaw: number[]; keras: number[] } = { thaw: [], keras: [] };
  for (let run = -WARM_UP; run < RUNS; run++) {
    const pair = { thaw: await ours(), keras: await theirs() };
    if (run < 0) continue;
    times.thaw.push(pair.thaw);
    times.keras.push(pair.keras);
  }
  const spread = { thaw: spreadOf(times.thaw), keras: spreadOf(times.keras) };
  const ratio = spread.thaw.median / spread.keras.median;
  const paired = spreadOf(times.thaw.map((time, i) => time / times.keras[i]));
  writeResult(comparison.name, { work, unit: 'ms an image', ...spread, ratio, paired, target, check });
  return spread;
}
