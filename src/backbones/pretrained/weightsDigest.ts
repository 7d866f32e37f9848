import { digest, digestOfFile } from '../../base/digest.js';
import { UserError } from '../../base/errors.js';
import type { BackboneName } from '../architectures/registry.js';
import { shardsOf } from '../keras/tfjsFile.js';
import type { WeightStore } from './imagenetWeights.js';
import { fileOfWeights } from './loadBackbone.js';

/**
 * SHA-256 of the bytes that a backbone's weights are read from; undefined for those that come with a package or are
 * drawn, which their name tells.
 *
 * @param weights as for `loadBackbone`
 * @throws UserError if there is no such file
 */
export async function weightsChecksum(
  name: BackboneName,
  weights: string,
  store: WeightStore | undefined,
): Promise<string | undefined> {
  const file = await fileOfWeights(name, weights, store);
  if (file === undefined) return undefined;
  try {
    if (!file.endsWith('.json')) return await digestOfFile(file);
    return digest(...(await Promise.all([file, ...(await shardsOf(file))].map(digestOfFile))));
  } catch (error) {
    const { code, path } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'EISDIR') throw error;
    throw new UserError('A file of weights was expected.', `no file ${path ?? file}`, "Correct 'backbone.weights'.");
  }
}
