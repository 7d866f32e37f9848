import { tf } from './tensorflow.js';

/**
 * A batch with zeros in the place of rows that are missing. A recorded graph holds one set of shapes: a last batch that is not
 * full would cost another graph, of a gigabyte for a large network.
 *
 * @param x `[n, ...]`
 * @param rows at least n
 * @returns `[rows, ...]`
 */
export function padRows<T extends tf.Tensor>(x: T, rows: number): T {
  const missing = rows - x.shape[0]!;
  return missing === 0
    ? tf.clone(x)
    : tf.pad(x, [[0, missing], ...x.shape.slice(1).map((): [number, number] => [0, 0])]);
}
