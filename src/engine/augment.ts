import type { Size } from '../dataset/resize.js';
import type { Draw, Fill } from '../preprocess/augmentation.js';
import { transformOf } from '../preprocess/transform.js';
import { warp } from '../preprocess/warp.js';
import type { Backend } from './binding.js';
import { tf } from './tensorflow.js';

/**
 * Augments images `[batch, height, width, 3]` in [0, 255], each by its own draw, as Keras'
 * `ImageDataGenerator.apply_transform`: the affine transform first, then the channel shift, then the brightness.
 */
export function augment(
  pictures: Uint8Array | Float32Array,
  draws: readonly Draw[],
  size: Size,
  fill: Fill = {},
): tf.Tensor4D {
  return tf.tidy(() => brightened(shifted(moved(pictures, draws, size, fill), draws), draws));
}

function moved(pictures: Uint8Array | Float32Array, draws: readonly Draw[], size: Size, fill: Fill): tf.Tensor4D {
  const { height, width } = size;
  const values = height * width * 3;
  if (results.length < draws.length * values) results = new Float32Array(draws.length * values);
  if (source.length !== values) source = new Float32Array(values);
  draws.forEach((draw, i) => {
    source.set(pictures.subarray(i * values, (i + 1) * values));
    warp(source, transformOf(draw, height, width), size, fill, results.subarray(i * values, (i + 1) * values));
  });
  return copied(results.subarray(0, draws.length * values), [draws.length, height, width, 3]);
}

/** Of the largest batch so far. A new one for each costs as much again in pages to fetch and rubbish to collect. */
let results = new Float32Array(0);
/** One image before it is changed. */
let source = new Float32Array(0);

/** A tensor whose values TensorFlow has copied, where tfjs-node would come back for them at the tensor's first use. */
function copied(values: Float32Array, shape: [number, number, number, number]): tf.Tensor4D {
  const tensor = tf.tensor4d(values, shape);
  (tf.backend() as unknown as Backend).getInputTensorIds([tensor]);
  return tensor;
}

/** Source: Keras `apply_channel_shift`. */
function shifted(images: tf.Tensor4D, draws: readonly Draw[]): tf.Tensor4D {
  if (draws.every(({ channelShift }) => channelShift === 0)) return images;
  const shift = perPicture(draws.map(({ channelShift }) => channelShift));
  const [least, most] = [tf.min(images, [1, 2, 3], true), tf.max(images, [1, 2, 3], true)];
  return tf.minimum(tf.maximum(tf.add(images, shift), least), most);
}

/** Source: Keras `apply_brightness_shift`; Pillow `ImageEnhance.Brightness`, in whole gray levels, rounded down. */
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
