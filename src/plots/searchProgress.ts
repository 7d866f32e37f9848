import type { TopLevelSpec } from 'vega-lite';
import type { TrainedDot } from '../improve/searchDots.js';
import { percentAxis } from './axes.js';
import { spec } from './theme.js';

/** Colors of the rungs, from few images to many; they differ in brightness too. */
const RUNG_COLORS = ['#9ecae1', '#3f8fc0', '#08306b'];

/**
 * Accuracy over the time of a search: a dot for each training, darker with more training images; rings are the recipe that
 * the search started from. The line is the best so far on the most images.
 */
export function searchProgress(dots: readonly TrainedDot[]): TopLevelSpec {
  const rungs = [...new Set(dots.map(({ images }) => images))].sort((a, b) => a - b);
  const nameOf = (images: number): string => `${images} images`;
  const values = dots.map((dot) => ({ ...dot, rung: nameOf(dot.images) }));
  const most = rungs.at(-1);
  let best = 0;
  const steps = [...dots]
    .filter(({ images }) => images === most)
    .sort((a, b) => a.minutes - b.minutes)
    .map(({ minutes, accuracy }) => {
      best = Math.max(best, accuracy);
      return { minutes, accuracy: best };
    });
  const end = Math.max(...dots.map(({ minutes }) => minutes));
  const line = steps.length === 0 ? [] : [...steps, { minutes: end, accuracy: best }];
  const x = {
    field: 'minutes',
    type: 'quantitative' as const,
    scale: { zero: true },
    axis: { title: 'minutes of the search', grid: false },
  };
  const y = percentAxis('accuracy', 'accuracy on the images that select');
  const color = {
    field: 'rung',
    type: 'nominal' as const,
    scale: { domain: rungs.map(nameOf), range: RUNG_COLORS.slice(-rungs.length) },
    legend: { title: 'trained on', orient: 'top' as const },
  };
  return spec({
    width: 460,
    height: 260,
    layer: [
      {
        data: { values: line },
        mark: { type: 'line', interpolate: 'step-after', color: RUNG_COLORS.at(-1)!, strokeWidth: 1.5 },
        encoding: { x, y },
      },
      {
        data: { values: values.filter(({ isOwn }) => !isOwn) },
        mark: { type: 'point', filled: true, size: 40, opacity: 0.85, tooltip: true },
        encoding: { x, y, color },
      },
      {
        data: { values: values.filter(({ isOwn }) => isOwn) },
        mark: {
          type: 'point',
          filled: false,
          size: 110,
          strokeWidth: 2.5,
          opacity: 1,
          color: '#d55e00',
          tooltip: true,
        },
        encoding: { x, y },
      },
    ],
  });
}
