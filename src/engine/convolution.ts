import { readFileSync } from 'node:fs';
import { usesGpu } from './device.js';
import { recordedPrecision } from './tape.js';
import { tf } from './tensorflow.js';

type Tensor = tf.Tensor;

/** Fewer channels than this make matrix products too thin to be faster (measured: 64 are, 32 and 48 are not). */
const LEAST_CHANNELS = 64;
/**
 * In bfloat16 on AMX, where a convolution's own gradient is fast too, products of larger kernels than 1x1 are faster only for
 * small maps with many channels: 0.42 to 0.85 of the time at 196 to 960 places in a batch and 256 to 512 channels, but 1.2
 * or more from 3,000 places on, and from 0.95 to 1.3 for 128 to 192 channels. Those of 1x1 take 0.31 to 0.82 at any size
 * (measured on 33 convolutions of InceptionV3, ResNet50 and VGG16).
 */
const IN_BFLOAT16 = { leastChannels: 256, mostPlaces: 1000 };
/** Bytes that the shifted copies of an input may take at once. */
const MOST_BYTES = 256e6;

/**
 * A convolution as `tf.conv2d`, with a faster gradient of its kernel where possible: for every position in the kernel, the
 * matrix product of the shifted input with the upstream gradient. oneDNN's own took 84 ms for the largest convolution
 * of InceptionV3 at 227x454 in batches of 4, and the products 46 ms, on a processor with AVX2.
 *
 * @param x `[batch, height, width, channels]`
 * @param kernel `[height, width, channels, filters]`
 */
export function conv2d(x: tf.Tensor4D, kernel: tf.Tensor4D, strides: number, pad: 'same' | 'valid'): tf.Tensor4D {
  if (!asProducts(x, kernel, strides, pad)) return tf.conv2d(x, kernel, strides, pad);
  return tf.customGrad((input, filter, save) => {
    (save as tf.GradSaveFunc)([input as Tensor, filter as Tensor]);
    return {
      value: tf.conv2d(input as tf.Tensor4D, filter as tf.Tensor4D, strides, pad),
      gradFunc: (dy: Tensor, saved: Tensor[]) => {
        const [from, by] = saved as [tf.Tensor4D, tf.Tensor4D];
        return [
          tf.conv2dTranspose(dy as tf.Tensor4D, by, from.shape, strides, pad),
          kernelGradient(from, dy, by.shape, pad),
        ];
      },
    };
  })(x, kernel) as tf.Tensor4D;
}

/**
 * The gradient of a kernel by products, for strides of 1.
 *
 * @param dy the upstream gradient, `[batch, height, width, filters]`
 * @param shape of the kernel
 */
export function kernelGradient(
  x: tf.Tensor4D,
  dy: Tensor,
  shape: [number, number, number, number],
  pad: 'same' | 'valid',
): Tensor {
  const [batch, height, width, filters] = dy.shape as [number, number, number, number];
  const [rows, columns, channels] = shape;
  const upstream = tf.reshape(dy, [-1, filters]) as tf.Tensor2D;
  // As TensorFlow pads: what is odd goes to the end.
  const around = (size: number): [number, number] => [Math.floor((size - 1) / 2), Math.ceil((size - 1) / 2)];
  const padded = pad === 'same' ? tf.pad(x, [[0, 0], around(rows), around(columns), [0, 0]]) : x;
  const products: Tensor[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const shifted = tf.slice(padded, [0, row, column, 0], [batch, height, width, channels]);
      products.push(tf.matMul(tf.reshape(shifted, [-1, channels]) as tf.Tensor2D, upstream, true));
    }
  }
  return tf.reshape(tf.stack(products), shape);
}

function asProducts(x: tf.Tensor4D, kernel: tf.Tensor4D, strides: number, pad: 'same' | 'valid'): boolean {
  const [rows, columns, channels] = kernel.shape;
  const inBfloat16 = recordedPrecision() === 'bfloat16';
  if (!(inBfloat16 || productsAreFaster()) || strides !== 1) return false;
  if (rows * columns === 1) return true;
  const [batch, height, width] = x.shape;
  const places = batch * (pad === 'same' ? height * width : (height - rows + 1) * (width - columns + 1));
  if (inBfloat16) return channels >= IN_BFLOAT16.leastChannels && places <= IN_BFLOAT16.mostPlaces;
  const bytes = 4 * rows * columns * places * channels;
  return channels >= LEAST_CHANNELS && bytes <= MOST_BYTES;
}

let faster: boolean | undefined;

/** In float32, on a processor without AVX-512, for which oneDNN has no fast gradient of kernels; not on a GPU. */
function productsAreFaster(): boolean {
  faster ??=
    process.arch === 'x64' &&
    process.platform === 'linux' &&
    !usesGpu() &&
    !/\bavx512f\b/.test(readFileSync('/proc/cpuinfo', 'utf8'));
  return faster;
}
