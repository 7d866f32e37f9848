import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openFolder } from '../../src/command/openFolder.js';
import type { Session } from '../../src/command/session.js';
import { correctionsFile } from '../../src/store/corrections.js';
import { correctionOf, folderOf } from '../dataset/correctedFolder.js';

const folder = folderOf(
  ['a', 'b'].flatMap((name) =>
    [1, 2, 3].map((i) => `training_set/${name}/${i}.bmp`).concat(`validation_set/${name}/v.bmp`),
  ),
);
const runs = folderOf([]);
afterAll(() => {
  for (const one of [folder, runs]) rmSync(one, { recursive: true });
});

const file = correctionsFile(runs);

/** Opens the folder as a command does; gives its images and what is printed. */
async function open(isCorrected?: boolean) {
  const printed: string[] = [];
  const console = { width: 200, print: (text: string) => printed.push(text), fail: () => {}, progress: () => {} };
  const session = { console, project: folder, runs, scans: path.join(runs, 'scans') } as unknown as Session;
  const images = await openFolder(folder, undefined, session, { allowUntrained: false, isCorrected });
  return { images, text: printed.join('\n') };
}

test('a command applies the corrections beside its runs, and says so; without the file it opens the images as they are', async () => {
  expect((await open()).text).not.toContain('orrected:');
  const corrections = [
    correctionOf(folder, 'training_set/a/1.bmp', 'a', 'b'),
    correctionOf(folder, 'training_set/a/2.bmp', 'a', null),
  ];
  writeFileSync(file, JSON.stringify({ version: 1, corrections }));
  const { images, text } = await open();
  expect(text).toContain('5 training images and 2 validation images in 2 classes.');
  expect(text).toContain('- Corrected: 1 image in another class than the folder, 1 image left out.');
  expect(images.corrections).toMatchObject({ moved: 1, deleted: 1 });
  // A worker has the images of a job as the job says.
  expect((await open(false)).images.scan.images.length).toBe(8);
  rmSync(file);
  expect((await open()).text).not.toContain('orrected:');
});

test('a damaged file ends the command, by name', async () => {
  writeFileSync(file, '{"version": 1');
  await expect(open()).rejects.toThrow(file);
});
