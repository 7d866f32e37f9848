import type { TopLevelSpec } from 'vega-lite';
import { classColors, spec } from './theme.js';

/** Width and height in pixels. */
export interface SizedImage {
  className: string;
  width: number;
  height: number;
}

/** Enough to see the cloud, and few enough for a page. */
const MOST_POINTS = 2000;

/**
 * Width and height of images on logarithmic axes, with the aspect ratio of the target as a dashed line: images off the
 * line are distorted. The diamond is the target. Of more than 2,000 images, every n-th is drawn.
 *
 * @param target size that the network gets, in pixels
 */
export function imageSizes(
  images: readonly SizedImage[],
  classNames: readonly string[],
  target: { width: number; height: number },
): TopLevelSpec {
  const stride = Math.ceil(images.length / MOST_POINTS);
  const values = images
    .filter((_, i) => i % stride === 0)
    .map(({ className, width, height }) => ({ className, width, height }));
  const widths = [...values.map(({ width }) => width), target.width];
  const line = [Math.min(...widths), Math.max(...widths)].map((width) => ({
    width,
    height: (width * target.height) / target.width,
  }));
  const targetLabel = [{ ...target, text: `${target.height}x${target.width}` }];
  // Beside the target, on the side with more room; distances on a logarithmic axis.
  const toTheLeft = target.width ** 2 > line[0]!.width * line[1]!.width;
  const axis = (field: 'width' | 'height') => ({
    field,
    type: 'quantitative' as const,
    title: `${field}, pixels`,
    scale: { type: 'log' as const, nice: false, padding: 12 },
    axis: { format: 'd', tickCount: 6 },
  });
  const place = { x: axis('width'), y: axis('height') };
  return spec({
    width: 420,
    height: 260,
    layer: [
      {
        data: { values },
        mark: { type: 'point', filled: true, size: 22, opacity: 0.6, tooltip: true },
        encoding: {
          ...place,
          color: {
            field: 'className',
            type: 'nominal',
            scale: classColors(classNames),
            legend: { title: null, labelLimit: 240, symbolLimit: 40 },
          },
        },
      },
      {
        data: { values: line },
        mark: { type: 'line', strokeDash: [6, 4], strokeWidth: 2, color: '#000' },
        encoding: place,
      },
      {
        data: { values: targetLabel },
        mark: { type: 'point', shape: 'diamond', filled: true, size: 90, color: '#000' },
        encoding: place,
      },
      {
        data: { values: targetLabel },
        mark: {
          type: 'text',
          align: toTheLeft ? 'right' : 'left',
          dx: toTheLeft ? -9 : 9,
          dy: toTheLeft ? -9 : 9,
          fontWeight: 'bold',
        },
        encoding: { ...place, text: { field: 'text', type: 'nominal' } },
      },
    ],
  });
}
