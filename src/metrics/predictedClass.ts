/**
 * Index of the largest value; the first where several are equal, as `numpy.argmax`. -1 where any is NaN: a model that
 * diverged answers nothing, and is right about nothing.
 */
export function predictedClass(values: readonly number[]): number {
  let best = 0;
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i])) return -1;
    if (values[i] > values[best]) best = i;
  }
  return best;
}
