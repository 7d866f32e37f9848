import type { TopLevelSpec } from 'vega-lite';
import { classColors } from './theme.js';

/** Number of images by class, training beside validation. */
export function classCounts(
  classNames: readonly string[],
  training: readonly number[],
  validation: readonly number[],
): TopLevelSpec {
  const values = classNames.flatMap((className, i) => [
    { className, split: 'training', images: training[i] },
    { className, split: 'validation', images: validation[i] },
  ]);
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v5.json',
    data: { values },
    width: 420,
    height: { step: 16 },
    mark: { type: 'bar', tooltip: true },
    encoding: {
      y: { field: 'className', type: 'nominal', sort: [...classNames], title: null, axis: { labelLimit: 240 } },
      yOffset: { field: 'split', type: 'nominal' },
      x: {
        field: 'images',
        type: 'quantitative',
        title: 'images (validation in the lighter bar)',
        axis: { tickMinStep: 1, format: 'd' },
      },
      color: { field: 'className', type: 'nominal', scale: classColors(classNames), legend: null },
      opacity: {
        field: 'split',
        type: 'nominal',
        sort: ['training', 'validation'],
        scale: { domain: ['training', 'validation'], range: [1, 0.45] },
        legend: null,
      },
    },
  };
}
