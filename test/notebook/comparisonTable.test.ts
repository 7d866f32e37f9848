import { expect, test } from 'vitest';
import { random } from '../../src/base/random.js';
import { compareModels } from '../../src/metrics/comparison.js';
import { comparedReading } from '../../src/notebook/comparisonTable.js';

const labels = Array.from({ length: 120 }, (_, i) => i % 2);

function rightTo(share: number, seed: number): number[][] {
  const draw = random('comparison table', share, seed);
  return labels.map((label) => (draw() < share === (label === 0) ? [0.9, 0.1] : [0.1, 0.9]));
}

test('what is not shown is said not to be, and what is shown has its points', () => {
  const reading = comparedReading(
    compareModels(labels, [
      { name: 'first', seeds: [rightTo(0.9, 1)] },
      { name: 'like_it', seeds: [rightTo(0.9, 2)] },
      { name: 'worse', seeds: [rightTo(0.6, 3)] },
    ]),
  ).split('\n');
  expect(reading[0]).toMatch(
    /^- \*\*like\\_it\*\* against \*\*first\*\*: no difference shown in accuracy, balanced accuracy/,
  );
  expect(reading[1]).toMatch(/^- \*\*worse\*\* against \*\*first\*\*: accuracy −\d+ points \(−\d+ to −\d+\)/);
  expect(reading[1]).not.toContain('no difference shown in accuracy');
});
