import type { TopLevelSpec } from 'vega-lite';
import { percentAxis } from './axes.js';
import type { Epoch } from './learningCurves.js';
import { classColors, spec } from './theme.js';

/** Accuracy by epoch of several runs over each other: a color for each run, training dashed. */
export function curvesOfRuns(runs: readonly { name: string; epochs: readonly Epoch[] }[]): TopLevelSpec {
  const points = runs.flatMap(({ name, epochs }) =>
    epochs.flatMap(({ epoch, trainAccuracy, validationAccuracy }) => [
      { run: name, epoch, split: 'training', accuracy: trainAccuracy },
      { run: name, epoch, split: 'validation', accuracy: validationAccuracy },
    ]),
  );
  return spec({
    width: 420,
    height: 240,
    data: { values: points },
    encoding: {
      x: { field: 'epoch', type: 'quantitative', axis: { format: 'd', tickMinStep: 1, grid: false, title: 'epoch' } },
      y: percentAxis('accuracy', 'accuracy'),
      color: {
        field: 'run',
        type: 'nominal',
        scale: classColors(runs.map(({ name }) => name)),
        legend: { title: null, orient: 'top' },
      },
    },
    layer: [
      { mark: { type: 'line', tooltip: true }, encoding: { strokeDash: dashed } },
      ...(points.length <= 100 ? [{ mark: { type: 'point', filled: true, tooltip: true } } as const] : []),
    ],
  });
}

/** Training dashed. The lines of the legend stand for all runs and have no color of theirs: without one they would not be seen. */
const dashed = {
  field: 'split',
  type: 'nominal',
  scale: {
    domain: ['training', 'validation'],
    range: [
      [4, 4],
      [1, 0],
    ],
  },
  legend: {
    title: null,
    orient: 'top',
    symbolType: 'stroke',
    symbolSize: 300,
    encoding: { symbols: { stroke: { value: '#444' } } },
  },
} as const;
