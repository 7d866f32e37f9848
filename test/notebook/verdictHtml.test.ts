import { expect, test } from 'vitest';
import type { Verdict } from '../../src/diagnose/verdict/verdict.js';
import { table } from '../../src/notebook/html.js';
import { verdictHtml } from '../../src/notebook/verdictHtml.js';

test('names of code in a verdict and in a table are code, not backticks', () => {
  const figure = { value: 0.1, interval: [0.05, 0.15] as const };
  const fault = { headline: 'A `b`', cost: figure, gain: figure, why: 'Since `c`.', text: 'Set `d`.' };
  const refuted = [{ check: 'overfitting', severity: 'warning', summary: '', change: 'no `h`', gain: figure }];
  const faults = [{ ...fault, lines: { before: [], after: [] } }];
  const verdict = { faults, costs: 'It `i`.', refuted, now: 'Now `e`.', next: 'Try `f`.' };
  const html = verdictHtml(verdict as unknown as Verdict) + table(['measure'], [['`g`']]);
  expect(html).not.toContain('`');
  expect(html.match(/<code>.<\/code>/g)).toHaveLength(8);
  expect(html).toContain('<code>overfitting</code> (warning)');
});
