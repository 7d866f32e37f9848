import * as fs from 'node:fs/promises';
import type { BackboneName } from '../backbones/architectures/registry.js';
import type { WeightStore } from '../backbones/pretrained/imagenetWeights.js';
import { fileOfWeights } from '../backbones/pretrained/loadBackbone.js';
import { weightsChecksum } from '../backbones/pretrained/weightsDigest.js';
import { UserError } from '../base/errors.js';

/** Digests of the files of weights that recipes name; each is computed once. */
export type WeightsDigest = (backbone: BackboneName, weights: string) => Promise<string | undefined>;

/** @throws UserError from a digest whose file is not there */
export function weightsDigests(store: WeightStore | undefined): WeightsDigest {
  const known = new Map<string, Promise<string | undefined>>();
  return (backbone, weights) => {
    const key = `${backbone} ${weights}`;
    const digest = known.get(key) ?? weightsChecksum(backbone, weights, store);
    known.set(key, digest);
    return digest;
  };
}

/** Errors of the system, and of Node, that say that a path names no file that can be read here. */
const NO_FILE: readonly string[] = [
  ...['ENOENT', 'EACCES', 'EPERM', 'ENOTDIR', 'EISDIR', 'ENAMETOOLONG', 'ELOOP'],
  'ERR_INVALID_ARG_VALUE',
];

/**
 * The same for what jobs of other machines name: undefined where there is no such file here, and there can be none. What is no
 * plain file, such as a device, is not read.
 */
export function ownWeights(store: WeightStore | undefined): WeightsDigest {
  const digestOf = weightsDigests(store);
  return async (backbone, weights) => {
    try {
      const file = await fileOfWeights(backbone, weights, store);
      if (file === undefined || !(await fs.stat(file)).isFile()) return undefined;
      return await digestOf(backbone, weights);
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      if (error instanceof UserError || NO_FILE.includes(code)) return undefined;
      throw error;
    }
  };
}
