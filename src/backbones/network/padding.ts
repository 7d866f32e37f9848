/**
 * Zeros around an image: so many on each side; or as many as the convolution of that size and stride 2 after it needs
 * to see the image's last pixels, which depends on whether height and width are even (keras-applications
 * `correct_pad`); or those of rows and columns, as a model file that was saved for one size says.
 */
export type Padding = number | { correctFor: number } | { rows: Zeros; columns: Zeros };

type Zeros = readonly [before: number, after: number];

/** Zeros `[before, after]` along an axis of that length. */
export function zerosAlong(axis: 'rows' | 'columns', length: number, padding: Padding): Zeros {
  if (typeof padding === 'number') return [padding, padding];
  if ('rows' in padding) return padding[axis];
  const half = Math.floor(padding.correctFor / 2);
  return [half - (1 - (length % 2)), half];
}
