import type { TopLevelSpec } from 'vega-lite';
import { formatCost, formatPercent } from '../metrics/format.js';
import type { MeasuredSlice } from '../metrics/slice.js';
import { percentAxis, rowAxis } from './axes.js';
import { SPLIT_COLORS, spec } from './theme.js';

/** A slice, and whether it is shown to be weak. */
export interface DottedSlice
  extends Pick<MeasuredSlice, 'name' | 'members' | 'accuracy' | 'interval' | 'rest' | 'cost'> {
  isWeak: boolean;
}

const ROW_HEIGHT = 26;
const WIDTH = 400;
/** Right edge of the number of images and left edge of the cost, in pixels. */
const COLUMNS = { images: WIDTH + 60, cost: WIDTH + 74 };
const WEAK = SPLIT_COLORS.range[1]!;
/** As dark as text has to be on white. */
const OTHER = '#5b6b7a';

/**
 * A row for each slice: the dot is its accuracy with its interval, the ring that of other images of the same classes. Slices that
 * are shown to be weak are colored, and their costs bold.
 *
 * @param slices from top to bottom, each with a name of its own
 * @param accuracy on all images, as a line
 */
export function sliceDots(slices: readonly DottedSlice[], accuracy: number): TopLevelSpec {
  const rows = slices.map(({ name, members, accuracy: own, interval: [low, high], rest, cost, isWeak }) => ({
    name,
    accuracy: own,
    low,
    high,
    rest,
    images: members.length.toLocaleString('en'),
    cost: isWeak ? formatCost(cost) : 'not shown',
    color: isWeak ? WEAK : OTHER,
    weight: isWeak ? 'bold' : 'normal',
  }));
  const title = `accuracy (ring: others of the same classes; dashed line: all images, ${formatPercent(accuracy)})`;
  const y = rowAxis('name');
  const x = (field: string) => percentAxis(field, title);
  const color = { field: 'color', type: 'nominal' as const, scale: null };
  const column = (title: string, field: string, at: number, align: 'left' | 'right', weights: readonly string[]) => [
    {
      data: { values: [{ title }] },
      mark: { type: 'text' as const, align, baseline: 'bottom' as const, dy: -2, color: OTHER },
      encoding: { x: { value: at }, y: { value: 0 }, text: { field: 'title' } },
    },
    ...weights.map((fontWeight) => ({
      transform: [{ filter: `datum.weight === '${fontWeight}'` }],
      mark: { type: 'text' as const, align, fontWeight: fontWeight as 'bold' | 'normal' },
      encoding: { x: { value: at }, y, text: { field }, color },
    })),
  ];
  return spec({
    width: WIDTH,
    // Bold text is wider than it is measured.
    padding: { left: 5, top: 5, bottom: 5, right: 20 },
    height: ROW_HEIGHT * rows.length,
    data: { values: rows },
    layer: [
      {
        data: { values: [{ accuracy }] },
        mark: { type: 'rule', strokeDash: [4, 4], color: '#8a8a8a' },
        encoding: { x: x('accuracy') },
      },
      {
        mark: { type: 'rule', strokeWidth: 2 },
        encoding: { y, x: x('low'), x2: { field: 'high' }, color },
      },
      {
        mark: { type: 'point', filled: false, fill: 'white', size: 90, strokeWidth: 1.5, stroke: OTHER, opacity: 1 },
        encoding: { y, x: x('rest') },
      },
      {
        mark: { type: 'point', filled: true, size: 80, opacity: 1, tooltip: true },
        encoding: { y, x: x('accuracy'), color },
      },
      ...column('images', 'images', COLUMNS.images, 'right', ['bold', 'normal']),
      ...column('cost', 'cost', COLUMNS.cost, 'left', ['bold', 'normal']),
    ],
  });
}
