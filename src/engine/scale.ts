import type { Affine } from '../preprocess/scaling.js';
import { tf } from './tensorflow.js';

/** Scales a batch of pictures `[batch, height, width, 3]`, channel by channel. */
export function scale(images: tf.Tensor4D, { scale, offset, swapsChannels }: Affine): tf.Tensor4D {
  const ordered = swapsChannels ? tf.reverse(images, -1) : images;
  return tf.add(tf.mul(ordered, tf.tensor1d([...scale])), tf.tensor1d([...offset]));
}
