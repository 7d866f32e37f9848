import * as path from 'node:path';
import { escapeHtml } from '../base/escapeHtml.js';
import type { Finding } from '../diagnose/finding.js';
import { showHtml } from './display.js';
import { table } from './html.js';

const COLOUR = { critical: '#b3261e', warning: '#8a5a00', info: '#3b5b7a' };
const MOST_EVIDENCE = 10;

/**
 * Findings, the gravest first, each with its evidence folded and what to do.
 *
 * @param folder that paths in the evidence are shown from, that of the data set
 */
export function showFindings(findings: readonly Finding[], folder?: string): void {
  const short = (text: string): string => (folder === undefined ? text : text.replaceAll(folder + path.sep, ''));
  const order = Object.keys(COLOUR);
  const sorted = [...findings].sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
  const html = sorted.map(({ check, severity, summary, evidence, fix }) => {
    const rows = evidence
      .slice(0, MOST_EVIDENCE)
      .map(({ measure, expected, received }) => [short(measure), expected, short(received)]);
    const more = evidence.length > MOST_EVIDENCE ? `, the first ${MOST_EVIDENCE} of ${evidence.length}` : '';
    return (
      `<div style="border-left:4px solid ${COLOUR[severity]};padding:2px 12px;margin:10px 0">` +
      `<div><b style="color:${COLOUR[severity]}">${severity}</b> <code>${check}</code></div><div>${escapeHtml(summary)}</div>` +
      `<div><b>To do:</b> ${escapeHtml(fix.text)}</div>` +
      `<details><summary>evidence${more}</summary>${table(['measure', 'expected', 'received'], rows)}</details></div>`
    );
  });
  const text = sorted.map(({ severity, summary }) => `${severity}: ${summary}`).join('\n');
  showHtml(html.join('') || '<p>Nothing found.</p>', text || 'Nothing found.');
}
