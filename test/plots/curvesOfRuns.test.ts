import { expect, test } from 'vitest';
import { curvesOfRuns } from '../../src/plots/curvesOfRuns.js';
import { drawSvg } from '../../src/plots/drawSvg.js';

const epochs = [1, 2].map((epoch) => ({
  epoch,
  trainAccuracy: 0.5 + epoch / 10,
  validationAccuracy: 0.4 + epoch / 10,
}));

test('the legend shows a line for training and one for validation', async () => {
  const svg = await drawSvg(curvesOfRuns([{ name: 'first', epochs } as never, { name: 'second', epochs } as never]));
  const symbols = [...svg.matchAll(/<path[^>]*stroke="#444"[^>]*>/g)].map(([path]) => path);
  expect(symbols).toHaveLength(2);
  expect(symbols.filter((path) => path.includes('stroke-dasharray="4,4"'))).toHaveLength(1);
});
