import { alignColumns, widthOfColumns } from '../base/text/alignColumns.js';
import { escapeControls } from '../base/text/escapeControls.js';
import { pluralize } from '../base/text/pluralize.js';
import { withoutFolder } from '../base/text/shortPath.js';
import { shortened, wrapText } from '../base/text/wrapText.js';
import { countBySeverity, type Evidence, type Finding, type FindingPlace, groupFindings } from '../diagnose/finding.js';

/** Rows of evidence that are printed; all of them are in the files of `--json` and `--csv`. */
const MAX_EVIDENCE = 3;

/**
 * Formats findings under headings, causes before symptoms and the most severe first: severity and check, what was found, the
 * first rows of evidence, what to do.
 *
 * @param folder of the dataset, left out of paths
 * @param width characters of a line
 * @param rowsFile file that gets all rows of evidence; default none
 */
export function findingsText(findings: readonly Finding[], folder: string, width: number, rowsFile?: string): string {
  const short = (text: string): string => escapeControls(withoutFolder(text, folder));
  const whereAllAre = rowsFile === undefined ? '`--csv FILE` writes all of them' : `all of them are in ${rowsFile}`;
  return groupFindings(findings)
    .flatMap(({ title, findings: ofGroup }) => [
      `--- ${title} ---`,
      ...ofGroup.map((finding) => findingText(finding, short, width, whereAllAre)),
    ])
    .join('\n\n');
}

function findingText(
  { severity, check, summary, evidence, fix, places }: Finding,
  short: (text: string) => string,
  width: number,
  whereAllAre: string,
): string {
  return [
    `${severity.toUpperCase()}  ${check}`,
    wrapText(short(summary), width, INDENT),
    ...placeLines(places ?? [], width),
    ...evidenceLines(isInSummary(evidence, places) ? [] : evidence, short, width, whereAllAre),
    wrapText(short(fix.text), width, `${INDENT}       `, `${INDENT}To do: `),
  ].join('\n');
}

/** Whether the evidence of a finding about a script is one expectation and one value, which its summary says already. */
function isInSummary(evidence: readonly Evidence[], places: readonly FindingPlace[] | undefined): boolean {
  return places !== undefined && new Set(evidence.map(({ expected, received }) => `${expected}\n${received}`)).size < 2;
}

/** Lines of a script that are printed. */
const MAX_PLACES = 6;

/** Fewest characters of a quoted line: where less fits, the quotes are a list. */
const LEAST_QUOTE = 20;

/** `train.py:12  rescale=1./255  0..1 after it`, a line each; quotes are cut to fit. */
function placeLines(places: readonly FindingPlace[], width: number): string[] {
  const shown = places.slice(0, MAX_PLACES);
  const whole = shown.map(({ where, text, note }) => [where, escapeControls(text), note ?? ''] as const);
  const longest = Math.max(0, ...whole.map(([, text]) => text.length));
  const most = longest - Math.max(0, widthOfColumns(whole) + 2 * INDENT.length - width);
  const rows = most < LEAST_QUOTE ? whole : whole.map(([where, text, note]) => [where, shortened(text, most), note]);
  const more =
    places.length > MAX_PLACES ? [`${INDENT}  and ${pluralize(places.length - MAX_PLACES, 'more line')}`] : [];
  if (rows.length === 0) return [];
  if (widthOfColumns(rows) + 2 * INDENT.length <= width) return [alignColumns(rows, INDENT + INDENT), ...more];
  const items = rows.map(([where, text, note]) =>
    wrapText(`${where}  ${text}${note === '' ? '' : `  (${note})`}`, width, `${INDENT}    `, `${INDENT}- `),
  );
  return [...items, ...more];
}

const INDENT = '  ';

/** A table if it fits into a line, else a list item for each row. */
function evidenceLines(
  evidence: readonly Evidence[],
  short: (text: string) => string,
  width: number,
  whereAllAre: string,
): string[] {
  if (evidence.length === 0) return [];
  const shown = evidence.slice(0, MAX_EVIDENCE);
  const left = evidence.length - shown.length;
  const isShort = left <= 0 && shown.every(({ files }) => (files?.length ?? 0) <= MAX_EVIDENCE);
  const rest = left > 0 ? `and ${pluralize(left, 'more row')}; ${whereAllAre}` : whereAllAre;
  const more = isShort ? [] : [wrapText(rest, width, `${INDENT}  `)];
  // Copies are their paths; a row of a table would hold each twice. `~` where they only look the same.
  if (shown.every(({ areCopies }) => areCopies === true)) {
    const groups = shown.map(({ files, areSimilar }) =>
      files!.map((file) => short(file.path)).join(areSimilar ? ' ~ ' : ' = '),
    );
    return [...groups.map((group) => wrapText(group, width, `${INDENT}    `, `${INDENT}- `)), ...more];
  }
  const rows = shown.map((row) => [row.measure, row.expected, row.received].map(short));
  const table = [['measured', 'expected', 'found'], ...rows];
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
