import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'vitest';
import { pngOfSvg } from '../../src/dataset/image.js';
import { drawSvg } from '../../src/plots/drawSvg.js';
import { growthPlots } from './growthPlots.js';
import { writeWheat } from './wheat.js';

/** The figures that the page shows, kept with it. */
const PAGE = path.join(import.meta.dirname, '../growth');
const CHILD = path.join(import.meta.dirname, 'child.mjs');
const NUMBERS = (process.env.THAW_BENCH_IMAGES ?? '500,2000,8000,14000').split(',').map(Number);
/** A frozen backbone at the reference's size; small, so that 14,000 images take minutes. */
const FROZEN = {
  backbone: { name: 'EfficientNetLite0', weights: 'imagenet' },
  scaling: [{ step: 'preprocess_input', mode: 'lite' }],
  batchNormalization: 'moving',
  augmentation: null,
  batchSize: 16,
  epochs: 3,
};

/** What was measured of a number of images. */
export interface Grown {
  images: number;
  scanSeconds: number;
  scanMegabytes: number;
  /** The frozen layers, once over all images. */
  featureSeconds: number;
  /** Three epochs of the head, and what else a run does. */
  restSeconds: number;
  experimentMegabytes: number;
  /** The same recipe again, its features from the cache. */
  againSeconds: number;
}

/** Index, digests and scan, then a frozen experiment, of more and more wheat kernels; each in a process of its own. */
export async function measureImages(): Promise<void> {
  for (const numImages of NUMBERS) {
    const folder = mkdtempSync(path.join(tmpdir(), 'thaw-growth-'));
    try {
      writeWheat(path.join(folder, 'images'), numImages);
      const settings = { changes: FROZEN, cacheFolder: path.join(folder, 'cache') };
      const scan = child('scan', path.join(folder, 'images'));
      const first = child('experiment', path.join(folder, 'images'), settings);
      const again = child('experiment', path.join(folder, 'images'), settings);
      expect(scan.images).toBe(numImages);
      expect(again.validationAccuracy).toBe(first.validationAccuracy);
      await keep({
        images: numImages,
        scanSeconds: scan.seconds,
        scanMegabytes: scan.peakMegabytes,
        featureSeconds: first.featureSeconds,
        restSeconds: first.runSeconds - first.featureSeconds,
        experimentMegabytes: first.peakMegabytes,
        againSeconds: again.runSeconds,
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
}

/** A step of EfficientNetLite0 at a size, in batches. */
export interface StepOf {
  height: number;
  width: number;
  batch: number;
  inferenceMilliseconds: number;
  stepMilliseconds: number;
  peakMegabytes: number;
}

const SIDES = [64, 96, 128, 192, 224, 320, 454];
const BATCHES = [1, 2, 4, 8, 16, 32, 64];

/** Time an image and peak memory with the pixels of a picture, batch 8; each in a process of its own. */
export async function measurePixels(): Promise<void> {
  await keepSteps(
    'growth-pixels',
    SIDES.map((side) => stepOf(side, side, 8)),
    ({ height, width }) => height * width,
    'pixels of a picture',
    { unit: 'ms an image', images: () => 1 },
  );
}

/** Time a batch and peak memory with its size, at 96x192. */
export async function measureBatches(): Promise<void> {
  await keepSteps(
    'growth-batch',
    BATCHES.map((batch) => stepOf(96, 192, batch)),
    ({ batch }) => batch,
    'pictures in a batch',
    { unit: 'ms a batch', images: ({ batch }) => batch },
  );
}

function stepOf(height: number, width: number, batch: number): StepOf {
  const measured = child('step', '-', { height, width, batch, runs: 5 }) as unknown as StepOf;
  const { inferenceMilliseconds, stepMilliseconds, peakMegabytes } = measured;
  const step = { height, width, batch, inferenceMilliseconds, stepMilliseconds, peakMegabytes };
  console.log(JSON.stringify(step));
  return step;
}

async function keepSteps(
  name: string,
  steps: readonly StepOf[],
  across: (step: StepOf) => number,
  title: string,
  /** Of how many images the time is shown. */
  { unit, images }: { unit: string; images: (step: StepOf) => number },
): Promise<void> {
  const panels = [
    { title: 'inference', unit, of: (step: StepOf) => step.inferenceMilliseconds * images(step) },
    { title: 'a training step, all layers', unit, of: (step: StepOf) => step.stepMilliseconds * images(step) },
    { title: 'peak memory', unit: 'MB', of: (step: StepOf) => step.peakMegabytes },
  ];
  await writePage(name, steps, growthPlots(`EfficientNetLite0, with the ${title}`, title, steps, across, panels));
}

/** The figures and their picture. */
async function writePage(name: string, rows: readonly unknown[], spec: Parameters<typeof drawSvg>[0]): Promise<void> {
  mkdirSync(PAGE, { recursive: true });
  writeFileSync(path.join(PAGE, `${name}.json`), `${JSON.stringify(rows, null, 2)}\n`);
  writeFileSync(path.join(PAGE, `${name}.png`), await pngOfSvg(await drawSvg(spec)));
}

/** Adds a row to those that are there, in the place of an earlier one of as many images, and draws them. */
async function keep(row: Grown): Promise<void> {
  console.log(JSON.stringify(row));
  const file = path.join(PAGE, 'growth-images.json');
  const earlier = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Grown[]) : [];
  const grown = [...earlier.filter(({ images }) => images !== row.images), row].sort((a, b) => a.images - b.images);
  const panels = [
    { title: 'index, digests, scan', unit: 's', of: (one: Grown) => one.scanSeconds },
    { title: 'the same, peak memory', unit: 'MB', of: (one: Grown) => one.scanMegabytes },
    { title: 'frozen layers, once', unit: 's', of: (one: Grown) => one.featureSeconds },
    { title: 'three epochs of the head', unit: 's', of: (one: Grown) => one.restSeconds },
    { title: 'the run again, from the cache', unit: 's', of: (one: Grown) => one.againSeconds },
    { title: 'the run, peak memory', unit: 'MB', of: (one: Grown) => one.experimentMegabytes },
  ];
  const spec = growthPlots('With the number of images', 'images', grown, ({ images }) => images, panels);
  await writePage('growth-images', grown, spec);
}

function child(work: string, folder: string, settings: object = {}): Record<string, number> {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CHILD, work, folder, JSON.stringify(settings)], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as Record<string, number>;
}
