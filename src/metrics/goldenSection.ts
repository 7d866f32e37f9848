const GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * Finds where a function with one minimum in a range has it.
 *
 * @param tolerance length of the last range, whose middle is returned
 */
export function goldenSection(at: (x: number) => number, range: readonly [number, number], tolerance: number): number {
  let [low, high] = range;
  let [left, right] = [high - GOLDEN * (high - low), low + GOLDEN * (high - low)];
  let [lossLeft, lossRight] = [at(left), at(right)];
  while (high - low > tolerance) {
    if (lossLeft < lossRight) {
      [high, right, lossRight] = [right, left, lossLeft];
      left = high - GOLDEN * (high - low);
      lossLeft = at(left);
    } else {
      [low, left, lossLeft] = [left, right, lossRight];
      right = low + GOLDEN * (high - low);
      lossRight = at(right);
    }
  }
  return (low + high) / 2;
}
