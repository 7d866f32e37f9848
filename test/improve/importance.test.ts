import { expect, test } from 'vitest';
import { random } from '../../src/base/random.js';
import { importances, LEAST_POINTS } from '../../src/improve/importance.js';
import { type Point, randomPoint } from '../../src/improve/space.js';
import { USUAL_SPACE } from './spaces.js';

const points = Array.from({ length: 60 }, (_, i) => randomPoint(USUAL_SPACE, 3, i));
const accuracyOf = ({ learningRate, augmentation }: Point): number =>
  0.5 + 0.1 * Math.log10(Number(learningRate)) + (augmentation === 'strong' ? -0.3 : 0);

test('what matters comes first, and its interval is above that of what does not matter', () => {
  const [first, second, ...others] = importances(USUAL_SPACE, points, points.map(accuracyOf));
  expect([first!.dimension.name, second!.dimension.name].sort()).toEqual(['augmentation', 'learningRate']);
  for (const { share, interval } of others) {
    expect(share).toBeLessThan(0.1);
    expect(interval[1]).toBeLessThan(first!.interval[1]);
  }
  expect(first!.interval[0]).toBeGreaterThan(Math.max(...others.map(({ interval }) => interval[0])));
});

test('where nothing matters, no interval is far above the others', () => {
  const draw = random('noise');
  const found = importances(
    USUAL_SPACE,
    points,
    points.map(() => draw()),
  );
  expect(found[0]!.interval[0]).toBeLessThan(found.at(-1)!.interval[1] + 0.2);
  expect(found.reduce((sum, { share }) => sum + share, 0)).toBeLessThan(0.9);
});

test('nothing is estimated from a few points, or from equal accuracies', () => {
  const few = points.slice(0, LEAST_POINTS - 1);
  expect(importances(USUAL_SPACE, few, few.map(accuracyOf))).toEqual([]);
  expect(
    importances(
      USUAL_SPACE,
      points,
      points.map(() => 0.5),
    ),
  ).toEqual([]);
});
