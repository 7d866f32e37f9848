import type { TopLevelSpec } from 'vega-lite';
import { formatSignedPoints } from '../metrics/format.js';
import { type PointsAxis, pointsAxis, rowAxis } from './axes.js';
import { spec } from './theme.js';

/** What a change of a recipe gained in a trial: differences of accuracies, in [-1, 1]. */
export interface TriedGain {
  /** The change in words: `one scaling instead of two`. */
  change: string;
  gain: number;
  /** Interval of `gain`. */
  interval: readonly [low: number, high: number];
  /** Whether the change was selected, to be confirmed. */
  isKept: boolean;
}

const ROW_HEIGHT = 20;
const WIDTH = 420;
const SELECTED = { domain: ['selected', 'not selected'], range: ['#d55e00', '#5b6b7a'] };

/**
 * A row for each change that was tried: the accuracy that it gained, with its interval, and 0 as a line.
 *
 * @param title of the horizontal axis: which images, and which interval
 */
export function triedGains(changes: readonly TriedGain[], title: string): TopLevelSpec {
  const rows = changes.map(({ change, gain, interval: [low, high], isKept }) => ({
    change,
    gain,
    low,
    high,
    label: formatSignedPoints(gain),
    way: SELECTED.domain[isKept ? 0 : 1],
  }));
  const y = rowAxis('change');
  const x = (field: string): PointsAxis => pointsAxis(field, title);
  const color = {
    field: 'way',
    type: 'nominal' as const,
    scale: SELECTED,
    legend: { title: null, orient: 'top' as const },
  };
  return spec({
    width: WIDTH,
    height: ROW_HEIGHT * changes.length,
    data: { values: rows },
    layer: [
      { data: { values: [{ zero: 0 }] }, mark: { type: 'rule', color: '#333333' }, encoding: { x: x('zero') } },
      { mark: { type: 'rule', strokeWidth: 1.5 }, encoding: { y, x: x('low'), x2: { field: 'high' }, color } },
      { mark: { type: 'point', filled: true, size: 55, opacity: 1 }, encoding: { y, x: x('gain'), color } },
      {
        mark: { type: 'text', align: 'right', fontWeight: 'bold' },
        encoding: { y, x: { value: WIDTH + 34 }, text: { field: 'label' } },
      },
    ],
  });
}
