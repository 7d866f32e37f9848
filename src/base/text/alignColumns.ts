/**
 * Rows of cells as aligned columns, two spaces between them; cells of figures stand to the right, the last column is not
 * filled up.
 */
export function alignColumns(rows: readonly (readonly string[])[], indent = ''): string {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, c) => Math.max(...rows.map((row) => row[c]?.length ?? 0)));
  const right = widths.map((_, c) => rows.slice(1).every((row) => FIGURE.test(row[c] ?? '')));
  const cell = (text: string, c: number): string => (right[c] ? text.padStart(widths[c]) : text.padEnd(widths[c]));
  return rows.map((row) => `${indent}${row.map(cell).join('  ')}`.trimEnd()).join('\n');
}

/** Width of a row of `columns`. */
export function widthOfColumns(rows: readonly (readonly string[])[]): number {
  return Math.max(
    ...alignColumns(rows)
      .split('\n')
      .map(({ length }) => length),
  );
}

/** A count, a share with its interval or without, or nothing. */
const FIGURE = /^([-−+]?[\d.,]+([\s\u00a0]?%)?( \([^)]*\))?|no examples)?$/;
