import type { BatchNormalizationPolicy } from '../backbones/batchNormalization.js';
import { digestOfWeights } from '../backbones/digestOfWeights.js';
import { forward, type Phase } from '../backbones/forward.js';
import type { WeightName } from '../backbones/layer.js';
import type { Backbone } from '../backbones/loadBackbone.js';
import { digest } from '../base/digest.js';
import { augment } from '../engine/augment.js';
import { type Recorded, recorded } from '../engine/record.js';
import { scale } from '../engine/scale.js';
import { breathe, tf } from '../engine/tensorflow.js';
import { type Augmentation, drawChange } from '../preprocess/augmentation.js';
import { composedScaling } from '../preprocess/composedScaling.js';
import type { ScalingStep } from '../preprocess/scaling.js';
import { inOrder } from '../training/batches.js';
import { cachedArray } from '../training/featureCache.js';
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
const PASSAGE_VERSION = 1;
const INFERENCE_BATCH = 32;

export function openBackbone(backbone: Backbone): OpenBackbone {
  const tensors = new Map([...backbone.weights].map(([name, { shape, values }]) => [name, tf.tensor(values, shape)]));
  const graphs = new Map<string, Recorded>();
  const graphOf = (phase: Phase, policy: BatchNormalizationPolicy): Recorded => {
    const options = { phase, policy, trainable: new Set<string>() };
    return recorded(([x]) => [tf.mean(forward(backbone.network, tensors, x, options).output, [1, 2])]);
  };
  return {
    ...backbone,
    tensors,
    digest: digestOfWeights([...backbone.weights].map(([name, { values }]) => [name, values])),
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
 * the folder where they were computed before.
 *
 * A last batch that would be short is filled up with the first pictures, whose statistics are as good as any.
 *
 * @param cacheFolder where features are kept
 */
export async function pooledFeatures(
  backbone: OpenBackbone,
  sample: PictureSample,
  passage: Passage,
  cacheFolder: string,
): Promise<Float32Array> {
  const { height, width, interpolation } = sample;
  const { scaling, swapped = false, augmentation = null, seed = 0, phase = 'inference', policy, batchSize } = passage;
  // What does not count for this passage is not in its name, or other recipes would compute the same again.
  const drawn = augmentation && { augmentation, seed };
  const inBatches = phase === 'training' && { policy, batchSize };
  const how = { scaling, swapped, drawn, inBatches };
  const pictures = { height, width, interpolation, digests: sample.images.map((image) => image.digest) };
  const { network, digest: weights } = backbone;
  const key = digest({ PASSAGE_VERSION, weights, layers: network.layers, how, pictures });
  return await cachedArray(cacheFolder, key, async () => {
    const features = new Float32Array(sample.images.length * backbone.expectation.featureChannels);
    const stages = composedScaling(scaling);
    const size = phase === 'training' ? batchSize : INFERENCE_BATCH;
    const { featureChannels } = backbone.expectation;
    for (const indices of inOrder(sample.images.length, size)) {
      const full = Array.from({ length: size }, (_, i) => indices[i] ?? i % sample.images.length);
      const values = tf.tidy(() => {
        const scaled = scale(changed(sample, full, passage), stages);
        return backbone.pooled(scaled, phase, policy).dataSync();
      });
      features.set(values.subarray(0, indices.length * featureChannels), indices[0] * featureChannels);
      await breathe();
    }
    return features;
  });
}

/** A batch of pictures, augmented and with exchanged channels where the passage says so. */
export function changed(sample: PictureSample, indices: readonly number[], passage: Passage): tf.Tensor4D {
  const { height, width } = sample;
  const { augmentation, swapped = false, seed = 0 } = passage;
  return tf.tidy(() => {
    const pictures = tf.tensor4d(pixelsOf(sample, indices), [indices.length, height, width, 3]);
    const draws = augmentation && indices.map((i) => drawChange(augmentation, height, width, seed, 1, i));
    const drawn = draws === undefined ? pictures : augment(pictures, draws, augmentation);
    return swapped ? tf.reverse(drawn, -1) : drawn;
  });
}
