import sharp from 'sharp';
import { expect, test } from 'vitest';
import { drawSeed } from '../../../src/dataset/sample/drawSeed.js';
import { SAMPLE_CLASSES } from '../../../src/dataset/sample/sampleClasses.js';

test('the same seed, index and class give the same bytes, in whatever order they are drawn', async () => {
  const forwards = await Promise.all(SAMPLE_CLASSES.map((name, index) => drawSeed(1, index, name)));
  for (const [index, name] of [...SAMPLE_CLASSES.entries()].reverse()) {
    expect((await drawSeed(1, index, name)).equals(forwards[index])).toBe(true);
  }
});

test('another seed or another index gives another image', async () => {
  const first = await drawSeed(1, 0, 'cracked');
  expect((await drawSeed(2, 0, 'cracked')).equals(first)).toBe(false);
  expect((await drawSeed(1, 1, 'cracked')).equals(first)).toBe(false);
});

test('a defect changes the image but not its size, so the size does not reveal the class', async () => {
  const sizes = new Set<string>();
  const pictures = new Set<string>();
  for (const name of SAMPLE_CLASSES) {
    const picture = await drawSeed(1, 4, name);
    const { width, height } = await sharp(picture).metadata();
    sizes.add(`${width} x ${height}`);
    pictures.add(picture.toString('base64'));
  }
  expect(sizes.size).toBe(1);
  expect(pictures.size).toBe(SAMPLE_CLASSES.length);
});
