import * as os from 'node:os';
import type { Backend } from './binding.js';
import { tf } from './tensorflow.js';

/** Everything besides recipe and images that results can depend on, in their last bits, or in the time they take. */
export interface Environment {
  node: string;
  tensorflow: string;
  tfjs: string;
  /** `linux x64` */
  platform: string;
  device: 'cpu' | 'gpu';
  cpu: string;
  /** Threads that the machine runs at a time, and that TensorFlow is set to use; null for its default, all. */
  threads: number;
  threadsOfTensorFlow: number | null;
  /** Value of `TF_ENABLE_ONEDNN_OPTS`, which switches oneDNN's kernels; null for TensorFlow's default. */
  oneDnn: string | null;
}

/** The machine that this process runs on. */
export function describeEnvironment(): Environment {
  const { binding } = tf.backend() as unknown as Backend;
  const { TF_NUM_INTRAOP_THREADS: told, TF_ENABLE_ONEDNN_OPTS: oneDnn = null } = process.env;
  return {
    node: process.versions.node,
    tensorflow: String(binding.TF_Version),
    tfjs: tf.version.tfjs,
    platform: `${process.platform} ${process.arch}`,
    device: usesGpu() ? 'gpu' : 'cpu',
    cpu: os.cpus()[0]?.model ?? 'unknown',
    threads: os.availableParallelism(),
    threadsOfTensorFlow: told === undefined ? null : Number(told),
    oneDnn,
  };
}

/** Whether TensorFlow computes on a GPU. */
export function usesGpu(): boolean {
  return (tf.backend() as unknown as { isUsingGpuDevice: boolean }).isUsingGpuDevice;
}
