import type { Model } from '../../backbones/keras/readModel.js';
import { forward, INFERENCE } from '../../backbones/network/forward.js';
import type { Network } from '../../backbones/network/layer.js';
import type { WeightName } from '../../backbones/network/weights.js';
import { weightTensors } from '../../backbones/network/weightTensors.js';
import { withoutDropout } from '../../backbones/network/withoutDropout.js';
import { chunks } from '../../base/chunks.js';
import { sum } from '../../base/sum.js';
import type { ScannedImage } from '../../dataset/scan.js';
import { recorded } from '../../engine/record.js';
import { scale } from '../../engine/scale.js';
import { tf, yieldToEventLoop } from '../../engine/tensorflow.js';
import { inferenceBatch } from '../../features/features.js';
import { endOfMaps, hasMaps } from '../../features/openModel.js';
import { decodePictures, type PictureSample, pixelsOf } from '../../features/pictureSample.js';
import type { PictureSize } from '../../features/pictures.js';
import { composedScaling } from '../../preprocess/composedScaling.js';
import type { ScalingStep } from '../../preprocess/scaling.js';

/** Predictions of a model. */
export interface Prediction {
  /** `[numExamples][numClasses]`, rows sum to 1. */
  probabilities: number[][];
  /** Its last maps, pooled over each image: `[numExamples * channels]`; undefined where it has none. */
  features: Float32Array | undefined;
}

/** A whole model in TensorFlow; dispose it after use. */
export interface Predictor extends Pick<Model, 'network' | 'weights'> {
  tensors: Map<WeightName, tf.Tensor>;
  /** Predicts in inference mode, with moving statistics. */
  predict(sample: PictureSample, scaling: readonly ScalingStep[]): Promise<Prediction>;
  /**
   * Predicts in training mode, with the statistics of each batch, but without dropout. A short last batch is filled up with
   * the first images.
   */
  predictWithBatchStatistics(
    sample: PictureSample,
    scaling: readonly ScalingStep[],
    batchSize: number,
  ): Promise<Prediction>;
  dispose(): void;
}

/**
 * Opens a model for predictions.
 *
 * @param model without scalings of its own; its outputs are probabilities
 */
export function openPredictor({ network, weights }: Model): Predictor {
  const tensors = weightTensors(weights);
  const maps = hasMaps(network) ? endOfMaps(network).maps : undefined;
  const graphOf = (part: Network, options: Parameters<typeof forward>[3]) =>
    recorded(([x]) => {
      const { output, outputs } = forward(part, tensors, x!, options);
      return maps === undefined ? [output] : [output, tf.mean(outputs.get(maps)!, [1, 2])];
    });
  const inference = graphOf(network, INFERENCE);
  const training = graphOf(withoutDropout(network), { mode: 'training', policy: 'batch', trainable: new Set() });
  const predictWith =
    (graph: (inputs: tf.Tensor[]) => tf.Tensor[]) =>
    async (sample: PictureSample, scaling: readonly ScalingStep[], batchSize: number): Promise<Prediction> => {
      const stages = composedScaling(scaling);
      const numExamples = sample.images.length;
      const probabilities: number[][] = [];
      const features: Float32Array[] = [];
      for (const batch of chunks(numExamples, batchSize)) {
        const full = Array.from({ length: batchSize }, (_, i) => batch[i] ?? i % numExamples);
        const { height, width } = sample;
        tf.tidy(() => {
          const pixels = tf.tensor4d(pixelsOf(sample, full), [batchSize, height, width, 3]);
          const [output, mean] = graph([scale(pixels, stages)]);
          probabilities.push(...(output!.arraySync() as number[][]).slice(0, batch.length));
          const pooled = mean?.dataSync() as Float32Array | undefined;
          if (pooled !== undefined) features.push(pooled.slice(0, (pooled.length / batchSize) * batch.length));
        });
        await yieldToEventLoop();
      }
      return { probabilities, features: maps === undefined ? undefined : joined(features) };
    };
  return {
    network,
    weights,
    tensors,
    predict: (sample, scaling) => predictWith(inference)(sample, scaling, inferenceBatch(sample)),
    predictWithBatchStatistics: predictWith(training),
    dispose: () => {
      inference.dispose();
      training.dispose();
      tf.dispose([...tensors.values()]);
    },
  };
}

/** Images that are decoded at a time. */
const DECODED = 256;

/** Predicts any number of images. */
export async function predictImages(
  model: Predictor,
  images: readonly ScannedImage[],
  size: PictureSize,
  scaling: readonly ScalingStep[],
  onProgress?: (done: number) => void,
): Promise<number[][]> {
  const probabilities: number[][] = [];
  for (const indices of chunks(images.length, DECODED)) {
    const sample = await decodePictures(
      indices.map((i) => images[i]!),
      size,
    );
    probabilities.push(...(await model.predict(sample, scaling)).probabilities);
    onProgress?.(probabilities.length);
  }
  return probabilities;
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(sum(parts, ({ length }) => length));
  let start = 0;
  for (const part of parts) {
    all.set(part, start);
    start += part.length;
  }
  return all;
}
