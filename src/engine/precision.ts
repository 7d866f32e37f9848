import { readFileSync } from 'node:fs';
import { UserError } from '../base/errors.js';
import { usesGpu } from './device.js';

/**
 * Number format that convolutions compute in. `bfloat16` is Keras' `mixed_bfloat16`: convolutions and what passes their maps
 * on take and return bfloat16, which has 8 bits of precision where float32 has 24; sums inside a convolution, weights,
 * optimizers, statistics of batch normalization, dense layers and losses are float32.
 */
export type Precision = 'float32' | 'bfloat16';
export const PRECISIONS = ['float32', 'bfloat16'] as const;

/** Whether this machine has what makes bfloat16 faster than float32, and what decides it. */
export interface Bfloat16Support {
  isAvailable: boolean;
  /** What is there, or what is missing. */
  reason: string;
}

let ofMachine: Bfloat16Support | undefined;

/**
 * Looks for AMX, a processor's instructions for products of bfloat16 matrices. Without them InceptionV3 takes longer
 * in bfloat16 than in float32: 4.8 times as long with AVX-512, 1.7 times with AVX512_BF16 (measured). Which recipes are faster with them, `fasterInBfloat16` says.
 *
 * @example
 * thaw.bfloat16Support().reason; // 'the processor has AMX'
 */
export function bfloat16Support(): Bfloat16Support {
  ofMachine ??= supportOf({
    platform: process.platform,
    gpu: usesGpu(),
    oneDnn: process.env.TF_ENABLE_ONEDNN_OPTS !== '0',
    processor: process.platform === 'linux' ? readFileSync('/proc/cpuinfo', 'utf8') : '',
  });
  return ofMachine;
}

interface Machine {
  platform: NodeJS.Platform;
  gpu: boolean;
  /** Whether TensorFlow uses oneDNN's kernels. */
  oneDnn: boolean;
  /** Text of `/proc/cpuinfo`. */
  processor: string;
}

export function supportOf(machine: Machine): Bfloat16Support {
  const missing = missingFor(machine);
  return { isAvailable: missing === undefined, reason: missing ?? 'the processor has AMX' };
}

function missingFor({ platform, gpu, oneDnn, processor }: Machine): string | undefined {
  if (gpu) return 'TensorFlow computes on a GPU';
  if (platform !== 'linux') return `whether the processor has AMX is unknown on ${platform}`;
  if (!/^flags\s*:.*\bamx_bf16\b/m.test(processor)) return 'the processor has no AMX';
  return oneDnn ? undefined : "TF_ENABLE_ONEDNN_OPTS is 0, which turns off oneDNN's kernels";
}

/**
 * @param support default: that of this machine
 * @throws UserError if the precision is bfloat16 and the processor has no AMX
 */
export function checkPrecision(precision: Precision, support?: Bfloat16Support): void {
  if (precision === 'float32') return;
  const { isAvailable, reason } = support ?? bfloat16Support();
  if (isAvailable) return;
  throw new UserError(
    "'bfloat16' is expected only where TensorFlow computes on a processor with AMX.",
    `precision 'bfloat16', but ${reason}`,
    "Set 'precision' to 'float32', or train on Linux on an Intel Xeon of the 4th generation or later.",
  );
}
