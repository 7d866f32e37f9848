import { escapeControls } from '../base/text/escapeControls.js';
import { shortPath, withoutFolder } from '../base/text/shortPath.js';
import type { Evidence, EvidenceFile, Finding } from '../diagnose/finding.js';
import type { Diagnosis } from './jsonReport.js';

const HEADER = [
  ...['check', 'severity', 'about', 'class', 'split', 'path'],
  ...['other_class', 'other_split', 'other_path', 'measure', 'expected', 'received'],
];

/**
 * Formats what findings list as CSV (RFC 4180), with a row for each image, for each pair of copies (the first of a group
 * with each of the others), and for each figure that is about no single image. Paths are relative to the dataset's folder.
 * Text that a spreadsheet would take for a formula begins with an apostrophe, and control characters are escaped as on a terminal.
 */
export function csvReport({ images, data, recipe, model }: Diagnosis): string {
  const rows = [
    ...rowsOf('images', data, images.folder),
    ...rowsOf('recipe', recipe?.findings ?? [], images.folder),
    ...rowsOf('model', model?.findings ?? [], images.folder),
  ];
  return [HEADER, ...rows].map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');
}

function rowsOf(about: string, findings: readonly Finding[], folder: string): string[][] {
  const short = (text: string): string => withoutFolder(text, folder);
  const place = (file: EvidenceFile | undefined): string[] =>
    file === undefined ? ['', '', ''] : [file.className, file.split ?? '', shortPath({ folder }, file.path)];
  return findings.flatMap(({ check, severity, evidence }) =>
    evidence.flatMap((row) => {
      const { measure, expected, received } = row;
      return pairsOf(row).map(([file, other]) => [
        ...[check, severity, about, ...place(file), ...place(other)],
        ...[measure, expected, received].map(short),
      ]);
    }),
  );
}

/** The images of a row, each alone or with the one that it is a copy of; nothing where it is about no single image. */
function pairsOf({ files, areCopies }: Evidence): (readonly [file?: EvidenceFile, other?: EvidenceFile])[] {
  if (files === undefined || files.length === 0) return [[]];
  const [first, ...others] = files;
  return areCopies ? others.map((other) => [first!, other]) : files.map((file) => [file]);
}

/** A cell of a CSV file, quoted where that is needed, without control characters, and never a formula. */
export function csvCell(raw: string): string {
  const text = escapeControls(raw);
  const safe = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return /[",]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/**
 * What Excel and LibreOffice run as a formula: a file name may be one.
 *
 * Source: OWASP, CSV Injection, without the control characters, which are escaped; the last four are the full-width forms of the first, for Excel in Japanese and the like.
 */
const FORMULA = /^[=+\-@\uff1d\uff0b\uff0d\uff20]/;
const NUMBER = /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?( ?%)?$/i;
