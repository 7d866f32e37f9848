import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DamagedWeights, readWeights, writeWeights } from '../../src/training/weightFile.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'thaw-weights-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('weights are read bit for bit as they were written, NaN and minus zero too', async () => {
  const file = path.join(folder, 'a.safetensors');
  const weights = new Map([
    ['dense_1/kernel', { shape: [2, 2], values: Float32Array.of(1.5, -0, Number.NaN, 1e-40) }],
    ['dense_1/bias', { shape: [2], values: Float32Array.of(0.1, 3) }],
  ]);
  await writeWeights(file, weights);
  expect(await readWeights(file)).toEqual(weights);
});

test('no file is no weights', async () => {
  expect(await readWeights(path.join(folder, 'none'))).toBeUndefined();
});

test('a file that is cut short anywhere, or longer than it says, is damaged and named', async () => {
  const file = path.join(folder, 'cut.safetensors');
  await writeWeights(file, new Map([['bias', { shape: [2], values: Float32Array.of(0.1, 3) }]]), { state: '{}' });
  const whole = await readFile(file);
  for (let length = 0; length < whole.length; length++) {
    await writeFile(file, whole.subarray(0, length));
    await expect(readWeights(file), `${length} bytes`).rejects.toThrow(DamagedWeights);
  }
  await writeFile(file, Buffer.concat([whole, Buffer.of(0)]));
  await expect(readWeights(file)).rejects.toThrow(file);
  await writeFile(file, Buffer.alloc(whole.length));
  await expect(readWeights(file)).rejects.toThrow('a file that is cut short or damaged');
});
