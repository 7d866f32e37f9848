import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, test } from 'vitest';
import type { BackboneName } from '../../src/backbones/architectures/registry.js';
import { tf } from '../../src/engine/tensorflow.js';
import { DATA_FAULTS } from './dataFaults.js';
import type { Fault } from './fault.js';
import { judge } from './judge.js';
import { PAIRS } from './pairs.js';
import { RECIPE_FAULTS } from './recipeFaults.js';
import { keepResult, readResults } from './results.js';
import { tableOf } from './table.js';
import { cleanWorld, diagnose, nameOfPictures, type Setting } from './world.js';

const FAULTS: readonly Fault[] = [...RECIPE_FAULTS, ...DATA_FAULTS];
const BACKBONE = process.env.PLANTED_BACKBONE ?? 'InceptionV3:nsfwjs';
const [architecture, weights] = BACKBONE.split(':');
const SETTING: Setting = {
  pictures: process.env.PLANTED_DATA,
  seed: Number(process.env.PLANTED_SEED ?? 1),
  backbone: { name: architecture as BackboneName, weights },
  place: path.resolve('.thaw/planted'),
};
const RESULTS = path.join(SETTING.place, 'results.json');

const named = (name: string): Fault => {
  const fault = FAULTS.find((each) => each.name === name);
  if (fault === undefined) throw new Error(`No fault is called '${name}'.`);
  return fault;
};
/** None, each alone, and the pairs. */
const PLANTED: readonly Fault[][] = [[], ...FAULTS.map((fault) => [fault]), ...PAIRS.map((pair) => pair.map(named))];

const nameOf = (faults: readonly Fault[]): string => faults.map(({ name }) => name).join(' + ') || 'clean';

beforeAll(async () => {
  mkdirSync(SETTING.place, { recursive: true });
  await tf.ready();
});

for (const faults of PLANTED) {
  const name = nameOf(faults);
  test(name, async (context) => {
    let world = await cleanWorld(SETTING);
    try {
      const sound = world;
      if (faults.some(({ applies }) => applies?.(sound) === false)) return context.skip();
      for (const fault of faults) world = await fault.plant(world);
      const began = performance.now();
      const found = await diagnose(world, SETTING.place, faults);
      const seconds = Math.round((performance.now() - began) / 1000);
      const findings = found.map(({ check, severity }) => ({ check, severity }));
      const { judged, falseAlarms } = judge(faults, findings);
      const day = new Date().toISOString().slice(0, 10);
      keepResult(RESULTS, {
        name,
        seed: SETTING.seed,
        backbone: BACKBONE,
        pictures: nameOfPictures(SETTING),
        findings,
        judged,
        falseAlarms,
        seconds,
        day,
      });
      const fared = judged.map(({ fault, place }) => `${fault}: ${place}`).join(', ');
      const lines = found.map(({ check, severity, summary }) => `    ${severity} ${check}: ${summary}`);
      console.log(
        [`${name}, ${seconds} s`, `  ${fared}; false: ${falseAlarms.join(', ') || 'none'}`, ...lines].join('\n'),
      );
    } finally {
      await rm(world.folder, { recursive: true });
    }
  });
}

afterAll(() => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  const table = tableOf(readResults(RESULTS), PLANTED.map(nameOf), version);
  writeFileSync(path.join(import.meta.dirname, 'RESULTS.md'), table);
});
