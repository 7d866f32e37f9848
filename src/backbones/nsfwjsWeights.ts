import * as path from 'node:path';
import { UserError } from '../base/errors.js';
import type { RawWeight } from './initialWeights.js';
import { type Network, type WeightName, weightShapes } from './layer.js';

interface ManifestEntry {
  name: string;
  shape: number[];
  quantization: { min: number; scale: number; dtype: 'uint8' };
}

const SHARDS = 6;

/**
 * InceptionV3 weights that come inside the npm package nsfwjs (MIT): trained on ImageNet, the upper half tuned to
 * another task, kept in 8 bit: value = byte * scale + min. They expect values in [0, 1].
 */
export async function nsfwjsWeights(network: Network): Promise<Map<WeightName, RawWeight>> {
  // The package's own loader imports a string as a module, which copies it letter by letter: 9 s a part.
  const folder = path.resolve(path.dirname(require.resolve('nsfwjs')), '../models/inception_v3');
  const { weightsManifest } = require(path.join(folder, 'model.min.js')) as {
    weightsManifest: { weights: ManifestEntry[] }[];
  };
  const parts = Array.from({ length: SHARDS }, (_, i) =>
    Buffer.from(require(path.join(folder, `group1-shard${i + 1}of${SHARDS}.min.js`)) as string, 'base64'),
  );
  const bytes = Buffer.concat(parts);
  const stored = new Map<string, { entry: ManifestEntry; start: number }>();
  let start = 0;
  for (const entry of weightsManifest.flatMap((group) => group.weights)) {
    stored.set(entry.name, { entry, start });
    start += sizeOf(entry.shape);
  }
  const weights = new Map<WeightName, RawWeight>();
  for (const [name, shape] of weightShapes(network, 3)) {
    const found = stored.get(name);
    if (found?.entry.shape.join() !== shape.join()) {
      throw new UserError(
        `The weights of nsfwjs were expected to hold ${name} of shape [${shape}].`,
        found ? `[${found.entry.shape}]` : 'nothing of that name',
        'Install the version of nsfwjs that package.json names.',
      );
    }
    const { min, scale } = found!.entry.quantization;
    const values = new Float32Array(sizeOf(shape));
    for (let i = 0; i < values.length; i++) values[i] = bytes[found!.start + i] * scale + min;
    weights.set(name, { shape, values });
  }
  return weights;
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, n) => product * n, 1);
}
