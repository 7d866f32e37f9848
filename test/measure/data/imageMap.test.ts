import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { random } from '../../../src/base/random.js';
import { type FeatureMatrix, featureMatrix } from '../../../src/learn/featureMatrix.js';
import { imageMap } from '../../../src/measure/data/imageMap.js';

const folder = mkdtempSync(path.join(tmpdir(), 'thaw-map-'));
afterAll(() => rmSync(folder, { recursive: true }));

const draw = random('image map');
const rows = Array.from({ length: 60 }, (_, i) =>
  Array.from({ length: 8 }, (_, j) => Math.abs(draw.normal()) + (j === i % 3 ? 6 : 0)),
);
const features = featureMatrix(rows);

/** The map, and whether it was computed. */
async function mapOf(of: FeatureMatrix, seed = 0) {
  let rounds = 0;
  const onProgress = (): void => {
    rounds++;
  };
  return { ...(await imageMap(of, { folder }, { seed, onProgress })), isComputed: rounds > 0 };
}

test('a map is computed once, and anew for another image or seed', async () => {
  const first = await mapOf(features);
  expect(first.isComputed).toBe(true);
  const again = await mapOf(featureMatrix(rows));
  expect(again).toEqual({ ...first, isComputed: false });
  expect((await mapOf(features, 1)).isComputed).toBe(true);
  expect((await mapOf(featureMatrix([...rows.slice(1), rows[0]!]))).isComputed).toBe(true);
  expect(readdirSync(path.join(folder, 'map'))).toHaveLength(3);
});

test('neighbors on the map are alike, at any brightness of their features', async () => {
  const { trust, places } = await mapOf(features);
  expect(trust).toBeGreaterThan(0.8);
  expect(places).toMatchObject({ numExamples: 60, numFeatures: 2 });
  // Lengths of features do not count, as in the cosine.
  const brighter = featureMatrix(rows.map((row, i) => row.map((value) => value * (1 + (i % 2)))));
  expect((await mapOf(brighter)).trust).toBeCloseTo(trust!, 1);
});
