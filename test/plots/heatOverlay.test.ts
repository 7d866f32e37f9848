import { expect, test } from 'vitest';
import { heatOverlay } from '../../src/plots/heatOverlay.js';

test('the image is gray without heat, and the hottest pixel is the brightest yellow', () => {
  const pixels = [200, 40, 40, 200, 40, 40, 200, 40, 40];
  const [r0, g0, b0, r1, g1, , r2, g2, b2] = heatOverlay(pixels, [0, 0.5, 1]);
  // ITU-R BT.601: 0.299 r + 0.587 g + 0.114 b
  expect([r0, g0, b0]).toEqual([88, 88, 88]);
  expect(r1).toBeGreaterThan(r0);
  expect(g2).toBeGreaterThan(g1);
  expect([r2, g2, b2]).toEqual([188, 179, 83]);
});
