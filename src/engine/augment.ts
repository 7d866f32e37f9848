import { type Draw, transformOf } from '../preprocess/augmentation.js';
import { projectiveTransform } from './kernels.js';
import { tf } from './tensorflow.js';

/** Changes a batch `[batch, height, width, channels]`, each picture by its draw; edges continue outwards. */
export function augment(images: tf.Tensor4D, draws: readonly Draw[]): tf.Tensor4D {
  const [, height, width] = images.shape;
  return tf.tidy(() => {
    const transforms = tf.tensor2d(draws.map((draw) => transformOf(draw, height, width)));
    return projectiveTransform(images, transforms);
  });
}
