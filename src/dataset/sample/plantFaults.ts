import { copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import type { PlantedFault, Split } from './manifest.js';
import type { SampleClass } from './sampleClasses.js';
import type { PlannedImage } from './samplePlan.js';

/**
 * Corrupts a few drawn files in the ways in which folders that people bring are corrupt. Files are replaced, none
 * added, so the counts by class stay.
 *
 * @param folder a whole drawn set
 * @param plan what was drawn there
 */
export async function plantFaults(folder: string, plan: readonly PlannedImage[]): Promise<PlantedFault[]> {
  const pick = (split: Split, sampleClass: SampleClass, nth: number): string =>
    plan.filter((image) => image.split === split && image.sampleClass === sampleClass)[nth]!.path;
  return [
    await truncate(folder, pick('training_set', 'broken', 3)),
    await duplicate(folder, pick('training_set', 'cracked', 5), pick('validation_set', 'cracked', 2)),
    await duplicate(folder, pick('training_set', 'healthy', 11), pick('validation_set', 'healthy', 7)),
    await putInTwoClasses(folder, pick('training_set', 'insect-bored', 4), pick('training_set', 'mouldy', 6)),
    await turn(folder, pick('training_set', 'sprouted', 2)),
    await toCmyk(folder, pick('training_set', 'healthy', 20)),
    await to16Bit(folder, pick('training_set', 'broken', 9)),
  ];
}

async function truncate(folder: string, path: string): Promise<PlantedFault> {
  const whole = await readFile(join(folder, path));
  await writeFile(join(folder, path), whole.subarray(0, Math.floor(whole.length * 0.6)));
  return { fault: 'truncated', path, note: 'Cut off after 60 % of its bytes.' };
}

async function duplicate(folder: string, from: string, path: string): Promise<PlantedFault> {
  await copyFile(join(folder, from), join(folder, path));
  return { fault: 'duplicate-across-splits', path, note: `Byte for byte the same as ${from}.` };
}

async function putInTwoClasses(folder: string, from: string, path: string): Promise<PlantedFault> {
  await copyFile(join(folder, from), join(folder, path));
  return { fault: 'two-classes', path, note: `Byte for byte the same as ${from}, whose class is the drawn one.` };
}

async function turn(folder: string, path: string): Promise<PlantedFault> {
  // Orientation 6 asks the viewer to turn by 90 degrees, so the pixels are stored turned by 270.
  const damaged = await sharp(await readFile(join(folder, path)))
    .rotate(270)
    .withMetadata({ orientation: 6 })
    .jpeg({ quality: 90 })
    .toBuffer();
  await writeFile(join(folder, path), damaged);
  return { fault: 'exif-turned', path, note: 'Stored upright with EXIF orientation 6; lies lengthwise once turned.' };
}

async function toCmyk(folder: string, path: string): Promise<PlantedFault> {
  const damaged = await sharp(await readFile(join(folder, path)))
    .toColourspace('cmyk')
    .jpeg({ quality: 90 })
    .toBuffer();
  await writeFile(join(folder, path), damaged);
  return { fault: 'cmyk', path, note: 'A JPEG of four channels.' };
}

async function to16Bit(folder: string, path: string): Promise<PlantedFault> {
  const damaged = await sharp(await readFile(join(folder, path)))
    .toColourspace('rgb16')
    .png()
    .toBuffer();
  const png = path.replace(/\.jpg$/, '.png');
  await writeFile(join(folder, png), damaged);
  await rm(join(folder, path));
  return { fault: '16-bit', path: png, note: 'A PNG of 16 bits a channel.' };
}
