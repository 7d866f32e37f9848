import type { TopLevelSpec } from 'vega-lite';
import { percentAxis } from './axes.js';

/** An accuracy in [0, 1] to compare with, such as the majority baseline or training from scratch. */
export interface ReferenceLine {
  name: string;
  accuracy: number;
}

type Layer = Extract<TopLevelSpec, { layer: unknown }>['layer'][number];

const LINE_HEIGHT = 13;

/**
 * Layers of a plot: a dashed line for each reference, and its name above the plot.
 *
 * @param title of the horizontal axis
 */
export function referenceLines(references: readonly ReferenceLine[], title: string): Layer[] {
  // A line for each name, so that the names of two close references do not overlap.
  const values = references.map((reference, i) => ({ ...reference, line: -LINE_HEIGHT * i }));
  const x = percentAxis('accuracy', title);
  return [
    { data: { values }, mark: { type: 'rule', strokeDash: [4, 4], color: '#8a8a8a' }, encoding: { x } },
    {
      data: { values },
      mark: { type: 'text', align: 'left', baseline: 'bottom', dx: 3, dy: -2, color: '#6a6a6a', fontStyle: 'italic' },
      encoding: {
        x,
        y: { field: 'line', type: 'quantitative', scale: null, axis: null },
        text: { field: 'name' },
      },
    },
  ];
}
