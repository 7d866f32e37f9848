import { mkdir, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import { group } from '../base/group.js';
import { mapConcurrent } from '../base/mapConcurrent.js';
import { random, shuffled } from '../base/random.js';
import { drawSeed } from '../dataset/sample/drawSeed.js';
import { SAMPLE_CLASSES, type SampleClass } from '../dataset/sample/sampleClasses.js';
import type { CaseImages } from './benchmarkCase.js';
import type { CaseImage, CaseWorld, Part } from './caseWorld.js';
import { changeOf } from './imageChanges.js';

/** Shares of the drawn images of a class, as `splits` lays them out; the rest is to train on. */
const SHARES = { validation: 0.2, test: 0.2 };
/** Images of a class that no script sees, to measure on. */
const UNSEEN = 25;
const SEED = 20261128;
/** Of the layout `table`; its rows are shuffled, unless a change sorts them. */
const TABLE = 'labels.csv';

/**
 * Draws the images of a case: the same ones every time.
 *
 * - `folders`: `data/CLASS/*.jpg`
 * - `splits`: `data/train/CLASS`, `data/validation/CLASS`, `data/test/CLASS`
 * - `table`: `data/images/*.jpg` and `data/labels.csv` with the columns `file` and `label`
 *
 * and, beside `data`, `unseen/CLASS` with 25 images of each class for what is measured.
 *
 * @param folder new or empty
 */
export async function drawCaseImages(images: CaseImages, folder: string): Promise<void> {
  const plan = planOf(images);
  for (const at of group(plan, ({ path: file }) => path.dirname(file)).keys())
    await mkdir(path.join(folder, at), { recursive: true });
  await mapConcurrent(plan, async ({ path: file, className }, index) => {
    await writeFile(path.join(folder, file), await drawSeed(SEED, index, className));
  });
  const world = { folder, images: plan.filter(({ part }) => part !== 'unseen') };
  for (const change of images.changes) await changeOf(change)(world);
  if (images.layout === 'table') await writeTable(world);
}

function planOf({ layout, classes, perClass }: CaseImages): CaseImage[] {
  const drawn = SAMPLE_CLASSES.slice(0, classes).flatMap((className) => {
    const parts = partsOf(perClass);
    return [...parts, ...Array<Part>(UNSEEN).fill('unseen')].map((part) => ({ className, part }));
  });
  // Numbers say nothing of the class.
  return shuffled(drawn, random(SEED, 'plan')).map(({ className, part }, i) => ({
    className,
    part,
    path: `${folderOf(layout, part, className)}/seed-${String(i + 1).padStart(4, '0')}.jpg`,
  }));
}

function partsOf(perClass: number): Part[] {
  const validation = Math.round(SHARES.validation * perClass);
  const test = Math.round(SHARES.test * perClass);
  return Array.from({ length: perClass }, (_, i) =>
    i < validation ? 'validation' : i < validation + test ? 'test' : 'train',
  );
}

function folderOf(layout: CaseImages['layout'], part: Part, className: SampleClass): string {
  if (part === 'unseen') return `unseen/${className}`;
  if (layout === 'folders') return `data/${className}`;
  return layout === 'table' ? 'data/images' : `data/${part}/${className}`;
}

async function writeTable({ folder, images }: CaseWorld): Promise<void> {
  const rows = images.map(({ path: file, className }) => `${path.basename(file)},${className}`);
  await writeFile(path.join(folder, 'data', TABLE), `file,label\n${rows.join('\n')}\n`);
}
