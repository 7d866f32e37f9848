import type { BatchNormalizationPolicy } from '../backbones/network/batchNormalization.js';
import { forward, type NetworkMode } from '../backbones/network/forward.js';
import { modelWeightsDigest, type WeightName } from '../backbones/network/weights.js';
import { weightTensors } from '../backbones/network/weightTensors.js';
import { withoutDropout } from '../backbones/network/withoutDropout.js';
import type { Backbone } from '../backbones/pretrained/loadBackbone.js';
import { openRows } from '../base/cache/keptRows.js';
import type { Cache } from '../base/cache/rowFiles.js';
import { chunks } from '../base/chunks.js';
import { digest } from '../base/digest.js';
import { augment } from '../engine/augment.js';
import type { Precision } from '../engine/precision.js';
import { type Recorded, recorded } from '../engine/record.js';
import { scale } from '../engine/scale.js';
import { tf, valuesOf, yieldToEventLoop } from '../engine/tensorflow.js';
import { type Augmentation, drawChange } from '../preprocess/augmentation.js';
import { composedScaling } from '../preprocess/composedScaling.js';
import type { ScalingStep } from '../preprocess/scaling.js';
import { inferenceBatch } from './features.js';
import { type PictureSample, pixelsOf } from './pictureSample.js';

/** A backbone with its weights in TensorFlow; dispose it after use. */
export interface OpenBackbone extends Backbone {
  tensors: Map<WeightName, tf.Tensor>;
  /** Digest of the weights. */
  digest: string;
  /** Number format that its convolutions compute in. */
  precision: Precision;
  /**
   * Features of scaled images after global average pooling, `[batch, channels]`, all layers frozen. The graph of the last mode and
   * policy is kept, because building one takes as long as a hundred images; two would be a gigabyte of InceptionV3 at 227x454.
   */
  pooled(scaled: tf.Tensor4D, mode: NetworkMode, policy: BatchNormalizationPolicy): tf.Tensor;
  /** Gives back the memory of the graph, before other work that needs as much; the next features build it anew. */
  closeGraph(): void;
  dispose(): void;
}

/** How images run through a backbone. */
export interface Passage {
  scaling: readonly ScalingStep[];
  /** Whether to swap red and blue before scaling. Default: false */
  swapped?: boolean;
  /** Drawn once for each image. Default: none */
  augmentation?: Augmentation;
  seed?: number;
  /** Default inference. */
  mode?: NetworkMode;
  /** Statistics of batch normalization in training, and the batch size that they depend on. */
  policy: BatchNormalizationPolicy;
  batchSize: number;
}

/** Raised whenever the same passage gives other features. */
const PASSAGE_VERSION = 3;

export function openBackbone(backbone: Backbone, precision: Precision = 'float32'): OpenBackbone {
  const tensors = weightTensors(backbone.weights);
  let kept: { key: string; graph: Recorded } | undefined;
  const closeGraph = (): void => {
    kept?.graph.dispose();
    kept = undefined;
  };
  // As it is where the backbone trains: see `classifierNetwork`.
  const network = withoutDropout(backbone.network);
  const graphOf = (mode: NetworkMode, policy: BatchNormalizationPolicy): Recorded => {
    const options = { mode, policy, trainable: new Set<string>() };
    return recorded(([x]) => [tf.mean(forward(network, tensors, x!, options).output, [1, 2])], { precision });
  };
  return {
    ...backbone,
    tensors,
    precision,
    digest: modelWeightsDigest([...backbone.weights].map(([name, { values }]) => [name, values])),
    pooled: (scaled, mode, policy) => {
      const key = mode === 'inference' ? mode : policy;
      if (kept?.key !== key) {
        closeGraph();
        kept = { key, graph: graphOf(mode, policy) };
      }
      return kept.graph([scaled])[0]!;
    },
    closeGraph,
    dispose: () => {
      closeGraph();
      tf.dispose([...tensors.values()]);
    },
  };
}

/**
 * Computes features of images after global average pooling, all layers frozen, or reads them from the cache.
 *
 * A short last batch is filled up with the first images, because batch statistics need a full batch.
 *
 * @returns `[numExamples * channels]`, row by row
 */
export async function pooledFeatures(
  backbone: OpenBackbone,
  sample: PictureSample,
  passage: Passage,
  cache: Cache,
): Promise<Float32Array> {
  const { height, width, interpolation } = sample;
  const { scaling, swapped = false, augmentation = null, seed = 0, mode = 'inference', policy, batchSize } = passage;
  // Settings without effect are not part of the name, or other recipes would compute the same features again.
  const drawn = augmentation && { augmentation, seed };
  const inBatches = mode === 'training' && { policy, batchSize };
  const { network, digest: weights, precision } = backbone;
  const how = { scaling, swapped, drawn, inBatches, ...(precision === 'bfloat16' && { precision }) };
  const { featureChannels } = backbone.expectation;
  const keys = sample.images.map((image) => image.digest);
  // Batch normalization in training mixes the images of a batch.
  const among = mode === 'training' && keys;
  const kind = digest({ PASSAGE_VERSION, weights, layers: network.layers, how, height, width, interpolation, among });
  // Identical files are separate rows if the position of an image matters: for random draws, and for its batch.
  const rowKeys = drawn || inBatches ? keys.map((key, i) => `${key} ${i}`) : keys;
  const all = [...keys.keys()];
  const size = mode === 'training' ? batchSize : inferenceBatch(sample);
  const stages = composedScaling(scaling);
  const make = async (wanted: readonly number[]): Promise<Uint8Array> => {
    const features = new Float32Array(wanted.length * featureChannels);
    for (const batch of chunks(wanted.length, size)) {
      const full = Array.from({ length: size }, (_, i) => wanted[batch[i] ?? i % wanted.length]!);
      const values = valuesOf(() => {
        const scaled = scale(changed(sample, full, passage), stages);
        return backbone.pooled(scaled, mode, policy);
      });
      features.set(values.subarray(0, batch.length * featureChannels), batch[0]! * featureChannels);
      await yieldToEventLoop();
    }
    return new Uint8Array(features.buffer);
  };
  const rowBytes = featureChannels * Float32Array.BYTES_PER_ELEMENT;
  const rows = await openRows({ cache, name: ['probes', kind], keys: rowKeys, rowBytes, make, memory: 0 });
  try {
    // If one image of a batch is missing, all are computed again.
    const missing = rows.missing();
    const wanted = mode === 'training' && missing.length > 0 ? all : missing;
    if (wanted.length > 0) await rows.add(wanted, await make(wanted));
    const { buffer } = await rows.read(all);
    return new Float32Array(buffer as ArrayBuffer);
  } finally {
    await rows.close();
  }
}

/** A batch of images, augmented and with red and blue swapped as the passage says. */
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
