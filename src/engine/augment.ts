import type { Draw, Fill } from '../preprocess/augmentation.js';
import { insideOf, transformOf } from '../preprocess/transform.js';
import { wrapped } from '../preprocess/wrap.js';
import { projectiveTransform } from './kernels.js';
import { tf } from './tensorflow.js';

/**
 * Changes a batch `[batch, height, width, channels]` in 0 ... 255, each picture by its draw: moved, then its channels
 * shifted, then its brightness, as Keras' `ImageDataGenerator.apply_transform`.
 */
export function augment(images: tf.Tensor4D, draws: readonly Draw[], fill: Fill = {}): tf.Tensor4D {
  return tf.tidy(() => brightened(shifted(moved(images, draws, fill), draws), draws));
}

function moved(images: tf.Tensor4D, draws: readonly Draw[], { fillMode = 'nearest', cval = 0 }: Fill): tf.Tensor4D {
  const [, height, width] = images.shape;
  const transforms = draws.map((draw) => transformOf(draw, height, width));
  if (fillMode === 'wrap') {
    const pixels = images.dataSync() as Float32Array;
    const size = pixels.length / draws.length;
    const result = new Float32Array(pixels.length);
    for (const [i, transform] of transforms.entries()) {
      result.set(wrapped(pixels.subarray(i * size, (i + 1) * size), transform, height, width), i * size);
    }
    return tf.tensor4d(result, images.shape);
  }
  const result = projectiveTransform(images, tf.tensor2d(transforms), fillMode === 'reflect' ? 'REFLECT' : 'NEAREST');
  if (fillMode !== 'constant') return result;
  // Keras' SciPy puts the constant wherever the source lies outside; TensorFlow's own would shade the rim into it.
  const inside = new Uint8Array(draws.length * height * width);
  for (const [i, transform] of transforms.entries()) {
    inside.set(insideOf(transform, height, width), i * height * width);
  }
  const mask = tf.tensor4d(inside, [draws.length, height, width, 1], 'bool');
  return tf.where(tf.broadcastTo(mask, images.shape), result, tf.fill(images.shape, cval));
}

/** Source: Keras `apply_channel_shift`. */
function shifted(images: tf.Tensor4D, draws: readonly Draw[]): tf.Tensor4D {
  if (draws.every(({ channelShift }) => channelShift === 0)) return images;
  const shift = perPicture(draws.map(({ channelShift }) => channelShift));
  const [least, most] = [tf.min(images, [1, 2, 3], true), tf.max(images, [1, 2, 3], true)];
  return tf.minimum(tf.maximum(tf.add(images, shift), least), most);
}

/** Source: Keras `apply_brightness_shift`; Pillow `ImageEnhance.Brightness`, in whole grey levels, rounded down. */
function brightened(images: tf.Tensor4D, draws: readonly Draw[]): tf.Tensor4D {
  if (draws.every(({ brightness }) => brightness === null)) return images;
  const factor = perPicture(draws.map(({ brightness }) => brightness ?? 1));
  const changed = tf.minimum(tf.floor(tf.mul(tf.floor(images), factor)), 255) as tf.Tensor4D;
  const changes = perPicture(draws.map(({ brightness }) => Number(brightness !== null))).cast('bool');
  return tf.where(tf.broadcastTo(changes, images.shape), changed, images);
}

/** `[batch, 1, 1, 1]` */
function perPicture(values: readonly number[]): tf.Tensor4D {
  return tf.tensor4d([...values], [values.length, 1, 1, 1]);
}
