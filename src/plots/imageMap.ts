import type { TopLevelSpec } from 'vega-lite';
import { random, shuffled } from '../base/random.js';
import { spec } from './theme.js';

/** An image on a map. */
export interface MappedImage {
  x: number;
  y: number;
  /** What its color stands for. */
  entry: string;
}

/** What a color stands for: `#rrggbb`. */
export interface MapEntry {
  name: string;
  color: string;
}

/** Points that a page shows: more would make a report slow. */
export const MOST_POINTS = 2000;
const SIDE = 480;
const NO_AXIS = { axis: null, scale: { zero: false, nice: false, padding: 8 } };

/**
 * A point for each image, at most 2000 of them, drawn at random but the same each time.
 *
 * @param title of the legend: what the colors stand for
 */
export function imageMapPlot(images: readonly MappedImage[], legend: readonly MapEntry[], title: string): TopLevelSpec {
  const values = shuffled(images, random('shown on a map')).slice(0, MOST_POINTS);
  return spec({
    width: SIDE,
    height: SIDE,
    data: { values: values.map(({ x, y, entry }) => ({ x: Math.round(x), y: Math.round(y), entry })) },
    mark: { type: 'circle', size: values.length > 500 ? 14 : 30, opacity: 0.8, aria: false },
    encoding: {
      x: { field: 'x', type: 'quantitative', ...NO_AXIS },
      // The page's y runs down.
      y: { field: 'y', type: 'quantitative', ...NO_AXIS, sort: 'descending' },
      color: {
        field: 'entry',
        type: 'nominal',
        title,
        scale: { domain: legend.map(({ name }) => name), range: legend.map(({ color }) => color) },
        legend: { symbolOpacity: 1, symbolSize: 60, columns: Math.ceil(legend.length / 24), labelLimit: 180 },
      },
    },
  });
}
