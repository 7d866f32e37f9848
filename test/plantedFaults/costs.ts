import { mkdirSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, test } from 'vitest';
import type { BackboneName } from '../../src/backbones/architectures/registry.js';
import { readClassFolders } from '../../src/dataset/classFolders.js';
import { scanImages } from '../../src/dataset/scan.js';
import { tf } from '../../src/engine/tensorflow.js';
import { isCorrect } from '../../src/metrics/correctness.js';
import { formatPercent, formatPoints } from '../../src/metrics/format.js';
import { accuracy, pairedDifference } from '../../src/metrics/paired.js';
import { withChanges } from '../../src/recipe/recipe.js';
import { DATA_FAULTS } from './dataFaults.js';
import type { Fault, World } from './fault.js';
import { RECIPE_FAULTS } from './recipeFaults.js';
import { cleanWorld, type Setting, trainedOn } from './world.js';

/** Faults that some row of RESULTS.md misses, or has as context only. */
const NAMES = [
  'red and blue exchanged in the files',
  'validation in another light',
  'head of two times 2,048 units',
  'scaling of torch',
];
const BACKBONES = ['InceptionV3:nsfwjs', 'EfficientNetLite0:imagenet'];
/** Of the drawn images, and of the training on them. */
const SEEDS = [1, 2, 3, 4, 5];
const PLACE = path.resolve('.thaw/planted');

const rows: string[] = [];

beforeAll(async () => {
  mkdirSync(PLACE, { recursive: true });
  await tf.ready();
});

for (const backbone of BACKBONES) {
  for (const name of NAMES) {
    const fault = [...RECIPE_FAULTS, ...DATA_FAULTS].find((one) => one.name === name)!;
    test(`${name}, ${backbone}`, async () => {
      const pairs: { sound: boolean[]; faulty: boolean[] }[] = [];
      for (const seed of SEEDS) pairs.push(await trainedBoth(fault, settingOf(backbone, seed), seed));
      // The images of all seeds, each with and without the fault.
      const [sound, faulty] = [pairs.flatMap((one) => one.sound), pairs.flatMap((one) => one.faulty)];
      const cost = pairedDifference([sound], [faulty]);
      rows.push(
        `| ${name} | ${backbone} | ${formatPercent(accuracy(sound))} | ${formatPercent(accuracy(faulty))} | ${formatPoints(cost)} |`,
      );
      console.log(rows.at(-1));
    }, 3_600_000);
  }
}

afterAll(() => {
  const text = [
    '# What the faults cost that are not named',
    '',
    `Written by \`npm run planted:costs\`. Each fault of [RESULTS.md](RESULTS.md) that is missed somewhere, or is context only, in the sound recipe and drawn images of ${SEEDS.length} seeds: accuracy on the validation images of all seeds without and with the fault, and the difference, paired by image, with its 95 % interval.`,
    '',
    '| planted | backbone | without | with | difference |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ];
  writeFileSync(path.join(import.meta.dirname, 'COSTS.md'), text.join('\n'));
});

function settingOf(backbone: string, seed: number): Setting {
  const [name, weights] = backbone.split(':');
  return { pictures: undefined, seed, backbone: { name: name as BackboneName, weights }, place: PLACE };
}

/** Which validation images are predicted correctly, without and with the fault. */
async function trainedBoth(
  fault: Fault,
  setting: Setting,
  seed: number,
): Promise<{ sound: boolean[]; faulty: boolean[] }> {
  const world = await cleanWorld(setting);
  try {
    const sound = await correctIn(world, seed);
    return { sound, faulty: await correctIn(await fault.plant(world), seed) };
  } finally {
    await rm(world.folder, { recursive: true });
  }
}

async function correctIn({ recipe, folder }: World, seed: number): Promise<boolean[]> {
  const dataset = await readClassFolders(folder);
  return isCorrect(await trainedOn(withChanges(recipe, { seed }), dataset, await scanImages(dataset), PLACE));
}
