/**
 * Predicted classes: that of the nearest class mean in Euclidean distance, the first of equally near ones. Same as
 * `sklearn.neighbors.NearestCentroid`. A class without known examples is never predicted.
 *
 * @param known features of examples, `[labels.length * numFeatures]` row by row
 * @param labels class of each known example
 * @param asked features of the examples to answer, row by row
 */
export function nearestCentroid(
  known: ArrayLike<number>,
  labels: readonly number[],
  asked: ArrayLike<number>,
  numClasses: number,
): number[] {
  const numFeatures = known.length / labels.length;
  const sums = Array.from({ length: numClasses }, () => new Float64Array(numFeatures));
  const support = new Array<number>(numClasses).fill(0);
  labels.forEach((label, i) => {
    support[label]!++;
    for (let j = 0; j < numFeatures; j++) sums[label]![j]! += known[i * numFeatures + j]!;
  });
  const centroids = sums.map((sum, label) => sum.map((value) => value / support[label]!));
  return Array.from({ length: asked.length / numFeatures }, (_, i) => {
    let [best, least] = [-1, Number.POSITIVE_INFINITY];
    centroids.forEach((centroid, label) => {
      let distance = 0;
      for (let j = 0; j < numFeatures; j++) distance += (asked[i * numFeatures + j]! - centroid[j]!) ** 2;
      // NaN, of a class without examples, is never less.
      if (distance < least) [best, least] = [label, distance];
    });
    return best;
  });
}
