import type { Classifier } from '../backbones/classifier.js';
import { digestOfWeights } from '../backbones/digestOfWeights.js';
import { forward } from '../backbones/forward.js';
import type { Network, WeightName } from '../backbones/layer.js';
import { digest } from '../base/digest.js';
import { UserError } from '../base/errors.js';
import type { ScannedImage } from '../dataset/scan.js';
import { augment } from '../engine/augment.js';
import { type Recorded, recorded } from '../engine/record.js';
import { scale } from '../engine/scale.js';
import { breathe, tf } from '../engine/tensorflow.js';
import { drawChange } from '../preprocess/augmentation.js';
import { composedAffine } from '../preprocess/scaling.js';
import { decodedBatches, inOrder } from '../training/batches.js';
import { cachedArray } from '../training/featureCache.js';
import type { Trainer } from '../training/trainingStep.js';
import type { RunOptions } from './progress.js';
import type { Recipe } from './recipe.js';

/** Outputs of the frozen layers, one after the other; `shape` is that of one. */
interface Features {
  values: Float32Array;
  shape: number[];
}

const INFERENCE_BATCH = 32;
const NOTHING: ReadonlySet<string> = new Set();

/** An interrupt came before there was an epoch to keep. */
export function interruptedEarly(): UserError {
  return new UserError('A run keeps its best epoch.', 'an interrupt before the first', 'Run the cell again.');
}

/** What the part of a network that trains gets to see. */
export interface TailInputs {
  training(batches: number[][], epoch: number): AsyncGenerator<{ indices: number[]; x: tf.Tensor }>;
  validate(trainer: Trainer): Promise<{ probabilities: number[][]; loss: number }>;
  dispose(): void;
}

/** Gives the tail its input: features computed once, or pictures through the frozen layers in every step. */
export async function createTailInputs(
  recipe: Recipe,
  classifier: Classifier,
  weights: ReadonlyMap<WeightName, tf.Tensor>,
  training: ScannedImage[],
  validation: ScannedImage[],
  options: RunOptions,
): Promise<TailInputs> {
  const { prefix } = classifier;
  const affine = composedAffine(recipe.scaling);
  const { height, width } = recipe;
  const shape: [number, number, number] = [height, width, 3];
  const policy = recipe.batchNormalization;
  const through = (phase: 'training' | 'inference'): Recorded =>
    recorded(([pixels]) => {
      const scaled = scale(pixels as tf.Tensor4D, affine);
      return [
        prefix === undefined ? scaled : forward(prefix, weights, scaled, { phase, policy, trainable: NOTHING }).output,
      ];
    });
  const inference = through('inference');
  const inTraining = through('training');
  const features = async (images: ScannedImage[]): Promise<Features> => {
    const key = digest(
      prefix?.layers ?? 'pixels',
      prefix === undefined ? '' : digestOfWeights(weightsOf(prefix, classifier)),
      { ...affine, height, width, interpolation: recipe.interpolation },
      images.map((image) => image.digest),
    );
    const values = await cachedArray(options.cacheFolder, key, async () => {
      const parts: Float32Array[] = [];
      const batches = inOrder(images.length, INFERENCE_BATCH);
      const start = options.now();
      let seen = 0;
      for await (const { indices, pixels } of decodedBatches(
        images.map((image) => image.path),
        batches,
        recipe,
      )) {
        if (options.interrupted?.()) throw interruptedEarly();
        parts.push(
          tf.tidy(() => inference([tf.tensor4d(pixels, [indices.length, ...shape])])[0].dataSync() as Float32Array),
        );
        seen += indices.length;
        const perSecond = seen / ((options.now() - start) / 1000);
        options.onProgress?.({
          activity: 'features',
          epoch: 0,
          epochs: recipe.epochs,
          batch: parts.length,
          batches: batches.length,
          imagesPerSecond: perSecond,
          secondsLeft: (images.length - seen) / perSecond,
          history: [],
        });
        await breathe();
      }
      return joined(parts);
    });
    const one = tf.tidy(() => inference([tf.zeros([1, ...shape])])[0].shape.slice(1));
    return { values, shape: one };
  };
  const dependsOnBatch =
    policy !== 'moving' && (prefix?.layers.some(({ kind }) => kind === 'BatchNormalization') ?? false);
  const once = prefix !== undefined && recipe.augmentation === null && !dependsOnBatch;
  const dispose = (): void => {
    inference.dispose();
    inTraining.dispose();
  };
  let trainingFeatures: Features | undefined;
  let validationFeatures: Features | undefined;
  try {
    if (once) trainingFeatures = await features(training);
    if (prefix !== undefined) validationFeatures = await features(validation);
  } catch (error) {
    dispose();
    throw error;
  }
  const paths = training.map((image) => image.path);

  return {
    async *training(batches, epoch) {
      if (trainingFeatures !== undefined) {
        for (const indices of batches) yield { indices, x: rows(trainingFeatures, indices) };
        return;
      }
      for await (const { indices, pixels } of decodedBatches(paths, batches, recipe)) {
        const x = tf.tidy(() => {
          const pictures = tf.tensor4d(pixels, [indices.length, ...shape]);
          const { augmentation } = recipe;
          if (augmentation === null) return inTraining([pictures])[0];
          const draws = indices.map((i) => drawChange(augmentation, height, width, recipe.seed, epoch, i));
          return inTraining([augment(pictures, draws)])[0];
        });
        yield { indices, x };
      }
    },
    async validate(trainer) {
      const probabilities: number[][] = [];
      let loss = 0;
      const take = (indices: number[], x: tf.Tensor): void => {
        const values = tf.tidy(() => tf.softmax(trainer.infer(x)).arraySync() as number[][]);
        x.dispose();
        values.forEach((row, i) => {
          probabilities.push(row);
          loss -= Math.log(Math.max(row[validation[indices[i]].label], 1e-7));
        });
      };
      const batches = inOrder(validation.length, INFERENCE_BATCH);
      if (validationFeatures !== undefined) {
        for (const indices of batches) {
          take(indices, rows(validationFeatures, indices));
          await breathe();
        }
      } else {
        for await (const { indices, pixels } of decodedBatches(
          validation.map((image) => image.path),
          batches,
          recipe,
        )) {
          take(
            indices,
            tf.tidy(() => inference([tf.tensor4d(pixels, [indices.length, ...shape])])[0]),
          );
          await breathe();
        }
      }
      return { probabilities, loss: loss / validation.length };
    },
    dispose,
  };
}

function rows({ values, shape }: Features, indices: number[]): tf.Tensor {
  const size = shape.reduce((product, n) => product * n, 1);
  const picked = new Float32Array(indices.length * size);
  indices.forEach((index, i) => {
    picked.set(values.subarray(index * size, (index + 1) * size), i * size);
  });
  return tf.tensor(picked, [indices.length, ...shape]);
}

function weightsOf(network: Network, { weights }: Classifier): [string, Float32Array][] {
  const layers = new Set(network.layers.map(({ name }) => name));
  return [...weights]
    .filter(([name]) => layers.has(name.slice(0, name.lastIndexOf('/'))))
    .map(([name, { values }]) => [name, values]);
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
