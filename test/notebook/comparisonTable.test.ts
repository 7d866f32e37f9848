import { expect, test } from 'vitest';
import { random } from '../../src/base/random.js';
import { compareModels } from '../../src/metrics/comparison.js';
import { differenceTable } from '../../src/notebook/comparisonTable.js';

const labels = Array.from({ length: 120 }, (_, i) => i % 2);

function correctTo(share: number, seed: number): number[][] {
  const draw = random('comparison table', share, seed);
  return labels.map((label) => (draw() < share === (label === 0) ? [0.9, 0.1] : [0.1, 0.9]));
}

test('a difference whose interval excludes 0 is bold', () => {
  const { html, text } = differenceTable(
    compareModels(labels, [
      { name: 'first', seeds: [correctTo(0.9, 1)] },
      { name: 'like_it', seeds: [correctTo(0.9, 2)] },
      { name: 'worse', seeds: [correctTo(0.6, 3)] },
    ]),
  );
  const [, alike, worse] = html.split('<tr>').slice(1);
  expect(html).toContain('against first');
  expect(alike).toContain('like_it');
  expect(alike).not.toContain('<b>');
  expect(worse).toMatch(/<b>−\d+ points <span[^>]*>\(−\d+ to −\d+\)<\/span><\/b>/);
  expect(text).toContain('Bold: the 95 % interval excludes 0');
});

test('a model alone has no differences', () => {
  expect(differenceTable(compareModels(labels, [{ name: 'first', seeds: [correctTo(0.9, 1)] }]))).toEqual({
    html: '',
    text: '',
  });
});
