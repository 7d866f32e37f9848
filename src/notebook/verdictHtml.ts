import { escapeHtml, proseHtml } from '../base/text/escapeHtml.js';
import type { FoundCauses } from '../diagnose/verdict/findCauses.js';
import {
  type Fault,
  gainSentence,
  possibleSentence,
  refutedSentence,
  type Verdict,
} from '../diagnose/verdict/verdict.js';
import { formatCost } from '../metrics/format.js';

/** Width of the longest bar, in pixels. */
const BAR_WIDTH = 320;
/** Colors of the bar, and of the lines before and after the change. */
const COLOR = { bar: '#d55e00', before: '#b3261e', after: '#1a7f37' };
const NOTHING_WRONG = 'No change that was tried is shown to raise the accuracy.';

/** Headings of what is listed below the faults. */
const POSSIBLE = 'Possible, but these images are too few to show it';
const REFUTED = 'Reported by a check, but changing it gained nothing';

/**
 * A verdict as HTML: for each fault a headline, a bar, one sentence and the lines to change; what is possible, and what the
 * trials speak against; then what to try next.
 */
export function verdictHtml(verdict: Verdict, possible: FoundCauses['possible'] = []): string {
  const { faults, costs, now, next } = verdict;
  const largest = Math.max(...faults.map(({ cost }) => cost.value));
  return [
    heading('What was wrong'),
    faults.length === 0 ? `<p>${NOTHING_WRONG}</p>` : faults.map((fault) => faultHtml(fault, largest)).join(''),
    costs === '' ? '' : `<p style="color:#555">${proseHtml(costs)}</p>`,
    heading('What it is now'),
    `<p>${proseHtml(now)}</p>`,
    heading('What to try next'),
    `<p>${proseHtml(next)}</p>`,
    ...below(verdict, possible).map(({ title, sentences }) => heading(title) + listHtml(sentences)),
  ].join('');
}

/** The same as text. */
export function verdictSentences(verdict: Verdict, possible: FoundCauses['possible'] = []): string {
  const { faults, costs, now, next } = verdict;
  const wrong = faults.map(({ headline, cost, why }) => `${headline}: costs ${formatCost(cost)}. ${why}`);
  return [
    ...(wrong.length === 0 ? [NOTHING_WRONG] : wrong),
    ...(costs === '' ? [] : [costs]),
    now,
    next,
    ...below(verdict, possible).flatMap(({ title, sentences }) => [`${title}:`, ...sentences]),
  ].join('\n');
}

/** What stands below the verdict, without what is empty. */
function below({ refuted }: Verdict, possible: FoundCauses['possible']): { title: string; sentences: string[] }[] {
  return [
    { title: POSSIBLE, sentences: possible.map(possibleSentence) },
    { title: REFUTED, sentences: refuted.map(refutedSentence) },
  ].filter(({ sentences }) => sentences.length > 0);
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
  const bar = `<span style="background:${COLOR.bar};display:inline-block;height:10px;width:${width}px"></span>`;
  return (
    `<div style="border-left:4px solid ${COLOR.bar};padding:2px 12px;margin:10px 0">` +
    `<div style="font-weight:600">${proseHtml(headline)}</div>` +
    `<div>${bar} <b>${formatCost(cost)}</b></div>` +
    `<div style="color:#555">${proseHtml(gainSentence(fault))}</div>` +
    `<div>${proseHtml(why)}</div>${text === undefined ? '' : `<div><b>To do:</b> ${proseHtml(text)}</div>`}` +
    `<pre style="margin:6px 0;white-space:pre-wrap">${[...lines.before.map((line) => lineHtml('-', line)), ...lines.after.map((line) => lineHtml('+', line))].join('\n')}</pre></div>`
  );
}

function lineHtml(sign: '-' | '+', line: string): string {
  return `<span style="color:${sign === '-' ? COLOR.before : COLOR.after}">${sign} ${escapeHtml(line)}</span>`;
}
