import type { Classifier } from '../backbones/classifier.js';
import { digestOfWeights } from '../backbones/digestOfWeights.js';
import { forward } from '../backbones/forward.js';
import { layerOfWeight, type Network, type WeightName } from '../backbones/layer.js';
import { outputShapes } from '../backbones/outputShapes.js';
import { digest } from '../base/digest.js';
import type { ScannedImage } from '../dataset/scan.js';
import { augment } from '../engine/augment.js';
import { recorded } from '../engine/record.js';
import { scale } from '../engine/scale.js';
import { breathe, tf } from '../engine/tensorflow.js';
import { drawChange } from '../preprocess/augmentation.js';
import { composedScaling } from '../preprocess/composedScaling.js';
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
  const stages = composedScaling(recipe.scaling);
  const { height, width } = recipe;
  const shape: [number, number, number] = [height, width, 3];
  const policy = recipe.batchNormalization;
  const run = (pixels: tf.Tensor, phase: 'training' | 'inference'): tf.Tensor => {
    const scaled = scale(pixels as tf.Tensor4D, stages);
    return prefix === undefined
      ? scaled
      : forward(prefix, weights, scaled, { phase, policy, trainable: NOTHING }).output;
  };
  const inference = recorded(([pixels]) => [run(pixels, 'inference')]);
  const inTraining = recorded(([pixels]) => [run(pixels, 'training')]);
  // Of whole numbers, since height and width are given.
  const featureShape =
    prefix === undefined ? shape : (outputShapes(prefix, shape).get(prefix.output)!.slice(1) as number[]);
  const what = digest({
    layers: prefix?.layers,
    weights: prefix && digestOfWeights(weightsOf(prefix, classifier)),
    stages,
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
  const pathsOf = (images: readonly ScannedImage[]): string[] => images.map((image) => image.path);
  /** @param through the frozen layers, from pictures in 0 ... 255 */
  async function* batchesOf(
    known: Features | undefined,
    paths: readonly string[],
    batches: number[][],
    through: (pictures: tf.Tensor4D, indices: number[]) => tf.Tensor,
  ): AsyncGenerator<{ indices: number[]; x: tf.Tensor }> {
    if (known !== undefined) {
      for (const indices of batches) yield { indices, x: featureBatch(known, indices) };
      return;
    }
    for await (const { indices, pixels } of decodedBatches(paths, batches, recipe)) {
      yield { indices, x: tf.tidy(() => through(tf.tensor4d(pixels, [indices.length, ...shape]), indices)) };
    }
  }
  const [trainingPaths, validationPaths] = [pathsOf(training), pathsOf(validation)];

  return {
    training: (batches, epoch) =>
      batchesOf(trainingFeatures, trainingPaths, batches, (pictures, indices) => {
        const { augmentation } = recipe;
        if (augmentation === null) return inTraining([pictures])[0];
        const draws = indices.map((i) => drawChange(augmentation, height, width, recipe.seed, epoch, i));
        return inTraining([augment(pictures, draws, augmentation)])[0];
      }),
    async validate(trainer) {
      const probabilities: number[][] = [];
      let loss = 0;
      const batches = inOrder(validation.length, INFERENCE_BATCH);
      const inputs = batchesOf(validationFeatures, validationPaths, batches, (pictures) => inference([pictures])[0]);
      for await (const { indices, x } of inputs) {
        const logits = trainer.infer(x);
        x.dispose();
        const labels = indices.map((i) => validation[i].label);
        for (const value of trainer.losses(logits, labels)) loss += value;
        probabilities.push(...tf.tidy(() => tf.softmax(logits).arraySync() as number[][]));
        logits.dispose();
        await breathe();
      }
      return { probabilities, loss: loss / validation.length };
    },
    dispose,
  };
}

function weightsOf(network: Network, { weights }: Classifier): [string, Float32Array][] {
  const layers = new Set(network.layers.map(({ name }) => name));
  return [...weights].filter(([name]) => layers.has(layerOfWeight(name))).map(([name, { values }]) => [name, values]);
}
