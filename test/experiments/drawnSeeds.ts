import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readClassFolders } from '../../src/dataset/classFolders.js';
import { drawSeed } from '../../src/dataset/sample/drawSeed.js';
import { SAMPLE_CLASSES } from '../../src/dataset/sample/sampleClasses.js';
import { type ScannedImage, scanImages } from '../../src/dataset/scan.js';

/** Seeds of the sample set, drawn into class folders: of the first classes, so many of each and split. */
export async function drawnSeeds(
  folder: string,
  numClasses: number,
  training: number,
  validation: number,
  seed = 7,
): Promise<{ images: ScannedImage[]; classNames: string[] }> {
  let index = 0;
  for (const sampleClass of SAMPLE_CLASSES.slice(0, numClasses)) {
    for (const [split, count] of [
      ['training_set', training],
      ['validation_set', validation],
    ] as const) {
      const place = path.join(folder, split, sampleClass);
      await mkdir(place, { recursive: true });
      for (let i = 0; i < count; i++) {
        await writeFile(path.join(place, `${i}.jpg`), await drawSeed(seed, index++, sampleClass));
      }
    }
  }
  const dataset = await readClassFolders(folder);
  return { images: (await scanImages(dataset)).images, classNames: dataset.classNames };
}
