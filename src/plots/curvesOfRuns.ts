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
    mark: { type: 'line', point: points.length <= 100, tooltip: true },
    encoding: {
      x: { field: 'epoch', type: 'quantitative', axis: { format: 'd', tickMinStep: 1, grid: false, title: 'epoch' } },
      y: percentAxis('accuracy', 'accuracy'),
      color: {
        field: 'run',
        type: 'nominal',
        scale: classColors(runs.map(({ name }) => name)),
        legend: { title: null, orient: 'top' },
      },
      strokeDash: {
        field: 'split',
        type: 'nominal',
        scale: {
          domain: ['training', 'validation'],
          range: [
            [4, 4],
            [1, 0],
          ],
        },
        legend: { title: null, orient: 'top', symbolType: 'stroke' },
      },
    },
  });
}
