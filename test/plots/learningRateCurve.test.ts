import { expect, test } from 'vitest';
import { drawSvg } from '../../src/plots/drawSvg.js';
import { learningRateCurve } from '../../src/plots/learningRateCurve.js';

const points = Array.from({ length: 90 }, (_, i) => {
  const smoothed = i < 70 ? 2 - i / 100 : 1.3 + (i - 70) ** 2;
  return { rate: 1e-7 * 10 ** (i / 12), loss: smoothed + (i % 2) / 10, smoothed };
});
const marks = [
  { name: 'steepest descent', rate: 6.3e-3 },
  { name: 'a tenth of the least', rate: 7.6e-2 },
];

async function svgOf(used?: number): Promise<string> {
  return drawSvg(learningRateCurve(points, marks, used));
}

test("the suggested rates and the recipe's rate have their names, each on its own line", async () => {
  const svg = await svgOf(1e-3);
  const labels = ['steepest descent: 6.3e-3', 'a tenth of the least: 7.6e-2', 'in the recipe: 1.0e-3'];
  const heights = labels.map((label) => new RegExp(`translate\\([^,]+,([^)]+)\\)"[^>]*>${label}<`).exec(svg)?.[1]);
  expect(heights.every((height) => height !== undefined)).toBe(true);
  expect(new Set(heights).size).toBe(3);
  expect(await svgOf()).not.toContain('in the recipe');
});

test('the axis ends near the start of the curve, so a diverging loss does not flatten it', () => {
  const spec = learningRateCurve(points, marks) as { layer: { encoding: { y: { scale: { domain: number[] } } } }[] };
  const [low, high] = spec.layer[0].encoding.y.scale.domain;
  expect(high).toBeLessThan(4);
  expect(low).toBeLessThan(1.3);
});
