import { expect, test } from 'vitest';
import type { Verdict } from '../../src/diagnose/verdict/verdict.js';
import { table } from '../../src/notebook/html.js';
import { reachedSentence } from '../../src/notebook/verdict.js';
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
