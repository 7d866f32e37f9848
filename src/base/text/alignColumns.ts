import { escapeControls } from './escapeControls.js';

/**
 * Rows of cells as aligned columns, two spaces between them. Columns of numbers are aligned to the right; the last column
 * has no trailing spaces. Control characters, as in names of files, are escaped.
 */
export function alignColumns(cells: readonly (readonly string[])[], indent = ''): string {
  const rows = cells.map((row) => row.map(escapeControls));
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, c) => Math.max(...rows.map((row) => row[c]?.length ?? 0)));
  const right = widths.map((_, c) => rows.slice(1).every((row) => FIGURE.test(row[c] ?? '')));
  const cell = (text: string, c: number): string => (right[c] ? text.padStart(widths[c]!) : text.padEnd(widths[c]!));
  return rows.map((row) => `${indent}${row.map(cell).join('  ')}`.trimEnd()).join('\n');
}

/** Width of the longest line of `alignColumns`. */
export function widthOfColumns(rows: readonly (readonly string[])[]): number {
  return Math.max(
    ...alignColumns(rows)
      .split('\n')
      .map(({ length }) => length),
  );
}

/** A number, a share with or without its interval, or an empty cell. */
const FIGURE = /^([-−+]?[\d.,]+([\s\u00a0]?%)?( \([^)]*\))?|no examples)?$/;
