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
 * line are distorted. The diamond is the target. Of more than 2,000 images, every n-th is drawn, which the plot says.
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
  const text = `◆ target, ${target.height}x${target.width}; dashed: its aspect ratio${stride === 1 ? '' : `; points: every ${ordinal(stride)} of ${images.length.toLocaleString('en')} images`}`;
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
        data: { values: [target] },
        mark: { type: 'point', shape: 'diamond', filled: true, size: 90, color: '#000' },
        encoding: place,
      },
      {
        // Above the plot, where there are no points.
        data: { values: [{ text }] },
        mark: { type: 'text', align: 'left', baseline: 'bottom', dy: -5 },
        encoding: { x: { value: 0 }, y: { value: 0 }, text: { field: 'text', type: 'nominal' } },
      },
    ],
  });
}

/** `2nd`, `8th` */
function ordinal(n: number): string {
  const tens = Math.floor(n / 10) % 10;
  return `${n}${tens === 1 ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th')}`;
}
