import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { UserError } from '../../base/errors.js';
import { mapConcurrent } from '../../base/mapConcurrent.js';
import { drawSeed } from './drawSeed.js';
import type { SampleManifest } from './manifest.js';
import { plantFaults } from './plantFaults.js';
import { CLASS_COUNTS, SAMPLE_CLASSES, type SampleClass } from './sampleClasses.js';
import { type PlannedImage, samplePlan } from './samplePlan.js';

/** Goes up with any change that changes a drawn byte; a set of another version is drawn anew. */
export const SAMPLE_VERSION = 2;

const NOTE = 'Every image in this folder is a drawing made by a program; none is a photograph.';

/** What the drawing of the set may be given. */
export interface SampleOptions {
  /** 1 by default. */
  seed?: number;
  /** Called after each image. */
  onProgress?: (done: number, total: number) => void;
}

/**
 * Draws 700 images of seeds of seven classes into `training_set/<class>/` and `validation_set/<class>/`, plants a
 * few faults, and writes a README.md and a manifest. A folder that holds the set of the same version and seed is
 * left as it is; one of another is replaced. The set is drawn beside the folder and moved there when whole.
 *
 * @throws UserError if the folder holds something other than a drawn set
 */
export async function drawSampleSet(
  folder: string,
  { seed = 1, onProgress }: SampleOptions = {},
): Promise<SampleManifest> {
  const found = await manifestIn(folder);
  if (found?.version === SAMPLE_VERSION && found.seed === seed) return found;
  if (!found) await refuseForeign(folder);

  const plan = samplePlan(seed);
  // A name of its own, since another process may be drawing the same set.
  await mkdir(dirname(resolve(folder)), { recursive: true });
  const drawing = await mkdtemp(`${resolve(folder)}.drawing-`);
  try {
    return await moveThere(drawing, folder, await drawInto(drawing, plan, seed, onProgress));
  } finally {
    await rm(drawing, { recursive: true, force: true });
  }
}

async function drawInto(
  drawing: string,
  plan: readonly PlannedImage[],
  seed: number,
  onProgress: SampleOptions['onProgress'],
): Promise<SampleManifest> {
  await makeFolders(drawing, plan);
  let done = 0;
  await mapConcurrent(plan, async ({ index, sampleClass, path }) => {
    await writeFile(join(drawing, path), await drawSeed(seed, index, sampleClass));
    onProgress?.(++done, plan.length);
  });
  const manifest: SampleManifest = {
    drawn: true,
    version: SAMPLE_VERSION,
    seed,
    note: NOTE,
    counts: countsOf(plan),
    faults: await plantFaults(drawing, plan),
  };
  await writeFile(join(drawing, 'README.md'), readme(manifest));
  await writeFile(join(drawing, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}

/** Puts the drawn set in its place, or takes the one that another process put there meanwhile. */
async function moveThere(drawing: string, folder: string, manifest: SampleManifest): Promise<SampleManifest> {
  try {
    const found = await manifestIn(folder);
    if (found?.version === manifest.version && found.seed === manifest.seed) return found;
    const old = await mkdtemp(`${resolve(folder)}.drawing-`);
    if (existsSync(folder)) await rename(folder, join(old, 'old'));
    await rename(drawing, folder);
    await rm(old, { recursive: true });
    return manifest;
  } catch (error) {
    const found = await manifestIn(folder);
    if (found?.version === manifest.version && found.seed === manifest.seed) return found;
    throw error;
  }
}

async function manifestIn(folder: string): Promise<SampleManifest | undefined> {
  const path = join(folder, 'manifest.json');
  if (!existsSync(path)) return undefined;
  try {
    const read = JSON.parse(await readFile(path, 'utf8'));
    return read?.drawn === true ? read : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined; // not ours
    throw error;
  }
}

async function refuseForeign(folder: string): Promise<void> {
  if (!existsSync(folder)) return;
  const entries = await readdir(folder);
  if (entries.length === 0) return;
  throw new UserError(
    'drawSampleSet expects a folder that is missing, empty or a sample set drawn before.',
    { folder, entries: entries.slice(0, 5) },
    'Give another folder; nothing was deleted.',
  );
}

async function makeFolders(root: string, plan: readonly PlannedImage[]): Promise<void> {
  const folders = new Set(plan.map(({ path }) => join(root, dirname(path))));
  for (const path of folders) await mkdir(path, { recursive: true });
}

function countsOf(plan: readonly PlannedImage[]): SampleManifest['counts'] {
  const none = (): Record<SampleClass, number> =>
    Object.fromEntries(SAMPLE_CLASSES.map((name) => [name, 0])) as Record<SampleClass, number>;
  const counts = { training_set: none(), validation_set: none() };
  for (const { split, sampleClass } of plan) counts[split][sampleClass]++;
  return counts;
}

function readme({ version, seed, counts, faults }: SampleManifest): string {
  const rows = SAMPLE_CLASSES.map(
    (name) => `| ${name} | ${counts.training_set[name]} | ${counts.validation_set[name]} | ${CLASS_COUNTS[name]} |`,
  );
  return [
    '# Drawn sample set',
    '',
    `${NOTE} Accuracies reached on it say nothing about photographs of seeds.`,
    '',
    `Version ${version}, seed ${seed}; the same two give the same files.`,
    '',
    '| class | training_set | validation_set | both |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
    'Faults planted on purpose, for the quality scan to find:',
    '',
    ...faults.map(({ fault, path, note }) => `- ${fault}: \`${path}\`. ${note}`),
    '',
  ].join('\n');
}
