import type { TopLevelSpec } from 'vega-lite';
import { percentAxis } from './axes.js';
import { SPLIT_COLORS, spec } from './theme.js';

/** Accuracies of one epoch, in [0, 1]. */
export interface Epoch {
  epoch: number;
  trainAccuracy: number;
  validationAccuracy: number;
}

/** As many numbers fit under the plot. */
const MOST_LABELS = 25;

/**
 * Accuracy by epoch, training and validation, with the majority baseline as a dashed line. A validation curve along that
 * line has learned nothing, whatever the training curve shows.
 *
 * @param baseline share of the largest validation class, in [0, 1]
 */
export function learningCurves(epochs: readonly Epoch[], baseline: number): TopLevelSpec {
  const points = epochs.flatMap(({ epoch, trainAccuracy, validationAccuracy }) => [
    { epoch, split: 'training', accuracy: trainAccuracy },
    { epoch, split: 'validation', accuracy: validationAccuracy },
  ]);
  // Of many epochs, every n-th has a number, and none its own dot: a training on a sample has many.
  const stride = Math.ceil(epochs.length / MOST_LABELS);
  const labeled = epochs.map(({ epoch }) => epoch).filter((_, i) => (i + 1) % stride === 0);
  return spec({
    width: 420,
    height: 240,
    layer: [
      {
        data: { values: points },
        mark: { type: 'line', point: stride === 1, tooltip: true },
        encoding: {
          x: {
            field: 'epoch',
            type: 'quantitative',
            axis: { values: labeled, format: 'd', grid: false, title: 'epoch' },
          },
          y: percentAxis('accuracy', 'accuracy'),
          color: { field: 'split', type: 'nominal', scale: SPLIT_COLORS, legend: { title: null, orient: 'top' } },
        },
      },
      {
        data: { values: [{ baseline }] },
        mark: { type: 'rule', strokeDash: [4, 4] },
        encoding: { y: { field: 'baseline', type: 'quantitative' } },
      },
      {
        data: { values: [{ baseline, label: 'majority class' }] },
        mark: { type: 'text', align: 'right', baseline: 'bottom', dy: -3, fontStyle: 'italic' },
        encoding: { x: { value: 'width' }, y: { field: 'baseline', type: 'quantitative' }, text: { field: 'label' } },
      },
    ],
  });
}
