import { UserError } from '../base/errors.js';
import { tf } from '../engine/tensorflow.js';
import type { RawWeight } from './initialWeights.js';
import { type Network, type WeightName, weightShapes } from './layer.js';

type Manifest = Parameters<typeof tf.io.decodeWeights>[1];

interface Bundle {
  modelJson(): Promise<{ default: { weightsManifest: { weights: Manifest }[] } }>;
  weightBundles: (() => Promise<{ default: string }>)[];
}

/**
 * InceptionV3 weights that come inside the npm package nsfwjs (MIT): trained on ImageNet, the upper half tuned to
 * another task, kept in 8 bit. They expect values in [0, 1].
 */
export async function nsfwjsWeights(network: Network): Promise<Map<WeightName, RawWeight>> {
  const { InceptionV3Model: bundle } = require('nsfwjs/models/inception_v3') as { InceptionV3Model: Bundle };
  const { weightsManifest } = unwrap(await bundle.modelJson());
  const parts = await Promise.all(
    bundle.weightBundles.map(async (part) => Buffer.from(unwrap(await part()), 'base64')),
  );
  const bytes = Buffer.concat(parts);
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  const tensors = tf.io.decodeWeights(
    buffer,
    weightsManifest.flatMap(({ weights }) => weights),
  );
  try {
    const weights = new Map<WeightName, RawWeight>();
    for (const [name, shape] of weightShapes(network, 3)) {
      const tensor = tensors[name];
      if (tensor === undefined || tensor.shape.join() !== shape.join()) {
        throw new UserError(
          `The weights of nsfwjs were expected to hold ${name} of shape [${shape}].`,
          tensor ? `[${tensor.shape}]` : 'nothing of that name',
          'Install the version of nsfwjs that package.json names.',
        );
      }
      weights.set(name, { shape, values: Float32Array.from(tensor.dataSync()) });
    }
    return weights;
  } finally {
    tf.dispose(tensors);
  }
}

function unwrap<T>(module: T | { default: T }): T {
  return typeof module === 'object' && module !== null && 'default' in module ? module.default : (module as T);
}
