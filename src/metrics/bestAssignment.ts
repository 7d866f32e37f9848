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
  const zeros = (): number[] => new Array<number>(n + 1).fill(0);
  const problem: Problem = { values, ofRows: zeros(), ofColumns: zeros(), rowOf: zeros() };
  for (let row = 1; row <= n; row++) assignRow(problem, row);
  const assignment = new Array<number>(n);
  for (let c = 1; c <= n; c++) assignment[problem.rowOf[c]! - 1] = c - 1;
  return assignment;
}

/** Rows and columns count from 1; 0 is none. */
interface Problem {
  values: readonly (readonly number[])[];
  /** Dual variables (potentials) of the rows and of the columns. */
  ofRows: number[];
  ofColumns: number[];
  /** The row that is assigned to each column. */
  rowOf: number[];
}

/** The shortest paths from a row, as far as they are known. */
interface Paths {
  /** Least cost to each column. */
  least: number[];
  /** The column before each on its path. */
  before: number[];
  seen: boolean[];
}

/** Assigns a row to a column along the shortest augmenting path, and the rows on the path to others. */
function assignRow(problem: Problem, row: number): void {
  const { rowOf } = problem;
  const { length } = rowOf;
  const paths: Paths = {
    least: new Array<number>(length).fill(Number.POSITIVE_INFINITY),
    before: new Array<number>(length).fill(0),
    seen: new Array<boolean>(length).fill(false),
  };
  rowOf[0] = row;
  let column = 0;
  do column = nextColumn(problem, paths, column);
  while (rowOf[column] !== 0);
  for (; column !== 0; column = paths.before[column]!) rowOf[column] = rowOf[paths.before[column]!]!;
}

/** Goes on from a column to the nearest that is not seen yet, as in Dijkstra's algorithm. */
function nextColumn(
  { values, ofRows, ofColumns, rowOf }: Problem,
  { least, before, seen }: Paths,
  column: number,
): number {
  seen[column] = true;
  const row = rowOf[column]!;
  let [delta, next] = [Number.POSITIVE_INFINITY, 0];
  for (let c = 1; c < rowOf.length; c++) {
    if (seen[c]) continue;
    const cost = -values[row - 1]![c - 1]! - ofRows[row]! - ofColumns[c]!;
    if (cost < least[c]!) [least[c], before[c]] = [cost, column];
    if (least[c]! < delta) [delta, next] = [least[c]!, c];
  }
  for (let c = 0; c < rowOf.length; c++) {
    if (seen[c]) {
      ofRows[rowOf[c]!]! += delta;
      ofColumns[c]! -= delta;
    } else least[c]! -= delta;
  }
  return next;
}
