import { expect, test } from 'vitest';
import { random } from '../../src/base/random.js';
import { type FeatureMatrix, featureMatrix } from '../../src/learn/featureMatrix.js';
import { nearestNeighbors } from '../../src/learn/nearestNeighbors.js';
import { trustworthiness } from '../../src/learn/trustworthiness.js';
import { umap } from '../../src/learn/umap.js';

const draw = random('map');
/** Five heaps in ten dimensions, of which three lie along a line that the first two do not show. */
const rows = Array.from({ length: 120 }, (_, i) =>
  Array.from({ length: 10 }, (_, j) => draw.normal() + (j === i % 5 ? 6 : 0)),
);
const features = featureMatrix(rows);

/** Share of the nearest places that are of the same heap. */
function purity(places: FeatureMatrix): number {
  const { indices } = nearestNeighbors(places, 5);
  const own = indices.flatMap((near, i) => near.map((other) => other % 5 === i % 5));
  return own.filter(Boolean).length / own.length;
}

test('heaps stay heaps, which their first two features mix', async () => {
  const places = await umap(features);
  const first = featureMatrix(rows.map((row) => row.slice(0, 2)));
  expect(purity(first)).toBeLessThan(0.7);
  expect(purity(places)).toBeGreaterThan(0.97);
  expect(trustworthiness(features, places, 15)).toBeGreaterThan(trustworthiness(features, first, 15) + 0.1);
  expect(trustworthiness(features, places, 15)).toBeGreaterThan(0.85);
});

const few = featureMatrix(rows.slice(0, 40));

test('the same seed gives the same places, another one others', async () => {
  const [one, same, other] = [await umap(few, { seed: 3 }), await umap(few, { seed: 3 }), await umap(few)];
  expect(one).toEqual(same);
  expect(one).not.toEqual(other);
});

test('three images are placed too, and copies lie beside each other', async () => {
  const three = await umap(
    featureMatrix([
      [1, 0],
      [0, 1],
      [0, 0],
    ]),
  );
  expect([...three.values].every(Number.isFinite)).toBe(true);
  const copies = await umap(featureMatrix(Array.from({ length: 20 }, () => [1, 2])));
  expect([...copies.values].every(Number.isFinite)).toBe(true);
});
