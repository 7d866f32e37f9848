/** A candidate and its distance to a query. */
export interface Neighbor {
  /** Of the candidate. */
  index: number;
  /** 1 minus the cosine of the angle between the two, in [0, 2]. */
  distance: number;
}

/**
 * The candidates nearest to each query by cosine distance, the nearest first; of equal ones the first. As
 * `sklearn.metrics.pairwise.cosine_distances`, in which a row of zeros is at distance 1 from all.
 *
 * @param queries and `candidates`: rows of `size` values, one after the other
 */
export function nearestByCosine(
  queries: Float32Array,
  candidates: Float32Array,
  size: number,
  count: number,
): Neighbor[][] {
  const lengths = lengthsOf(candidates, size);
  return Array.from(lengthsOf(queries, size), (length, q) => {
    const distances = Array.from(lengths, (other, index) => {
      let product = 0;
      for (let i = 0; i < size; i++) product += queries[q * size + i]! * candidates[index * size + i]!;
      return { index, distance: 1 - (length * other === 0 ? 0 : product / (length * other)) };
    });
    return distances.sort((a, b) => a.distance - b.distance).slice(0, count);
  });
}

/** Euclidean length of each row. */
function lengthsOf(rows: Float32Array, size: number): number[] {
  return Array.from({ length: rows.length / size }, (_, row) => {
    let sum = 0;
    for (let i = 0; i < size; i++) sum += rows[row * size + i]! ** 2;
    return Math.sqrt(sum);
  });
}
