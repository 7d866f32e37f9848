import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'vitest';
import { random } from '../../src/base/random.js';
import { writeSmallPng } from './smallPng.js';

const CHILD = path.join(import.meta.dirname, 'millionChild.mjs');
const RESULTS = path.join(import.meta.dirname, '../growth/million.json');
const DRAWN = sizesFrom('THAW_BENCH_DRAWN', '10000,100000,1000000');
const FILES = sizesFrom('THAW_BENCH_FILES', '1000,10000,100000');
const MOST_MEGABYTES = 4096;
/** n log n from 100,000 to a million is 12 times as much; the rest is for memory that is farther away. */
const MOST_EXPONENT = 1.2;

const CLASSES = 100;
const SIDE = 32;

/** What a number of images took. */
interface Grown {
  work: 'index' | 'hashes' | 'near' | 'files';
  images: number;
  /** Processor's seconds of each part. */
  times: Record<string, number>;
  peakMegabytes: number;
}

/** Index, digests, hashes and near duplicates of images that are drawn as what a scan and a survey say of them. */
export async function measureDrawn(): Promise<void> {
  for (const work of ['index', 'hashes', 'near'] as const) {
    for (const count of DRAWN) inFolder((folder) => keep(child(work, count, folder)));
    check(work, DRAWN);
  }
}

/** All of it, of files that are drawn into a folder. */
export async function measureFiles(): Promise<void> {
  for (const count of FILES) {
    inFolder((folder) => {
      writeFiles(path.join(folder, 'images'), count);
      keep(child('files', count, folder));
    });
  }
  check('files', FILES);
}

function sizesFrom(variable: string, usual: string): number[] {
  return (process.env[variable] ?? usual).split(',').map(Number);
}

function inFolder(work: (folder: string) => void): void {
  const folder = mkdtempSync(path.join(tmpdir(), 'thaw-million-'));
  try {
    work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** PNGs of 32x32 in 100 class folders; every tenth is that before it with another grain, every twentieth the same file. */
function writeFiles(folder: string, count: number): void {
  for (let k = 0; k < CLASSES; k++) mkdirSync(path.join(folder, `class ${k}`), { recursive: true });
  let before = drawnPixels(0);
  for (let i = 0; i < count; i++) {
    const pixels = i % 20 === 19 ? before : i % 10 === 9 ? before.map((value) => value ^ 1) : drawnPixels(i);
    writeSmallPng(path.join(folder, `class ${Math.floor(i / 10) % CLASSES}`, `${i}.png`), pixels, SIDE);
    before = pixels;
  }
}

function drawnPixels(i: number): Uint8Array {
  const draw = random('file', i);
  const squares = Array.from({ length: 64 * 3 }, () => draw.between(30, 220));
  return Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, at) => {
    const p = Math.floor(at / 3);
    return squares[3 * (8 * (p >> 7) + ((p >> 2) & 7)) + (at % 3)] + ((Math.imul(at + 1, 0x9e3779b1) >>> 9) & 31);
  });
}

function child(work: Grown['work'], count: number, folder: string): Grown {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CHILD, work, `${count}`, folder], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as Grown;
}

/** Adds a row to those that are there, in the place of an earlier one of the same. */
function keep(row: Grown): void {
  console.log(JSON.stringify(row));
  const others = readRows().filter(({ work, images }) => work !== row.work || images !== row.images);
  const rows = [...others, row].sort((a, b) => a.work.localeCompare(b.work) || a.images - b.images);
  writeFileSync(RESULTS, `${JSON.stringify(rows, null, 2)}\n`);
}

function readRows(): Grown[] {
  return existsSync(RESULTS) ? (JSON.parse(readFileSync(RESULTS, 'utf8')) as Grown[]) : [];
}

/** Prints the exponents between two sizes, and holds the last one and the memory against what is allowed. */
function check(work: Grown['work'], sizes: readonly number[]): void {
  const rows = sizes.map((count) => readRows().find((row) => row.work === work && row.images === count)!);
  const all = rows.map(({ times }) => Object.values(times).reduce((total, seconds) => total + seconds, 0));
  const exponents = rows
    .slice(1)
    .map((row, i) => Math.log(all[i + 1] / all[i]) / Math.log(row.images / rows[i].images));
  console.log(`${work}: exponents ${exponents.map((exponent) => exponent.toFixed(2)).join(', ')}`);
  expect(exponents.at(-1) ?? 1).toBeLessThan(MOST_EXPONENT);
  for (const row of rows) expect(row.peakMegabytes).toBeLessThan(MOST_MEGABYTES);
}
