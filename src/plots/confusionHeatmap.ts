import type { TopLevelSpec } from 'vega-lite';
import { sum } from '../base/sum.js';
import type { ConfusionMatrix } from '../metrics/confusionMatrix.js';
import { spec } from './theme.js';

/**
 * Confusion matrix: counts as text, share of the true class as color. Rows are true classes, columns predicted ones.
 *
 * @param title such as the name of the run, if there are several. Default: none
 */
export function confusionHeatmap(matrix: ConfusionMatrix, classNames: readonly string[], title = ''): TopLevelSpec {
  const values = matrix.flatMap((row, i) => {
    const total = sum(row);
    return row.map((count, j) => ({
      truth: classNames[i],
      predicted: classNames[j],
      count,
      share: total === 0 ? 0 : count / total,
    }));
  });
  const axis = { labelLimit: 240 };
  return spec({
    title,
    data: { values },
    width: { step: 44 },
    height: { step: 28 },
    encoding: {
      x: {
        field: 'predicted',
        type: 'nominal',
        sort: [...classNames],
        title: 'predicted',
        axis: { ...axis, labelAngle: -40 },
      },
      y: { field: 'truth', type: 'nominal', sort: [...classNames], title: 'true', axis },
    },
    layer: [
      {
        mark: { type: 'rect', tooltip: true },
        encoding: {
          color: {
            field: 'share',
            type: 'quantitative',
            scale: { range: ['#ffffff', '#0b559f'], domain: [0, 1], interpolate: 'rgb' },
            legend: null,
          },
        },
      },
      {
        mark: { type: 'text' },
        encoding: {
          text: { field: 'count', type: 'quantitative' },
          color: { condition: { test: 'datum.share > 0.55', value: 'white' }, value: '#333' },
        },
      },
    ],
  });
}
