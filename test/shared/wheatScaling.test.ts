import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadBackbone } from '../../src/backbones/pretrained/loadBackbone.js';
import { readClassFolders } from '../../src/dataset/classFolders.js';
import { type ScannedImage, scanImages } from '../../src/dataset/scan.js';
import { drawPictures } from '../../src/features/pictureSample.js';
import { openBackbone } from '../../src/features/pooledFeatures.js';
import { scalingDivergences } from '../../src/measure/model/scalingDivergences.js';
import { stepOfMode } from '../../src/preprocess/scaling.js';

const ARCHIVE = path.join(import.meta.dirname, '../../../shared/data/wheat-grain.tar');
const there = existsSync(ARCHIVE);

let folder: string;
let images: ScannedImage[];
beforeAll(async () => {
  if (!there) return;
  folder = mkdtempSync(path.join(tmpdir(), 'thaw-wheat-scaling-'));
  execFileSync('tar', ['-xf', ARCHIVE, '-C', folder]);
  ({ images } = await scanImages(await readClassFolders(folder, { imagesPerClass: 30 })));
}, 120_000);
afterAll(() => there && rmSync(folder, { recursive: true }));

test.skipIf(!there)(
  'divergences on wheat kernels are those that PyTorch measured, to the draw of the pictures',
  async () => {
    const backbone = openBackbone(await loadBackbone('EfficientNetLite0', 'imagenet'));
    const sample = await drawPictures(images, 96, { height: 150, width: 150, interpolation: 'bilinear' });
    const fits = scalingDivergences(backbone, sample, [stepOfMode('lite'), { step: 'rescale', factor: 1 / 255 }]);
    backbone.dispose();
    const divergences = Object.fromEntries(fits.map(({ name, divergence }) => [name, divergence!]));
    console.log(divergences);
    // DESIGN.md section 2, of 96 other kernels in other shares of the classes: within a factor of 1.5.
    const measured = {
      'preprocess_input (lite), then rescale 1/255': 3.2,
      'preprocess_input (lite)': 0.13,
      'rescale 1/255': 0.62,
      'preprocess_input (torch)': 0.54,
      'preprocess_input (caffe)': 6400,
      'raw [0, 255]': 10_000,
    };
    for (const [name, theirs] of Object.entries(measured)) {
      expect(Math.abs(Math.log(divergences[name] / theirs)), name).toBeLessThan(Math.log(1.5));
    }
  },
);
