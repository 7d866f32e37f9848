import { UserError } from '../base/errors.js';
import type { RawWeight } from './initialWeights.js';
import { type Network, type WeightName, weightShapes } from './layer.js';

interface ManifestEntry {
  name: string;
  shape: number[];
  quantization: { min: number; scale: number; dtype: 'uint8' };
}

interface Bundle {
  modelJson(): Promise<Wrapped<{ weightsManifest: { weights: ManifestEntry[] }[] }>>;
  weightBundles: (() => Promise<Wrapped<string>>)[];
}

/**
 * InceptionV3 weights that come inside the npm package nsfwjs (MIT): trained on ImageNet, the upper half tuned to
 * another task, kept in 8 bit: value = byte * scale + min. They expect values in [0, 1].
 */
export async function nsfwjsWeights(network: Network): Promise<Map<WeightName, RawWeight>> {
  const { InceptionV3Model: bundle } = require('nsfwjs/models/inception_v3') as { InceptionV3Model: Bundle };
  const { weightsManifest } = unwrap(await bundle.modelJson());
  const parts = await Promise.all(
    bundle.weightBundles.map(async (part) => Buffer.from(unwrap(await part()), 'base64')),
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

type Wrapped<T> = T | { default: T };

/** The bundles are modules of either kind. */
function unwrap<T>(module: Wrapped<T>): T {
  return typeof module === 'object' && module !== null && 'default' in module ? module.default : (module as T);
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, n) => product * n, 1);
}
