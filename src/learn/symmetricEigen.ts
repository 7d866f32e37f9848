/** Sweeps at most: each turns every pair of rows once, and about eight are enough. */
const SWEEPS = 60;
/** A rest beside the diagonal of this share of the whole counts as none. */
const TOLERANCE = 1e-22;

/**
 * Eigenvalues and eigenvectors of a symmetric matrix by Jacobi's rotations.
 *
 * @param matrix `[size * size]`, left as it is
 * @returns the largest eigenvalue first; the vectors row by row, of length 1
 */
export function symmetricEigen(matrix: Float64Array, size: number): { values: number[]; vectors: Float64Array } {
  const a = Float64Array.from(matrix);
  const vectors = new Float64Array(size * size);
  for (let i = 0; i < size; i++) vectors[i * size + i] = 1;
  const all = a.reduce((total, value) => total + value * value, 0);
  for (let sweep = 0; sweep < SWEEPS && beside(a, size) > TOLERANCE * all; sweep++) {
    for (let p = 0; p < size - 1; p++) for (let q = p + 1; q < size; q++) rotate(a, vectors, size, p, q);
  }
  const order = Array.from({ length: size }, (_, i) => i).sort((i, j) => a[j * size + j]! - a[i * size + i]!);
  const sorted = new Float64Array(size * size);
  order.forEach((from, to) => {
    sorted.set(vectors.subarray(from * size, (from + 1) * size), to * size);
  });
  return { values: order.map((i) => a[i * size + i]!), vectors: sorted };
}

/** Sum of the squares beside the diagonal. */
function beside(a: Float64Array, size: number): number {
  let total = 0;
  for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) if (i !== j) total += a[i * size + j]! ** 2;
  return total;
}

/** Makes the entry of one pair of rows zero. Source: Golub and Van Loan, Matrix Computations, 8.5. */
function rotate(a: Float64Array, vectors: Float64Array, size: number, p: number, q: number): void {
  const entry = a[p * size + q]!;
  if (entry === 0) return;
  const tau = (a[q * size + q]! - a[p * size + p]!) / (2 * entry);
  const tangent = (tau >= 0 ? 1 : -1) / (Math.abs(tau) + Math.sqrt(1 + tau * tau));
  const cosine = 1 / Math.sqrt(1 + tangent * tangent);
  const sine = tangent * cosine;
  for (let k = 0; k < size; k++) {
    const [left, right] = [a[k * size + p]!, a[k * size + q]!];
    a[k * size + p] = cosine * left - sine * right;
    a[k * size + q] = sine * left + cosine * right;
  }
  for (const rows of [a, vectors]) {
    for (let k = 0; k < size; k++) {
      const [left, right] = [rows[p * size + k]!, rows[q * size + k]!];
      rows[p * size + k] = cosine * left - sine * right;
      rows[q * size + k] = sine * left + cosine * right;
    }
  }
}
