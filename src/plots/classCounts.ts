import type { TopLevelSpec } from 'vega-lite';
import { classColors, spec } from './theme.js';

/**
 * Number of images of each class, training beside validation.
 *
 * @param training image counts, `[numClasses]`
 * @param validation image counts, `[numClasses]`
 */
export function classCounts(
  classNames: readonly string[],
  training: readonly number[],
  validation: readonly number[],
): TopLevelSpec {
  const values = classNames.flatMap((className, i) => [
    { className, split: 'training', images: training[i] },
    { className, split: 'validation', images: validation[i] },
  ]);
  return spec({
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
  });
}
