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

test('beside a bold difference no bound is printed as 0', () => {
  const gain = (value: number, low: number, high: number) => ({ value, interval: [low, high] as const });
  const gains = {
    accuracy: gain(0.05, 0.0031, 0.12),
    balancedAccuracy: gain(-0.03, -0.07, -0.002),
    macroF1: gain(0.02, -0.002, 0.04),
    worstRecall: gain(0.13, 0, 0.27),
    ece: gain(-0.03, -0.05, -0.0004),
  };
  const [first] = compareModels(labels, [{ name: 'first', seeds: [correctTo(0.9, 1)] }]);
  const { html } = differenceTable([first, { ...first, name: 'other', against: { gains, mcnemar: [] } }]);
  const cells = html.match(/<td[^>]*>.*?<\/td>/g)!.slice(1, 6);
  const hasZero = cells.map((cell) => /\(0 to|to 0\)/.test(cell));
  expect(hasZero).toEqual([false, false, true, true, false]);
  expect(cells.map((cell) => cell.includes('<b>'))).toEqual(hasZero.map((zero) => !zero));
});

test('a model alone has no differences', () => {
  expect(differenceTable(compareModels(labels, [{ name: 'first', seeds: [correctTo(0.9, 1)] }]))).toEqual({
    html: '',
    text: '',
  });
});
