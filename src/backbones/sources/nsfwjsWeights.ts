import * as path from 'node:path';
import { product } from '../../base/sum.js';
import { fittingWeights } from '../network/fittingWeights.js';
import type { Network } from '../network/layer.js';
import type { RawWeight, WeightName } from '../network/weights.js';

interface ManifestGroup {
  paths: string[];
  weights: ManifestEntry[];
}

interface ManifestEntry {
  name: string;
  shape: number[];
  quantization: { min: number; scale: number; dtype: 'uint8' };
}

/**
 * Weights that come inside the npm package nsfwjs (MIT): trained on ImageNet, the upper half tuned to another task,
 * kept in 8 bit: value = byte * scale + min. They expect values in [0, 1].
 *
 * @param model name of the model's folder in the package
 */
export async function nsfwjsWeights(
  network: Network,
  model: 'inception_v3' | 'mobilenet_v2',
): Promise<Map<WeightName, RawWeight>> {
  // The package's own loader imports a string as a module, which copies it letter by letter: 9 s a part.
  const folder = path.resolve(path.dirname(require.resolve('nsfwjs')), '../models', model);
  const { weightsManifest } = require(path.join(folder, 'model.min.js')) as { weightsManifest: ManifestGroup[] };
  const parts = weightsManifest
    .flatMap((group) => group.paths)
    .map((part) => Buffer.from(require(path.join(folder, `${part}.min.js`)) as string, 'base64'));
  const bytes = Buffer.concat(parts);
  const stored = new Map<string, { entry: ManifestEntry; start: number }>();
  let start = 0;
  for (const entry of weightsManifest.flatMap((group) => group.weights)) {
    stored.set(entry.name, { entry, start });
    start += product(entry.shape);
  }
  const find = (name: WeightName): RawWeight | undefined => {
    const found = stored.get(name);
    if (found === undefined) return undefined;
    const { shape, quantization } = found.entry;
    const values = new Float32Array(product(shape));
    for (let i = 0; i < values.length; i++) {
      values[i] = bytes[found.start + i]! * quantization.scale + quantization.min;
    }
    return { shape, values };
  };
  return fittingWeights(
    network,
    find,
    'The weights of nsfwjs',
    'Install the version of nsfwjs that package.json names.',
  );
}
