import type { TopLevelSpec } from 'vega-lite';
import { formatSignedPoints } from '../metrics/format.js';
import { type PointsAxis, pointsAxis, rowAxis } from './axes.js';
import { spec } from './theme.js';

/** What one fault costs, measured both ways: differences of accuracies, in [-1, 1]. */
export interface MeasuredCause {
  /** The fault in a few words: `Images are scaled twice`. */
  fault: string;
  /** Accuracy that the fixed recipe loses without this one fix. */
  cost: number;
  /** 95 % interval of `cost`. */
  interval: readonly [low: number, high: number];
  /** Accuracy that this fix added after the ones before it. */
  gain: number;
}

const ROW_HEIGHT = 38;
/** Dark enough to be seen on a bar. */
const INTERVAL = '#5a2400';
const WAYS = {
  domain: ['lost when this fault alone is put back', 'gained when it was fixed in turn'],
  range: ['#f2b184', '#1f5a92'],
};

/**
 * A row for each fault: the bar is the accuracy lost when this fault alone is put back into the fixed recipe, the ring the
 * accuracy gained when it was fixed in turn. A ring far left of the bar's end means that another fault hid this one.
 *
 * @param causes from top to bottom
 */
export function causeBars(causes: readonly MeasuredCause[]): TopLevelSpec {
  const rows = causes.map(({ fault, cost, gain, interval: [low, high] }) => ({
    fault,
    cost,
    gain,
    low,
    high,
    labelAt: Math.max(0, cost, gain, high),
    label: `${formatSignedPoints(cost).replace('+', '')} points`,
    barWay: WAYS.domain[0],
    ringWay: WAYS.domain[1],
  }));
  const y = rowAxis('fault');
  const x = (field: string): PointsAxis => pointsAxis(field, 'points of validation accuracy');
  const way = (field: string) => ({
    field,
    type: 'nominal' as const,
    scale: WAYS,
    legend: { title: null, orient: 'top' as const, labelLimit: 0 },
  });
  return spec({
    width: 460,
    height: ROW_HEIGHT * causes.length,
    data: { values: rows },
    layer: [
      { mark: { type: 'bar', height: 12, tooltip: true }, encoding: { y, x: x('cost'), color: way('barWay') } },
      {
        mark: { type: 'rule', color: INTERVAL, strokeWidth: 2 },
        encoding: { y, x: x('low'), x2: { field: 'high' } },
      },
      ...['low', 'high'].map((end) => ({
        mark: { type: 'tick' as const, color: INTERVAL, thickness: 2, height: 8 },
        encoding: { y, x: x(end) },
      })),
      {
        mark: { type: 'point', size: 90, filled: false, strokeWidth: 2.5, opacity: 1, tooltip: true },
        encoding: { y, x: x('gain'), color: way('ringWay') },
      },
      {
        mark: { type: 'text', align: 'left', dx: 10, fontWeight: 'bold' },
        encoding: { y, x: x('labelAt'), text: { field: 'label' } },
      },
    ],
  });
}
