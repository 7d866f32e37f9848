/**
 * Index of the largest value, the first if several are equal, as `numpy.argmax`. -1 if any value is NaN: a model that has
 * diverged predicts no class, and is never correct.
 */
export function argmax(values: readonly number[]): number {
  let best = 0;
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i])) return -1;
    if (values[i]! > values[best]!) best = i;
  }
  return best;
}
