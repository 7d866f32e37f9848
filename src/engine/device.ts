import { tf } from './tensorflow.js';

/** Whether TensorFlow computes on a GPU. */
export function usesGpu(): boolean {
  return (tf.backend() as unknown as { isUsingGpuDevice: boolean }).isUsingGpuDevice;
}
