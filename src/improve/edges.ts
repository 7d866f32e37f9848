import { type Dimension, type Point, placeOf, recipeAt, type Space } from './space.js';

/** A dimension whose best value lies at an end of its range. */
export interface Edge {
  dimension: Dimension;
  end: 'low' | 'high';
  /** What to try beyond it. */
  advice: string;
}

/** Share of a range at either end that counts as its edge. */
const EDGE = 0.05;

/** Where a point lies at the edge of the space, and something lies beyond. */
export function edgesOf(space: Space, point: Point): Edge[] {
  const recipe = recipeAt(space, point);
  return space.dimensions.flatMap((dimension) => {
    if (dimension.isActive?.(recipe) === false) return [];
    const end = endOf(dimension, point[dimension.name]!);
    const advice = end && dimension.beyond[end];
    return end === undefined || advice === undefined ? [] : [{ dimension, end, advice }];
  });
}

function endOf({ range }: Dimension, value: Point[string]): Edge['end'] | undefined {
  if (range.kind === 'choice') return value === range.choices.at(-1) ? 'high' : undefined;
  const place = placeOf(range, value as number);
  if (place <= EDGE) return 'low';
  return place >= 1 - EDGE ? 'high' : undefined;
}
