import { performance } from 'node:perf_hooks';
import { type Check, type Result, requireEqual, type Spread, spreadOf, writeResult } from './results.js';

/** One kind of work, done by both. */
export interface Work {
  /** File name of the result. */
  name: string;
  /** What is done, in words: network, size, batch. */
  work: string;
  unit: string;
  /** One run of each. */
  thaw: () => Promise<Times>;
  other: () => Promise<Times>;
  /** Most that the ratio of the medians, thaw over the other, may be. */
  target: number;
  check: Check;
  runs?: number;
  warmUp?: number;
}

/** In the unit: by the clock, and by the processor's count of all threads, which a busy machine changes less. */
export interface Times {
  wall: number;
  cpu?: number;
}

/** Runs of both, side by side. */
export type Pair = Record<'thaw' | 'other', Times>;

/** Runs both in turns, so that whatever else the machine does meets both; prints and writes their times. */
export async function alternate({ runs = 5, warmUp = 2, ...work }: Work): Promise<Result> {
  requireEqual(work.work, work.check);
  const pairs: Pair[] = [];
  for (let run = -warmUp; run < runs; run++) {
    const pair = { thaw: await work.thaw(), other: await work.other() };
    if (run >= 0) pairs.push(pair);
  }
  return writePairs(work, pairs);
}

/** Prints and writes the times of runs that are done. */
export function writePairs(work: Omit<Work, 'thaw' | 'other'>, pairs: readonly Pair[]): Result {
  const { name, target, unit, check } = work;
  const of = (side: keyof Pair): Spread => spreadOf(pairs.map((pair) => pair[side].wall));
  const cpuOf = (side: keyof Pair): Spread => spreadOf(pairs.map((pair) => pair[side].cpu!));
  const [thaw, other] = [of('thaw'), of('other')];
  const counted = pairs.every((pair) => pair.thaw.cpu !== undefined && pair.other.cpu !== undefined);
  const result: Result = {
    work: work.work,
    unit,
    thaw,
    other,
    ...(counted ? { cpu: { thaw: cpuOf('thaw'), other: cpuOf('other') } } : {}),
    ratio: thaw.median / other.median,
    paired: spreadOf(pairs.map((pair) => pair.thaw.wall / pair.other.wall)),
    target,
    check,
  };
  writeResult(name, result);
  return result;
}

/** Milliseconds an image, of the seconds that so many took. */
export function anImage({ wall, cpu }: Required<Times>, images: number): Times {
  return { wall: (wall * 1000) / images, cpu: (cpu * 1000) / images };
}

/** Seconds that work of this process takes, by the clock and by the processor. */
export async function timed(work: () => unknown): Promise<Required<Times>> {
  const [start, cpu] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(cpu);
  return { wall: (performance.now() - start) / 1000, cpu: (user + system) / 1e6 };
}
