import type { BatchNormalizationPolicy } from '../backbones/network/batchNormalization.js';
import { forward, type Phase } from '../backbones/network/forward.js';
import { modelWeightsDigest, type WeightName } from '../backbones/network/weights.js';
import { weightTensors } from '../backbones/network/weightTensors.js';
import type { Backbone } from '../backbones/pretrained/loadBackbone.js';
import { openRows } from '../base/cache/keptRows.js';
import type { Cache } from '../base/cache/rowFiles.js';
import { chunks } from '../base/chunks.js';
import { digest } from '../base/digest.js';
import { augment } from '../engine/augment.js';
import { type Recorded, recorded } from '../engine/record.js';
import { scale } from '../engine/scale.js';
import { tf, valuesOf, yieldToEventLoop } from '../engine/tensorflow.js';
import { type Augmentation, drawChange } from '../preprocess/augmentation.js';
import { composedScaling } from '../preprocess/composedScaling.js';
import type { ScalingStep } from '../preprocess/scaling.js';
import { INFERENCE_BATCH } from './features.js';
import { type PictureSample, pixelsOf } from './pictureSample.js';

/** A backbone with its weights in TensorFlow, to be disposed. */
export interface OpenBackbone extends Backbone {
  tensors: Map<WeightName, tf.Tensor>;
  /** Of the weights. */
  digest: string;
  /**
   * Features after global average pooling, `[batch, channels]`, of scaled pictures, all layers frozen; one graph for each
   * phase and policy, since to write one takes as long as a hundred pictures.
   */
  pooled(scaled: tf.Tensor4D, phase: Phase, policy: BatchNormalizationPolicy): tf.Tensor;
  dispose(): void;
}

/** How pictures go through a backbone. */
export interface Passage {
  scaling: readonly ScalingStep[];
  /** Whether red and blue change places before the scaling. Default no. */
  swapped?: boolean;
  /** Drawn once for each picture. Default none. */
  augmentation?: Augmentation;
  seed?: number;
  /** Default inference. */
  phase?: Phase;
  /** What batch normalisations do in training, in batches of that size. */
  policy: BatchNormalizationPolicy;
  batchSize: number;
}

/** Raised whenever the same passage would give other features. */
const PASSAGE_VERSION = 2;

export function openBackbone(backbone: Backbone): OpenBackbone {
  const tensors = weightTensors(backbone.weights);
  const graphs = new Map<string, Recorded>();
  const graphOf = (phase: Phase, policy: BatchNormalizationPolicy): Recorded => {
    const options = { phase, policy, trainable: new Set<string>() };
    return recorded(([x]) => [tf.mean(forward(backbone.network, tensors, x, options).output, [1, 2])]);
  };
  return {
    ...backbone,
    tensors,
    digest: modelWeightsDigest([...backbone.weights].map(([name, { values }]) => [name, values])),
    pooled: (scaled, phase, policy) => {
      const key = phase === 'inference' ? phase : policy;
      const graph = graphs.get(key) ?? graphOf(phase, policy);
      graphs.set(key, graph);
      return graph([scaled])[0];
    },
    dispose: () => {
      for (const graph of graphs.values()) graph.dispose();
      tf.dispose([...tensors.values()]);
    },
  };
}

/**
 * Features of pictures after global average pooling, `[numExamples * channels]` row by row, all layers frozen; read from
 * the cache where they were computed before.
 *
 * A last batch that would be short is filled up with the first pictures, whose statistics are as good as any.
 *
 * @param cache where features are kept
 */
export async function pooledFeatures(
  backbone: OpenBackbone,
  sample: PictureSample,
  passage: Passage,
  cache: Cache,
): Promise<Float32Array> {
  const { height, width, interpolation } = sample;
  const { scaling, swapped = false, augmentation = null, seed = 0, phase = 'inference', policy, batchSize } = passage;
  // What does not count for this passage is not in its name, or other recipes would compute the same again.
  const drawn = augmentation && { augmentation, seed };
  const inBatches = phase === 'training' && { policy, batchSize };
  const how = { scaling, swapped, drawn, inBatches };
  const { network, digest: weights } = backbone;
  const { featureChannels } = backbone.expectation;
  const keys = sample.images.map((image) => image.digest);
  // A batch normalisation in training mixes the pictures of a batch.
  const among = phase === 'training' && keys;
  const kind = digest({ PASSAGE_VERSION, weights, layers: network.layers, how, height, width, interpolation, among });
  // Two files that are the same are two rows where a picture's place counts: for what is drawn, and for its batch.
  const rowKeys = drawn || inBatches ? keys.map((own, i) => `${own} ${i}`) : keys;
  const all = [...keys.keys()];
  const size = phase === 'training' ? batchSize : INFERENCE_BATCH;
  const stages = composedScaling(scaling);
  const make = async (wanted: readonly number[]): Promise<Uint8Array> => {
    const features = new Float32Array(wanted.length * featureChannels);
    for (const batch of chunks(wanted.length, size)) {
      const full = Array.from({ length: size }, (_, i) => wanted[batch[i] ?? i % wanted.length]);
      const values = valuesOf(() => {
        const scaled = scale(changed(sample, full, passage), stages);
        return backbone.pooled(scaled, phase, policy);
      });
      features.set(values.subarray(0, batch.length * featureChannels), batch[0] * featureChannels);
      await yieldToEventLoop();
    }
    return new Uint8Array(features.buffer);
  };
  const rowBytes = featureChannels * Float32Array.BYTES_PER_ELEMENT;
  const rows = await openRows({ cache, name: ['probes', kind], keys: rowKeys, rowBytes, make, memory: 0 });
  try {
    // All of them anew where one is missing of those that belong together.
    const missing = rows.missing();
    const wanted = phase === 'training' && missing.length > 0 ? all : missing;
    if (wanted.length > 0) await rows.add(wanted, await make(wanted));
    const { buffer } = await rows.read(all);
    return new Float32Array(buffer as ArrayBuffer);
  } finally {
    await rows.close();
  }
}

/** A batch of pictures, augmented and with exchanged channels where the passage says so. */
export function changed(sample: PictureSample, indices: readonly number[], passage: Passage): tf.Tensor4D {
  const { height, width } = sample;
  const { augmentation, swapped = false, seed = 0 } = passage;
  return tf.tidy(() => {
    const pixels = pixelsOf(sample, indices);
    const draws = augmentation && indices.map((i) => drawChange(augmentation, height, width, seed, 1, i));
    const drawn =
      draws === undefined
        ? tf.tensor4d(pixels, [indices.length, height, width, 3])
        : augment(pixels, draws, sample, augmentation);
    return swapped ? tf.reverse(drawn, -1) : drawn;
  });
}
