import { expect, test } from 'vitest';
import { random } from '../../src/base/random.js';
import { compareModels } from '../../src/metrics/comparison.js';
import { comparedReading } from '../../src/notebook/comparisonTable.js';

const labels = Array.from({ length: 120 }, (_, i) => i % 2);

function correctTo(share: number, seed: number): number[][] {
  const draw = random('comparison table', share, seed);
  return labels.map((label) => (draw() < share === (label === 0) ? [0.9, 0.1] : [0.1, 0.9]));
}

test('a difference that is shown has its points, and one that is not is named as such', () => {
  const reading = comparedReading(
    compareModels(labels, [
      { name: 'first', seeds: [correctTo(0.9, 1)] },
      { name: 'like_it', seeds: [correctTo(0.9, 2)] },
      { name: 'worse', seeds: [correctTo(0.6, 3)] },
    ]),
  ).split('\n');
  expect(reading[0]).toMatch(
    /^- \*\*like\\_it\*\* against \*\*first\*\*: no difference shown in accuracy, balanced accuracy/,
  );
  expect(reading[1]).toMatch(/^- \*\*worse\*\* against \*\*first\*\*: accuracy −\d+ points \(−\d+ to −\d+\)/);
  expect(reading[1]).not.toContain('no difference shown in accuracy');
});
