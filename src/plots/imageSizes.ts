import type { TopLevelSpec } from 'vega-lite';
import { classColors } from './theme.js';

/** Width and height in pixels. */
export interface SizedImage {
  className: string;
  width: number;
  height: number;
}

/** Width against height of every image, with the shape of the target as a line: what lies off it is distorted. */
export function imageSizes(
  images: readonly SizedImage[],
  classNames: readonly string[],
  target: { width: number; height: number },
): TopLevelSpec {
  const widest = Math.max(...images.map(({ width }) => width));
  const line = [
    { width: 0, height: 0 },
    { width: widest, height: (widest * target.height) / target.width },
  ];
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v5.json',
    width: 420,
    height: 260,
    layer: [
      {
        data: { values: images.map(({ className, width, height }) => ({ className, width, height })) },
        mark: { type: 'point', filled: true, size: 22, opacity: 0.6, tooltip: true },
        encoding: {
          x: { field: 'width', type: 'quantitative', title: 'width, pixels' },
          y: { field: 'height', type: 'quantitative', title: 'height, pixels' },
          color: {
            field: 'className',
            type: 'nominal',
            scale: classColors(classNames),
            legend: { title: null, labelLimit: 240 },
          },
        },
      },
      {
        data: { values: line },
        mark: { type: 'line', strokeDash: [5, 4], color: '#555' },
        encoding: { x: { field: 'width', type: 'quantitative' }, y: { field: 'height', type: 'quantitative' } },
      },
    ],
  };
}
