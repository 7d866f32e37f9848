import { escapeHtml, proseHtml } from '../base/text/escapeHtml.js';
import type { Fault, Verdict } from '../diagnose/verdict/verdict.js';
import { formatCost, formatPoints } from '../metrics/format.js';

/** Width of the longest bar, in pixels. */
const BAR_WIDTH = 320;
/** Colors of the bar, and of the lines before and after the change. */
const COLOR = { bar: '#d55e00', before: '#b3261e', after: '#1a7f37' };
const NOTHING_WRONG = 'No fault costs a significant amount of accuracy.';

/** A verdict as HTML: for each fault a headline, a bar, one sentence and the lines to change; then what to try next. */
export function verdictHtml({ faults, now, next }: Verdict): string {
  const largest = Math.max(...faults.map(({ cost }) => cost.value));
  return [
    heading('What was wrong'),
    faults.length === 0 ? `<p>${NOTHING_WRONG}</p>` : faults.map((fault) => faultHtml(fault, largest)).join(''),
    heading('What it is now'),
    `<p>${proseHtml(now)}</p>`,
    heading('What to try next'),
    `<p>${proseHtml(next)}</p>`,
  ].join('');
}

/** The same as text. */
export function verdictSentences({ faults, now, next }: Verdict): string {
  const wrong = faults.map(({ headline, cost, why }) => `${headline}: costs ${formatCost(cost)}. ${why}`);
  return [...(wrong.length === 0 ? [NOTHING_WRONG] : wrong), now, next].join('\n');
}

function heading(text: string): string {
  return `<div style="font-weight:600;margin:12px 0 4px">${text}</div>`;
}

function faultHtml({ headline, cost, gain, why, lines, text }: Fault, largest: number): string {
  const width = Math.max(4, Math.round((BAR_WIDTH * Math.max(0, cost.value)) / largest));
  const bar = `<span style="background:${COLOR.bar};display:inline-block;height:10px;width:${width}px"></span>`;
  return (
    `<div style="border-left:4px solid ${COLOR.bar};padding:2px 12px;margin:10px 0">` +
    `<div style="font-weight:600">${proseHtml(headline)}</div>` +
    `<div>${bar} <b>${formatCost(cost)}</b></div>` +
    `<div style="color:#555">Fixing it in turn gained ${formatPoints(gain)}.</div>` +
    `<div>${proseHtml(why)}</div>${text === undefined ? '' : `<div><b>To do:</b> ${proseHtml(text)}</div>`}` +
    `<pre style="margin:6px 0;white-space:pre-wrap">${[...lines.before.map((line) => lineHtml('-', line)), ...lines.after.map((line) => lineHtml('+', line))].join('\n')}</pre></div>`
  );
}

function lineHtml(sign: '-' | '+', line: string): string {
  return `<span style="color:${sign === '-' ? COLOR.before : COLOR.after}">${sign} ${escapeHtml(line)}</span>`;
}
