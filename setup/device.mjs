import * as fs from 'node:fs';
import * as path from 'node:path';
import { SetupError } from './setupError.mjs';

/** 'auto' takes the GPU where an NVIDIA driver is loaded. Only Linux on x64 has TensorFlow packages with CUDA. */
export function chooseDevice(wanted, hasDriver, platform = `${process.platform}-${process.arch}`) {
  if (!['cpu', 'gpu', 'auto'].includes(wanted)) {
    throw new SetupError(`THAW_DEVICE must be cpu, gpu or auto. Received: ${wanted}.`);
  }
  if (platform !== 'linux-x64') return 'cpu';
  return wanted === 'auto' ? (hasDriver ? 'gpu' : 'cpu') : wanted;
}

export function hasNvidia(searched = process.env.PATH ?? '') {
  const onPath = searched.split(path.delimiter).some((folder) => fs.existsSync(path.join(folder, 'nvidia-smi')));
  return onPath || fs.existsSync('/proc/driver/nvidia/version');
}
