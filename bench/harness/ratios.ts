import type { TopLevelSpec } from 'vega-lite';
import type { Result } from './results.js';

/** Ratios of all that was measured: a dot for the medians, a line over the single pairs, a tick where the target is. */
export function ratios(results: readonly Result[]): TopLevelSpec {
  const values = results.map(({ work, ratio, paired, target }) => ({
    work,
    ratio,
    least: paired.min,
    most: paired.max,
    target,
    rightmost: Math.max(paired.max, ratio, target),
    label: ratio.toFixed(2),
    reached: ratio <= target ? 'reached' : 'not reached',
  }));
  const color = {
    field: 'reached',
    type: 'nominal',
    scale: { domain: ['reached', 'not reached'], range: ['#0072b2', '#d55e00'] },
    legend: null,
  } as const;
  const y = { field: 'work', type: 'nominal', sort: null, axis: { title: null, labelLimit: 420 } } as const;
  const x = (field: string) => ({ field, type: 'quantitative', scale: { domainMin: 0 } }) as const;
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v5.json',
    title: {
      text: 'Time of thaw over that of Keras, or over the limit, on the same machine',
      subtitle: 'dot: ratio of medians; line: single pairs of runs; black tick: target; left is faster',
      anchor: 'start',
    },
    width: 420,
    height: { step: 26 },
    data: { values },
    layer: [
      {
        mark: { type: 'rule', strokeWidth: 2 },
        encoding: {
          y,
          x: { ...x('least'), axis: { title: 'ratio of times', grid: false } },
          x2: { field: 'most' },
          color,
        },
      },
      { mark: { type: 'tick', thickness: 3, color: 'black', size: 16 }, encoding: { y, x: x('target') } },
      { mark: { type: 'point', filled: true, size: 70, opacity: 1 }, encoding: { y, x: x('ratio'), color } },
      {
        mark: { type: 'text', align: 'left', dx: 8, fontSize: 10 },
        encoding: { y, x: x('rightmost'), text: { field: 'label' } },
      },
      {
        data: { values: [{ one: 1 }] },
        mark: { type: 'rule', strokeDash: [4, 4], color: '#888' },
        encoding: { x: x('one') },
      },
    ],
  };
}
