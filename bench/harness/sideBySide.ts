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

/** Milliseconds an image: by the clock, and by the processor's count of all threads, which a busy machine changes less. */
interface Times {
  wall: number;
  cpu: number;
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
  const milliseconds = (seconds: number): number => (seconds * 1000) / calls / images;
  const ours = async (): Promise<Times> => {
    const [start, cpu] = [performance.now(), process.cpuUsage()];
    for (let i = 0; i < calls; i++) await thaw();
    const { user, system } = process.cpuUsage(cpu);
    return {
      wall: milliseconds((performance.now() - start) / 1000),
      cpu: milliseconds((user + system) / 1e6),
    };
  };
  const theirs = async (): Promise<Times> => {
    const { seconds, cpuSeconds } = await keras.run(loop);
    return { wall: milliseconds(seconds), cpu: milliseconds(cpuSeconds) };
  };
  const pairs: { thaw: Times; keras: Times }[] = [];
  for (let run = -WARM_UP; run < RUNS; run++) {
    const pair = { thaw: await ours(), keras: await theirs() };
    if (run >= 0) pairs.push(pair);
  }
  const of = (side: 'thaw' | 'keras', kind: keyof Times): Spread => spreadOf(pairs.map((pair) => pair[side][kind]));
  const spread = { thaw: of('thaw', 'wall'), keras: of('keras', 'wall') };
  const cpu = { thaw: of('thaw', 'cpu'), keras: of('keras', 'cpu') };
  const ratio = spread.thaw.median / spread.keras.median;
  const paired = spreadOf(pairs.map((pair) => pair.thaw.wall / pair.keras.wall));
  writeResult(comparison.name, { work, unit: 'ms an image', ...spread, cpu, ratio, paired, target, check });
  return spread;
}
