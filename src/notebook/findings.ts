import * as path from 'node:path';
import { SCANS } from '../base/project.js';
import { escapeHtml } from '../base/text/escapeHtml.js';
import { pluralize } from '../base/text/pluralize.js';
import type { Size } from '../dataset/resize.js';
import { checkInfo } from '../diagnose/checks.js';
import { countBySeverity, type Finding, sortFindings } from '../diagnose/finding.js';
import { dataFindings } from '../diagnose/stages/dataFindings.js';
import { newPlace, showHtml, showMarkdown } from './display.js';
import { table } from './html.js';
import { countIn, type OpenDataset } from './openDataset.js';

/** Seconds that a thousand images take to measure on two cores. */
const SECONDS_A_THOUSAND = 5;

const COLOUR = { critical: '#b3261e', warning: '#8a5a00', info: '#3b5b7a' };
const MOST_EVIDENCE = 10;

/**
 * Findings, causes first and the gravest in front, each with its evidence folded and what to do.
 *
 * @param folder that paths in the evidence are shown from, that of the data set
 */
export function showFindings(findings: readonly Finding[], folder?: string): void {
  const short = (text: string): string => (folder === undefined ? text : text.replaceAll(folder + path.sep, ''));
  const sorted = sortFindings(findings);
  const html = sorted.map(({ check, severity, summary, evidence, fix }) => {
    const rows = evidence
      .slice(0, MOST_EVIDENCE)
      .map(({ measure, expected, received }) => [short(measure), expected, short(received)]);
    const more = evidence.length > MOST_EVIDENCE ? `, the first ${MOST_EVIDENCE} of ${evidence.length}` : '';
    return (
      `<div style="border-left:4px solid ${COLOUR[severity]};padding:2px 12px;margin:10px 0">` +
      `<div><b style="color:${COLOUR[severity]}">${severity}</b> <code>${check}</code></div><div>${escapeHtml(short(summary))}</div>` +
      `<div style="color:#555">${checkInfo(check).about}</div>` +
      `<div><b>To do:</b> ${escapeHtml(fix.text)}</div>` +
      `<details><summary>evidence${more}</summary>${table(['measure', 'expected', 'received'], rows)}</details></div>`
    );
  });
  const text = sorted.map(({ severity, summary }) => `${severity}: ${short(summary)}`).join('\n');
  showHtml(html.join('') || '<p>Nothing found.</p>', text || 'Nothing found.');
}

/**
 * Runs all checks of images and splits, after saying what they cost.
 *
 * @param target what the recipe stretches every picture to
 */
export async function checkImages(dataset: OpenDataset, target: Size): Promise<Finding[]> {
  const { scan } = dataset;
  const place = newPlace();
  const seconds = Math.ceil((scan.images.length / 1000) * SECONDS_A_THOUSAND);
  showMarkdown(`Every picture is looked at once: some ${pluralize(seconds, 'second')}, less the next time.`, place);
  const onProgress = countIn(place, 'Looking at images');
  const findings = await dataFindings(dataset, scan, { folder: SCANS, target, onProgress });
  showMarkdown(`${pluralize(scan.images.length, 'image')} looked at.`, place);
  return findings;
}

/** How many findings of each severity, in a sentence. */
export function findingSummary(findings: readonly Finding[]): string {
  const { critical, warning, info } = countBySeverity(findings);
  if (findings.length === 0) return 'The checks found nothing.';
  return `The checks found **${critical}** critical, **${warning}** that may cost accuracy, and **${info}** worth knowing.`;
}
