import { performance } from 'node:perf_hooks';
import { tf } from '../../src/engine/tensorflow.js';
import { type Spread, spreadOf, writeResult } from './results.js';

/** Rows and columns of the matrices. */
const SIZE = 2048;
const RUNS = 7;

/** The machine's rate of products of float32 matrices, in operations a second, by TensorFlow's own kernel. */
export function matrixProductRate(): Spread {
  const rates = tf.tidy(() => {
    const [a, b] = [0, 1].map((seed) => tf.randomUniform<tf.Rank.R2>([SIZE, SIZE], -1, 1, 'float32', seed));
    const rate = (): number => {
      const start = performance.now();
      tf.tidy(() => tf.matMul(a, b).slice([0, 0], [1, 1]).dataSync());
      return (2 * SIZE ** 3) / ((performance.now() - start) / 1000);
    };
    rate();
    return Array.from({ length: RUNS }, rate);
  });
  return spreadOf(rates);
}

/** How far the time of one image is from that of its operations alone, at the rate that the machine has just now. */
export function compareWithLimit(work: string, thaw: Spread, operations: number, target: number): void {
  const rate = matrixProductRate();
  const milliseconds = (operationsASecond: number): number => (operations / operationsASecond) * 1000;
  const limit = { min: milliseconds(rate.max), median: milliseconds(rate.median), max: milliseconds(rate.min) };
  console.log(`${(rate.median / 1e9).toFixed(0)} GFLOP/s in a product of float32 matrices of ${SIZE} rows`);
  writeResult(`limit-${work.replaceAll(/[^a-z0-9]+/gi, '-')}`, {
    work: `${work}, over the convolutions alone`,
    unit: 'ms an image',
    thaw,
    other: limit,
    ratio: thaw.median / limit.median,
    paired: { min: thaw.min / limit.max, median: thaw.median / limit.median, max: thaw.max / limit.min },
    target,
  });
}
