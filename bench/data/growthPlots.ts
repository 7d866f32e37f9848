import type { TopLevelSpec } from 'vega-lite';

/** One measure of what grows. */
export interface Panel<Row> {
  title: string;
  unit: string;
  of: (row: Row) => number;
}

/**
 * A row of panels, each measure as a line, with the straight line from its first to its last point: what lies on it is
 * linear.
 *
 * @param across what grows, from left to right; `axis` names it
 */
export function growthPlots<Row>(
  text: string,
  axis: string,
  rows: readonly Row[],
  across: (row: Row) => number,
  panels: readonly Panel<Row>[],
): TopLevelSpec {
  const [first, last] = [rows[0], rows[rows.length - 1]];
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v5.json',
    title: { text, subtitle: 'dots: measured; dashed: the straight line from the first to the last', anchor: 'start' },
    concat: panels.map(({ title, unit, of }) => {
      const slope = (of(last) - of(first)) / (across(last) - across(first));
      const values = rows.map((row) => ({
        across: across(row),
        measured: of(row),
        straight: of(first) + slope * (across(row) - across(first)),
      }));
      const x = {
        field: 'across',
        type: 'quantitative',
        title: axis,
        axis: { format: ',d', tickCount: 4 },
      } as const;
      return {
        title: { text: title, anchor: 'start', fontWeight: 'normal' },
        width: 210,
        height: 130,
        data: { values },
        layer: [
          {
            mark: { type: 'line', strokeDash: [4, 4], color: '#888' },
            encoding: { x, y: { field: 'straight', type: 'quantitative', title: unit } },
          },
          {
            mark: { type: 'line', point: { size: 45, color: '#0072b2' }, color: '#0072b2' },
            encoding: { x, y: { field: 'measured', type: 'quantitative', scale: { domainMin: 0 } } },
          },
        ],
      };
    }),
    columns: 3,
    bounds: 'flush',
    spacing: { row: 70, column: 75 },
  } as TopLevelSpec;
}
