import type { Classifier } from '../backbones/classifier.js';
import { digestOfWeights } from '../backbones/digestOfWeights.js';
import { forward } from '../backbones/forward.js';
import type { Network, WeightName } from '../backbones/layer.js';
import { digest } from '../base/digest.js';
import type { ScannedImage } from '../dataset/scan.js';
import { augment } from '../engine/augment.js';
import { recorded } from '../engine/record.js';
import { scale } from '../engine/scale.js';
import { breathe, tf } from '../engine/tensorflow.js';
import { drawChange } from '../preprocess/augmentation.js';
import { composedAffine } from '../preprocess/scaling.js';
import { decodedBatches, inOrder } from '../training/batches.js';
import type { Trainer } from '../training/trainer.js';
import { computeFeatures, type Features, featureBatch, INFERENCE_BATCH } from './features.js';
import type { RunOptions } from './progress.js';
import type { Recipe } from './recipe.js';

const NOTHING: ReadonlySet<string> = new Set();

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
  const run = (pixels: tf.Tensor, phase: 'training' | 'inference'): tf.Tensor => {
    const scaled = scale(pixels as tf.Tensor4D, affine);
    return prefix === undefined
      ? scaled
      : forward(prefix, weights, scaled, { phase, policy, trainable: NOTHING }).output;
  };
  const inference = recorded(([pixels]) => [run(pixels, 'inference')]);
  const inTraining = recorded(([pixels]) => [run(pixels, 'training')]);
  const featureShape = tf.tidy(() => run(tf.zeros([1, ...shape]), 'inference').shape.slice(1));
  const what = digest({
    layers: prefix?.layers,
    weights: prefix && digestOfWeights(weightsOf(prefix, classifier)),
    ...affine,
  });
  const features = (images: readonly ScannedImage[]): Promise<Features | undefined> =>
    computeFeatures(images, (pixels) => inference([pixels])[0], featureShape, what, recipe, options);
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
        for (const indices of batches) yield { indices, x: featureBatch(trainingFeatures, indices) };
        return;
      }
      for await (const { indices, pixels } of decodedBatches(paths, batches, recipe)) {
        const x = tf.tidy(() => {
          const pictures = tf.tensor4d(pixels, [indices.length, ...shape]);
          const { augmentation } = recipe;
          if (augmentation === null) return inTraining([pictures])[0];
          const draws = indices.map((i) => drawChange(augmentation, height, width, recipe.seed, epoch, i));
          return inTraining([augment(pictures, draws, augmentation)])[0];
        });
        yield { indices, x };
      }
    },
    async validate(trainer) {
      const probabilities: number[][] = [];
      let loss = 0;
      const take = (indices: number[], x: tf.Tensor): void => {
        const logits = trainer.infer(x);
        x.dispose();
        const labels = indices.map((i) => validation[i].label);
        for (const value of trainer.losses(logits, labels)) loss += value;
        probabilities.push(...tf.tidy(() => tf.softmax(logits).arraySync() as number[][]));
        logits.dispose();
      };
      const batches = inOrder(validation.length, INFERENCE_BATCH);
      if (validationFeatures !== undefined) {
        for (const indices of batches) {
          take(indices, featureBatch(validationFeatures, indices));
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

function weightsOf(network: Network, { weights }: Classifier): [string, Float32Array][] {
  const layers = new Set(network.layers.map(({ name }) => name));
  return [...weights]
    .filter(([name]) => layers.has(name.slice(0, name.lastIndexOf('/'))))
    .map(([name, { values }]) => [name, values]);
}
