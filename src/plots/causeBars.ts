import type { TopLevelSpec } from 'vega-lite';
import { formatSignedPoints } from '../metrics/format.js';

/** What one fault costs, measured both ways. Differences of accuracies, in [-1, 1]. */
export interface MeasuredCause {
  /** What mends it, as a reader would say it. */
  change: string;
  /** What the mended recipe loses where this alone is taken away, with its 95 % interval. */
  cost: number;
  interval: readonly [low: number, high: number];
  /** What it brought when it was mended after those before it. */
  gain: number;
}

const ROW_HEIGHT = 38;
/** In pixels. Without a canvas vega takes text to be wider than it is. */
const ROOM_FOR_A_LABEL = 480;
const WAYS = {
  domain: ['put back alone into the mended recipe', 'mended after the ones above'],
  range: ['#d55e00', '#1f5a92'],
};

/**
 * A row a fault: the bar is what it costs when it alone comes back, the ring what mending it brought in its turn. Where
 * the ring stands far left of the bar's end, another fault hid this one.
 *
 * @param causes in the order in which they are to stand
 */
export function causeBars(causes: readonly MeasuredCause[]): TopLevelSpec {
  const rows = causes.map(({ change, cost, gain, interval: [low, high] }) => ({
    change,
    cost,
    gain,
    low,
    high,
    right: Math.max(0, cost, gain, high),
    label: `${formatSignedPoints(cost).replace('+', '')} points`,
    barWay: WAYS.domain[0],
    ringWay: WAYS.domain[1],
  }));
  const y = {
    field: 'change',
    type: 'nominal' as const,
    sort: null,
    title: null,
    axis: { labelLimit: ROOM_FOR_A_LABEL },
  };
  const x = (field: string) => ({
    field,
    type: 'quantitative' as const,
    axis: { labelExpr: 'round(100 * datum.value)', title: 'points of validation accuracy that it costs' },
  });
  const way = (field: string) => ({
    field,
    type: 'nominal' as const,
    scale: WAYS,
    legend: { title: null, orient: 'top' as const, labelLimit: 0 },
  });
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v5.json',
    width: 460,
    height: ROW_HEIGHT * causes.length,
    data: { values: rows },
    layer: [
      { mark: { type: 'bar', height: 12, tooltip: true }, encoding: { y, x: x('cost'), color: way('barWay') } },
      {
        mark: { type: 'rule', color: '#7a3300', strokeWidth: 1.5 },
        encoding: { y, x: x('low'), x2: { field: 'high' } },
      },
      {
        mark: { type: 'point', size: 90, filled: false, strokeWidth: 2.5, opacity: 1, tooltip: true },
        encoding: { y, x: x('gain'), color: way('ringWay') },
      },
      {
        mark: { type: 'text', align: 'left', dx: 10, fontWeight: 'bold' },
        encoding: { y, x: x('right'), text: { field: 'label' } },
      },
    ],
  };
}
