import type { TopLevelSpec } from 'vega-lite';
import { percentAxis, rowAxis } from './axes.js';
import { spec } from './theme.js';

/** How much one setting matters. */
export interface ImportanceBar {
  name: string;
  /** Share of the variance, in [0, 1], with its 95 % interval. */
  share: number;
  interval: readonly [low: number, high: number];
}

const ROW_HEIGHT = 26;

/**
 * A bar for each setting: the share of the variance of the accuracy that it explains by itself, with its interval.
 *
 * @param bars from top to bottom
 */
export function importanceBars(bars: readonly ImportanceBar[]): TopLevelSpec {
  const values = bars.map(({ name, share, interval: [low, high] }) => ({ name, share, low, high }));
  const y = rowAxis('name');
  const x = percentAxis('share', 'share of the variance of the accuracy');
  return spec({
    width: 460,
    height: ROW_HEIGHT * bars.length,
    data: { values },
    layer: [
      { mark: { type: 'bar', height: 12, color: '#56b4e9', tooltip: true }, encoding: { y, x } },
      {
        mark: { type: 'rule', color: '#222222', strokeWidth: 1.5 },
        encoding: { y, x: { ...x, field: 'low' }, x2: { field: 'high' } },
      },
    ],
  });
}
