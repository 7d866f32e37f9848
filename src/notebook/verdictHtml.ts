import { escapeHtml, proseHtml } from '../base/text/escapeHtml.js';
import type { FoundCauses } from '../diagnose/verdict/findCauses.js';
import { type Fault, gainSentence, type Verdict, type VerdictList, verdictLists } from '../diagnose/verdict/verdict.js';
import { formatCost } from '../metrics/format.js';

/** Width of the longest bar, in pixels. */
const BAR_WIDTH = 320;
/** Colors of the bar, and of the lines before and after the change. */
const COLOR = { bar: '#d55e00', before: '#b3261e', after: '#1a7f37' };

/**
 * A verdict as HTML: for each fault a headline, a bar, one sentence and the lines to change; what is possible; then what to try
 * next, and what the trials speak against.
 */
export function verdictHtml(verdict: Verdict, possible: FoundCauses['possible'] = []): string {
  const { faults, nothing, costs, now, next } = verdict;
  const largest = Math.max(...faults.map(({ cost }) => cost.value));
  const { unsure, refuted } = verdictLists(verdict, possible);
  const listOf = ({ title, sentences }: VerdictList): string => heading(title) + listHtml(sentences);
  return [
    heading('What was wrong'),
    faults.length === 0 ? `<p>${proseHtml(nothing)}</p>` : faults.map((fault) => faultHtml(fault, largest)).join(''),
    costs === '' ? '' : `<p style="color:#555">${proseHtml(costs)}</p>`,
    ...unsure.map(listOf),
    heading('What it is now'),
    `<p>${proseHtml(now)}</p>`,
    heading('What to try next'),
    `<p>${proseHtml(next)}</p>`,
    ...refuted.map(listOf),
  ].join('');
}

/** The same as text. */
export function verdictSentences(verdict: Verdict, possible: FoundCauses['possible'] = []): string {
  const { faults, nothing, costs, now, next } = verdict;
  const wrong = faults.map(({ headline, cost, why }) => `${headline}: costs ${formatCost(cost)}. ${why}`);
  const { unsure, refuted } = verdictLists(verdict, possible);
  const linesOf = ({ title, sentences }: VerdictList): string[] => [`${title}:`, ...sentences];
  return [
    ...(wrong.length === 0 ? [nothing] : wrong),
    ...(costs === '' ? [] : [costs]),
    ...unsure.flatMap(linesOf),
    now,
    next,
    ...refuted.flatMap(linesOf),
  ].join('\n');
}

function listHtml(sentences: readonly string[]): string {
  return `<ul>${sentences.map((sentence) => `<li>${proseHtml(sentence)}</li>`).join('')}</ul>`;
}

function heading(text: string): string {
  return `<div style="font-weight:600;margin:12px 0 4px">${text}</div>`;
}

function faultHtml(fault: Fault, largest: number): string {
  const { headline, cost, why, lines, text } = fault;
  const width = Math.max(4, Math.round((BAR_WIDTH * Math.max(0, cost.value)) / largest));
  const gained = gainSentence(fault);
  const bar = `<span style="background:${COLOR.bar};display:inline-block;height:10px;width:${width}px"></span>`;
  return (
    `<div style="border-left:4px solid ${COLOR.bar};padding:2px 12px;margin:10px 0">` +
    `<div style="font-weight:600">${proseHtml(headline)}</div>` +
    `<div>${bar} <b>${formatCost(cost)}</b></div>` +
    (gained === '' ? '' : `<div style="color:#555">${proseHtml(gained)}</div>`) +
    `<div>${proseHtml(why)}</div>${text === undefined ? '' : `<div><b>To do:</b> ${proseHtml(text)}</div>`}` +
    `<pre style="margin:6px 0;white-space:pre-wrap">${[...lines.before.map((line) => lineHtml('-', line)), ...lines.after.map((line) => lineHtml('+', line))].join('\n')}</pre></div>`
  );
}

function lineHtml(sign: '-' | '+', line: string): string {
  return `<span style="color:${sign === '-' ? COLOR.before : COLOR.after}">${sign} ${escapeHtml(line)}</span>`;
}
