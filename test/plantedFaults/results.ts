import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Judged, Named } from './judge.js';

/** What came of one world. */
export interface Result {
  /** The faults' names, joined; `clean` where there are none. */
  name: string;
  seed: number;
  backbone: string;
  /** `drawn`, or the name of a folder of real ones. */
  pictures: string;
  findings: Named[];
  judged: Judged[];
  falseAlarms: string[];
  seconds: number;
  /** Day on which it ran. */
  day: string;
}

export function readResults(file: string): Result[] {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Result[]) : [];
}

/** Puts a result in the place of an earlier one of the same name and setting. */
export function keepResult(file: string, result: Result): void {
  const same = (other: Result): boolean =>
    (['name', 'seed', 'backbone', 'pictures'] as const).every((key) => other[key] === result[key]);
  const others = readResults(file).filter((other) => !same(other));
  writeFileSync(file, `${JSON.stringify([...others, result], null, 1)}\n`);
}
