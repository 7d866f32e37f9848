import type { TopLevelSpec } from 'vega-lite';
import { spec } from './theme.js';

/** A step of a learning-rate range test. */
export interface RatePoint {
  rate: number;
  /** Of the step's batch. */
  loss: number;
  /** The loss, smoothed over steps. */
  smoothed: number;
}

/** A suggested rate, named after its rule: `steepest descent`. */
export interface RateMark {
  name: string;
  rate: number;
}

const COLORS = ['#009e73', '#d55e00', '#cc79a7'];
const LINE_HEIGHT = 14;

/**
 * Loss over a learning rate that rises from step to step: batches as dots, the smoothed loss as a line, and suggested rates
 * as vertical lines with their names above the plot.
 *
 * @param used the recipe's rate, for comparison. Default: not drawn
 */
export function learningRateCurve(
  points: readonly RatePoint[],
  suggestions: readonly RateMark[],
  used?: number,
): TopLevelSpec {
  const rates = points.map(({ rate }) => rate);
  const domain = [Math.min(...rates), Math.max(...rates)];
  const smoothed = points.map((point) => point.smoothed);
  const [least, most] = [Math.min(...points.map(({ loss }) => loss), ...smoothed), Math.max(...smoothed)];
  // A diverging loss would flatten the rest of the curve, so the axis ends a little above the start.
  const top = Math.min(most, Math.max(1.6 * smoothed[0]!, 1.1 * least));
  const y = {
    type: 'quantitative' as const,
    title: 'training loss',
    scale: {
      domain: [Math.max(0, least - 0.05 * (top - least)), top + 0.05 * (top - least)],
      nice: false,
      zero: false,
    },
  };
  const x = {
    field: 'rate',
    type: 'quantitative' as const,
    title: 'learning rate',
    scale: { type: 'log' as const, domain, nice: false },
    axis: { format: '.0e', tickCount: 8, grid: false },
  };
  const marks = [
    ...suggestions.map(({ name, rate }, i) => ({ label: `${name}: ${short(rate)}`, rate, color: COLORS[i] })),
    ...(used === undefined ? [] : [{ label: `in the recipe: ${short(used)}`, rate: used, color: '#777777' }]),
  ].map((mark, i, all) => ({ ...mark, line: -LINE_HEIGHT * (all.length - 1 - i) }));
  const color = { field: 'color', type: 'nominal' as const, scale: null, legend: null };
  return spec({
    width: 460,
    height: 240,
    layer: [
      {
        data: { values: points.map(({ rate, loss }) => ({ rate, loss })) },
        mark: { type: 'point', filled: true, size: 10, opacity: 0.35, color: '#5b6b7a', clip: true },
        encoding: { x, y: { ...y, field: 'loss' } },
      },
      {
        data: { values: points.map((point) => ({ rate: point.rate, smoothed: point.smoothed })) },
        mark: { type: 'line', color: '#1f5a92', strokeWidth: 2, clip: true },
        encoding: { x, y: { ...y, field: 'smoothed' } },
      },
      {
        data: { values: marks },
        mark: { type: 'rule', strokeDash: [4, 3], strokeWidth: 1.5, clip: true },
        encoding: { x, color },
      },
      {
        data: { values: marks },
        mark: { type: 'text', align: 'left', baseline: 'bottom', dx: 3, dy: -3 },
        encoding: {
          x,
          y: { field: 'line', type: 'quantitative', scale: null, axis: null },
          text: { field: 'label' },
          color,
        },
      },
    ],
  });
}

/** `1.3e-3` */
function short(rate: number): string {
  return rate.toExponential(1);
}
