import { expect, test } from 'vitest';
import { causeBars } from '../../src/plots/causeBars.js';
import { drawSvg } from '../../src/plots/drawSvg.js';

test('each fault shows its cost in points, and the legend names both ways of measuring', async () => {
  const spec = causeBars([
    { fault: 'moving statistics', cost: 0.45, interval: [0.38, 0.52], gain: 0.41 },
    { fault: 'a lower rate', cost: -0.02, interval: [-0.06, 0.02], gain: -0.06 },
  ]);
  const svg = await drawSvg(spec);
  for (const text of ['>45 points<', '>−2 points<', '>lost when this fault alone is put back<', '>40<'])
    expect(svg).toContain(text);
});
