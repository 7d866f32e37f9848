import { alignColumns, widthOfColumns } from '../base/text/alignColumns.js';
import { pluralize } from '../base/text/pluralize.js';
import { wrapText } from '../base/text/wrapText.js';
import { countBySeverity, type Evidence, type Finding, sortFindings } from '../diagnose/finding.js';

/** Rows of evidence that are printed; all of them are in the JSON. */
const MAX_EVIDENCE = 3;

/**
 * Formats findings, causes before symptoms and the most severe first: severity and check, what was found, the first rows of
 * evidence, what to do.
 *
 * @param folder of the dataset, left out of paths
 * @param width characters of a line
 */
export function findingsText(findings: readonly Finding[], folder: string, width: number): string {
  const short = (text: string): string => text.replaceAll(`${folder}/`, '');
  return sortFindings(findings)
    .map((finding) => findingText(finding, short, width))
    .join('\n\n');
}

function findingText(
  { severity, check, summary, evidence, fix }: Finding,
  short: (text: string) => string,
  width: number,
): string {
  return [
    `${severity.toUpperCase()}  ${check}`,
    wrapText(short(summary), width, INDENT),
    ...evidenceLines(evidence, short, width),
    wrapText(short(fix.text), width, `${INDENT}       `, `${INDENT}To do: `),
  ].join('\n');
}

const INDENT = '  ';

/** A table if it fits into a line, else a list item for each row. */
function evidenceLines(evidence: readonly Evidence[], short: (text: string) => string, width: number): string[] {
  if (evidence.length === 0) return [];
  const rows = evidence.slice(0, MAX_EVIDENCE).map((row) => [row.measure, row.expected, row.received].map(short));
  const table = [['measured', 'expected', 'found'], ...rows];
  const left = evidence.length - rows.length;
  const more = left > 0 ? [`${INDENT}  and ${pluralize(left, 'more row')}`] : [];
  if (widthOfColumns(table) + 2 * INDENT.length <= width) return [alignColumns(table, INDENT + INDENT), ...more];
  const items = rows.map(([measure, expected, received]) =>
    wrapText(`${measure}: ${received} (expected: ${expected})`, width, `${INDENT}    `, `${INDENT}- `),
  );
  return [...items, ...more];
}

/** `2 critical, 1 warning, 3 worth knowing`, or `nothing found`. */
export function countsInWords(findings: readonly Finding[]): string {
  const { critical, warning, info } = countBySeverity(findings);
  const parts = [
    [critical, 'critical'],
    [warning, warning === 1 ? 'warning' : 'warnings'],
    [info, 'worth knowing'],
  ] as const;
  const present = parts.filter(([n]) => n > 0).map(([n, name]) => `${n} ${name}`);
  return present.length === 0 ? 'nothing found' : present.join(', ');
}
