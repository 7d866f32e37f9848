import { expect, test } from 'vitest';
import type { Verdict } from '../../src/diagnose/verdict/verdict.js';
import { table } from '../../src/notebook/html.js';
import { causeReadings, reachedSentence } from '../../src/notebook/verdict.js';
import { verdictHtml } from '../../src/notebook/verdictHtml.js';
import { runOf } from '../diagnose/runOf.js';

test('names of code in a verdict and in a table are code, not backticks', () => {
  const figure = { value: 0.1, interval: [0.05, 0.15] as const };
  const fault = { headline: 'A `b`', cost: figure, gain: figure, why: 'Since `c`.', text: 'Set `d`.' };
  const refuted = [{ check: 'overfitting', severity: 'warning', summary: '', change: 'no `h`', gain: figure }];
  const faults = [{ ...fault, lines: { before: [], after: [] } }];
  const verdict = {
    faults,
    nothing: '',
    unconfirmed: [],
    costs: 'It `i`.',
    refuted,
    now: 'Now `e`.',
    next: 'Try `f`.',
  };
  const html = verdictHtml(verdict as unknown as Verdict) + table(['measure'], [['`g`']]);
  expect(html).not.toContain('`');
  expect(html.match(/<code>.<\/code>/g)).toHaveLength(8);
  expect(html).toContain('<code>overfitting</code> (warning)');
});

test('what the recommended recipe reaches is said with the images that it was trained on', () => {
  const run = runOf(150, 200);
  expect(reachedSentence(run)).toMatch(/^Trained on all training images, the recommended recipe reaches 75\s%/);
  const sample = { images: 700, of: 14_278, numTraining: 10_708, stretch: 1 };
  expect(reachedSentence({ ...run, sample })).toMatch(
    /^Trained on 700 of 14,278 images, each class with its share, the recommended recipe reaches 75\s%/,
  );
});

test('what stands below the costs says which bars are no cost of one fault alone, and from which cost on one is named', () => {
  const cost = { value: 0.1, interval: [0.05, 0.15] as const };
  const sure = { fault: 'A', cost, isShown: true, isAlone: true };
  expect(causeReadings([sure])).toEqual([]);
  expect(causeReadings([sure, { ...sure, fault: 'B', isShown: false }])).toEqual([
    'Not confirmed: B. A fault is named where the interval of its cost, widened for 2 comparisons, is above 1 point.',
  ]);
  expect(
    causeReadings([
      { ...sure, isAlone: false },
      { ...sure, fault: 'B', replacedBy: 'c' },
    ]),
  ).toEqual([
    'B: its cost is measured without this change, which replaces the same setting: c.',
    'The time did not suffice to put these back alone, so that their bar is what fixing them gained: A.',
  ]);
});
