import * as os from 'node:os';
import type { Backend } from './binding.js';
import { usesGpu } from './device.js';
import { type Bfloat16Support, bfloat16Support } from './precision.js';
import { tf } from './tensorflow.js';

/** Machine and versions. The last bits of the results and the times depend on them. */
export interface Environment {
  node: string;
  tensorflow: string;
  tfjs: string;
  /** `linux x64` */
  platform: string;
  device: 'cpu' | 'gpu';
  cpu: string;
  /** Threads of the machine. */
  threads: number;
  /** Threads that TensorFlow was set to use; null: all. */
  threadsOfTensorFlow: number | null;
  /** `TF_ENABLE_ONEDNN_OPTS`; null: not set. */
  oneDnn: string | null;
  /** Whether `precision: 'bfloat16'` can be used here, and what decides it; not in files of older versions. */
  bfloat16?: Bfloat16Support;
}

/** The machine that this process runs on. */
export function describeEnvironment(): Environment {
  const { binding } = tf.backend() as unknown as Backend;
  const { TF_NUM_INTRAOP_THREADS: threads, TF_ENABLE_ONEDNN_OPTS: oneDnn = null } = process.env;
  return {
    node: process.versions.node,
    tensorflow: String(binding.TF_Version),
    tfjs: tf.version.tfjs,
    platform: `${process.platform} ${process.arch}`,
    device: usesGpu() ? 'gpu' : 'cpu',
    cpu: os.cpus()[0]?.model ?? 'unknown',
    threads: os.availableParallelism(),
    threadsOfTensorFlow: threads === undefined ? null : Number(threads),
    oneDnn,
    bfloat16: bfloat16Support(),
  };
}
