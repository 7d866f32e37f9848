import { expect, test } from 'vitest';
import { drawSvg } from '../../src/plots/drawSvg.js';
import { learningCurves } from '../../src/plots/learningCurves.js';

test('both curves and the baseline are named, and the axis shows percent', async () => {
  const spec = learningCurves(
    [
      { epoch: 1, trainAccuracy: 0.6, validationAccuracy: 0.2 },
      { epoch: 2, trainAccuracy: 0.8, validationAccuracy: 0.17 },
    ],
    0.3,
  );
  const svg = await drawSvg(spec);
  for (const text of ['training', 'validation', 'accuracy', 'majority class', '100%']) {
    expect(svg).toContain(`>${text}</text>`);
  }
});

test('of many epochs every n-th has a number, and all are drawn', async () => {
  const epochs = Array.from({ length: 72 }, (_, i) => ({ epoch: i + 1, trainAccuracy: 0.6, validationAccuracy: 0.5 }));
  const svg = await drawSvg(learningCurves(epochs, 0.3));
  for (const text of ['3', '36', '72']) expect(svg).toContain(`>${text}</text>`);
  for (const text of ['1', '35', '71']) expect(svg).not.toContain(`>${text}</text>`);
});
