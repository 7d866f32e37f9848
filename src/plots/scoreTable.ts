import type { Spec } from 'vega';

/** A column of a table that sorts itself. */
export interface SortedColumn {
  /** Field of the rows that is sorted by. */
  field: string;
  /** Field that is shown, as text. Default `field` */
  text?: string;
  title: string;
  /** In pixels; longer text is cut. */
  width: number;
  /** Whether it holds numbers: right-aligned, and the largest first at the first click. */
  isNumber: boolean;
}

const ROW_HEIGHT = 18;
const HEADER_HEIGHT = 22;
const GAP = 10;
const TEXT = '#24292f';
const SORTED = '#0072b2';

/**
 * A table in Vega, which front ends draw without a script of ours: a click on a heading sorts by it, a second one the other way round,
 * and the wheel moves through the rows. Drawn without a browser, it is its first rows.
 *
 * @param rows with the fields of the columns
 * @param first column that the rows are sorted by at first
 * @param visible rows that are seen at once
 */
export function scoreTable(
  columns: readonly SortedColumn[],
  rows: readonly object[],
  first: string,
  visible: number,
): Spec {
  const placed = placesOf(columns);
  const width = placed.at(-1)!.end;
  const shown = Math.min(visible, rows.length);
  const most = Math.max(0, rows.length - shown);
  const direction = "sorted.isDescending ? 'descending' : 'ascending'";
  return {
    $schema: 'https://vega.github.io/schema/vega/v5.json',
    width,
    height: HEADER_HEIGHT + ROW_HEIGHT * shown,
    padding: 5,
    // As Vega-Lite draws plots: its dark text would be lost in a dark theme.
    background: 'white',
    signals: [
      {
        name: 'sorted',
        value: { field: first, isDescending: columns.some(({ field, isNumber }) => field === first && isNumber) },
        on: [
          {
            events: '@heading:click',
            update:
              '{field: datum.field, isDescending: sorted.field === datum.field ? !sorted.isDescending : datum.isNumber}',
          },
        ],
      },
      {
        name: 'start',
        value: 0,
        on: [
          { events: '@heading:click', update: '0' },
          { events: 'wheel!', update: `clamp(start + (event.deltaY > 0 ? 3 : -3), 0, ${most})` },
        ],
      },
    ],
    data: [
      { name: 'columns', values: placed },
      {
        name: 'rows',
        values: [...rows],
        transform: [
          {
            type: 'window',
            sort: { field: { signal: 'sorted.field' }, order: { signal: direction } },
            ops: ['row_number'],
            as: ['rank'],
          },
          { type: 'filter', expr: `datum.rank > start && datum.rank <= start + ${shown}` },
        ],
      },
    ],
    marks: [
      {
        type: 'text',
        name: 'heading',
        from: { data: 'columns' },
        encode: {
          enter: {
            x: { field: 'at' },
            y: { value: HEADER_HEIGHT - 6 },
            align: { field: 'align' },
            fontWeight: { value: 'bold' },
            cursor: { value: 'pointer' },
          },
          update: {
            text: { signal: "datum.title + (sorted.field === datum.field ? (sorted.isDescending ? ' ↓' : ' ↑') : '')" },
            fill: { signal: `sorted.field === datum.field ? '${SORTED}' : '${TEXT}'` },
          },
        },
      },
      ...placed.map(({ field, text = field, at, align, width: limit }) => ({
        type: 'text' as const,
        from: { data: 'rows' },
        encode: {
          update: {
            x: { value: at },
            y: { signal: `${HEADER_HEIGHT} + (datum.rank - start - 0.3) * ${ROW_HEIGHT}` },
            align: { value: align },
            text: { field: text },
            limit: { value: limit },
            fill: { value: TEXT },
            tooltip: { field: text },
          },
        },
      })),
    ],
  };
}

/** Columns with the place where their text begins, or ends for numbers. */
function placesOf(
  columns: readonly SortedColumn[],
): (SortedColumn & { at: number; end: number; align: 'left' | 'right' })[] {
  let end = 0;
  return columns.map((column) => {
    const begin = end;
    end += column.width + GAP;
    const { isNumber, width } = column;
    return {
      ...column,
      at: isNumber ? begin + width : begin,
      end,
      align: isNumber ? ('right' as const) : ('left' as const),
    };
  });
}
