/**
 * The assignment of columns to rows, one each, whose values have the largest sum.
 *
 * Source: the Hungarian method by shortest augmenting paths, Jonker and Volgenant 1987; same as
 * `scipy.optimize.linear_sum_assignment(maximize=True)`.
 *
 * @param values `[n][n]`, finite
 * @returns the column of each row, `[n]`
 */
export function bestAssignment(values: readonly (readonly number[])[]): number[] {
  const n = values.length;
  // Rows and columns count from 1; 0 is none.
  const [ofRows, ofColumns] = [new Array<number>(n + 1).fill(0), new Array<number>(n + 1).fill(0)];
  const rowOf = new Array<number>(n + 1).fill(0);
  for (let row = 1; row <= n; row++) {
    rowOf[0] = row;
    const least = new Array<number>(n + 1).fill(Number.POSITIVE_INFINITY);
    const before = new Array<number>(n + 1).fill(0);
    const seen = new Array<boolean>(n + 1).fill(false);
    let column = 0;
    do {
      seen[column] = true;
      let [delta, next] = [Number.POSITIVE_INFINITY, 0];
      for (let c = 1; c <= n; c++) {
        if (seen[c]) continue;
        const cost = -values[rowOf[column] - 1][c - 1] - ofRows[rowOf[column]] - ofColumns[c];
        if (cost < least[c]) [least[c], before[c]] = [cost, column];
        if (least[c] < delta) [delta, next] = [least[c], c];
      }
      for (let c = 0; c <= n; c++) {
        if (seen[c]) {
          ofRows[rowOf[c]] += delta;
          ofColumns[c] -= delta;
        } else least[c] -= delta;
      }
      column = next;
    } while (rowOf[column] !== 0);
    for (; column !== 0; column = before[column]) rowOf[column] = rowOf[before[column]];
  }
  const assignment = new Array<number>(n);
  for (let c = 1; c <= n; c++) assignment[rowOf[c] - 1] = c - 1;
  return assignment;
}
