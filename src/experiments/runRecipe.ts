import { buildClassifier, type Classifier } from '../backbones/classifier.js';
import { forward } from '../backbones/forward.js';
import type { RawWeight } from '../backbones/initialWeights.js';
import type { Network, WeightName } from '../backbones/layer.js';
import { expectationOf, loadBackbone } from '../backbones/registry.js';
import { digest } from '../base/digest.js';
import { UserError } from '../base/errors.js';
import type { ScannedImage } from '../dataset/scan.js';
import { augment } from '../engine/augment.js';
import { type Recorded, recorded } from '../engine/record.js';
import { breathe, tf } from '../engine/tensorflow.js';
import { drawChange } from '../preprocess/augmentation.js';
import { composedAffine } from '../preprocess/scaling.js';
import { decodedBatches, epochBatches, inOrder } from '../training/batches.js';
import { balancedClassWeights } from '../training/classWeights.js';
import { cachedArray } from '../training/featureCache.js';
import { createTrainer, type Trainer } from '../training/trainingStep.js';
import type { Recipe } from './recipe.js';

/** What one epoch measured. Accuracies are in [0, 1]. */
export interface EpochRecord {
  epoch: number;
  trainLoss: number;
  trainAccuracy: number;
  validationLoss: number;
  validationAccuracy: number;
}

export interface RunResult {
  recipe: Recipe;
  history: EpochRecord[];
  /** 1-based: the epoch of the best validation accuracy, whose predictions these are. */
  bestEpoch: number;
  classNames: string[];
  /** True classes of the validation images, `[numExamples]`. */
  labels: number[];
  /** `[numExamples][numClasses]`, rows sum to 1. */
  probabilities: number[][];
  validationPaths: string[];
  /** SHA-256 over the frozen weights before and after training: equal, or the run fails. */
  frozenDigest: { before: string; after: string; parameters: number };
  trainableParameters: number;
  seconds: number;
  stopped: 'finished' | 'early' | 'interrupted';
}

export interface Progress {
  activity: 'features' | 'training';
  epoch: number;
  epochs: number;
  batch: number;
  batches: number;
  imagesPerSecond: number;
  secondsLeft: number;
  history: readonly EpochRecord[];
}

export interface RunOptions {
  /** Folder for features of frozen layers. */
  cacheFolder: string;
  onProgress?: (progress: Progress) => void;
  /** Asked before each batch; true stops the run, which keeps its best epoch. */
  interrupted?: () => boolean;
  /** Milliseconds since some moment; for speeds. */
  now: () => number;
}

const INFERENCE_BATCH = 32;
const NOTHING: ReadonlySet<string> = new Set();

/**
 * Trains a recipe on images and measures it on the validation images after every epoch.
 *
 * Frozen layers run once where that gives the same: without augmentation, and where their output for a picture does
 * not depend on the rest of its batch. Everything else runs in every step.
 *
 * @throws UserError where the recipe does not fit the backbone or the images
 */
export async function runRecipe(
  recipe: Recipe,
  images: readonly ScannedImage[],
  classNames: string[],
  options: RunOptions,
): Promise<RunResult> {
  const began = options.now();
  const least = expectationOf(recipe.backbone.name).leastSize;
  if (recipe.height < least || recipe.width < least) {
    throw new UserError(
      `${recipe.backbone.name} expects pictures of at least ${least}x${least} pixels.`,
      `${recipe.height}x${recipe.width}`,
      'Raise height and width.',
    );
  }
  const training = images.filter(({ split }) => split === 'training');
  const validation = images.filter(({ split }) => split === 'validation');
  const backbone = await loadBackbone(recipe.backbone.name, recipe.backbone.weights, recipe.seed);
  const classifier = buildClassifier(backbone, recipe.head, classNames.length, recipe.unfrozen, recipe.seed);
  if (classifier.prefix !== undefined && recipe.batchNormalization === 'batch-and-update') joinPrefix(classifier);
  const weights = new Map([...classifier.weights].map(([name, { shape, values }]) => [name, tf.tensor(values, shape)]));
  const trainer = createTrainer(classifier, weights, recipe.batchNormalization, recipe.seed);
  const frozen = [...classifier.weights].filter(
    ([name]) => !trainer.state.trained.includes(name) && !trainer.state.moving.includes(name),
  );
  const before = digestOf(frozen.map(([name, { values }]) => [name, values]));
  const inputs = await createInputs(recipe, classifier, weights, training, validation, options);
  const classWeights =
    recipe.classWeight === 'balanced'
      ? balancedClassWeights(classNames.map((_, label) => training.filter((image) => image.label === label).length))
      : classNames.map(() => 1);

  const history: EpochRecord[] = [];
  let best = { epoch: 0, accuracy: -1, probabilities: [] as number[][] };
  let stopped: RunResult['stopped'] = 'finished';
  try {
    for (let epoch = 1; epoch <= recipe.epochs && stopped === 'finished'; epoch++) {
      const batches = epochBatches(training.length, recipe.batchSize, recipe.seed, epoch);
      const start = options.now();
      const total = { loss: 0, correct: 0, seen: 0, batches: 0 };
      for await (const { indices, x } of inputs.training(batches, epoch)) {
        if (options.interrupted?.()) {
          x.dispose();
          stopped = 'interrupted';
          break;
        }
        const labels = indices.map((i) => training[i].label);
        const { loss, correct } = trainer.step(
          x,
          labels,
          labels.map((label) => classWeights[label]),
          recipe.learningRate,
        );
        x.dispose();
        total.loss += loss;
        total.correct += correct;
        total.seen += indices.length;
        total.batches++;
        const perSecond = total.seen / ((options.now() - start) / 1000);
        const left = (batches.length - total.batches + (recipe.epochs - epoch) * batches.length) * recipe.batchSize;
        options.onProgress?.({
          activity: 'training',
          epoch,
          epochs: recipe.epochs,
          batch: total.batches,
          batches: batches.length,
          imagesPerSecond: perSecond,
          secondsLeft: left / perSecond,
          history,
        });
        await breathe();
      }
      if (total.batches === 0) break;
      const { probabilities, loss } = await inputs.validate(trainer);
      const validationAccuracy = accuracyOf(probabilities, validation);
      history.push({
        epoch,
        trainLoss: total.loss / total.batches,
        trainAccuracy: total.correct / total.seen,
        validationLoss: loss,
        validationAccuracy,
      });
      if (validationAccuracy > best.accuracy) best = { epoch, accuracy: validationAccuracy, probabilities };
      if (stopped === 'finished' && epoch - best.epoch >= recipe.patience) stopped = 'early';
    }
    const after = digestOf(frozen.map(([name]) => [name, weights.get(name)!.dataSync() as Float32Array]));
    if (after !== before) throw new Error(`Frozen weights moved: ${before} before training, ${after} after it.`);
    const parameters = (list: readonly [string, RawWeight][]): number =>
      list.reduce((sum, [, { values }]) => sum + values.length, 0);
    return {
      recipe,
      history,
      bestEpoch: best.epoch,
      classNames,
      labels: validation.map(({ label }) => label),
      probabilities: best.probabilities,
      validationPaths: validation.map((image) => image.path),
      frozenDigest: { before, after, parameters: parameters(frozen) },
      trainableParameters: parameters([...classifier.weights].filter(([name]) => trainer.state.trained.includes(name))),
      seconds: (options.now() - began) / 1000,
      stopped,
    };
  } finally {
    inputs.dispose();
    trainer.dispose();
    tf.dispose([...weights.values()]);
  }
}

interface Inputs {
  training(batches: number[][], epoch: number): AsyncGenerator<{ indices: number[]; x: tf.Tensor }>;
  validate(trainer: Trainer): Promise<{ probabilities: number[][]; loss: number }>;
  dispose(): void;
}

/** Gives the tail its input: features computed once, or pictures through the frozen layers in every step. */
async function createInputs(
  recipe: Recipe,
  classifier: Classifier,
  weights: ReadonlyMap<WeightName, tf.Tensor>,
  training: ScannedImage[],
  validation: ScannedImage[],
  options: RunOptions,
): Promise<Inputs> {
  const { prefix } = classifier;
  const { scale, offset } = composedAffine(recipe.scaling);
  const { height, width } = recipe;
  const shape: [number, number, number] = [height, width, 3];
  const policy = recipe.batchNormalization;
  const through = (phase: 'training' | 'inference'): Recorded =>
    recorded(([pixels]) => {
      const scaled = tf.add(tf.mul(pixels, scale), offset);
      return [
        prefix === undefined ? scaled : forward(prefix, weights, scaled, { phase, policy, trainable: NOTHING }).output,
      ];
    });
  const inference = through('inference');
  const inTraining = through('training');
  const features = async (images: ScannedImage[]): Promise<{ values: Float32Array; shape: number[] }> => {
    const key = digest(
      prefix?.layers ?? 'pixels',
      prefix === undefined ? '' : digestOf(weightsOf(prefix, classifier)),
      { scale, offset, height, width, interpolation: recipe.interpolation },
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
  const trainingFeatures = once ? await features(training) : undefined;
  const validationFeatures = prefix === undefined ? undefined : await features(validation);
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
    dispose: () => {
      inference.dispose();
      inTraining.dispose();
    },
  };
}

/** Where moving statistics change in every step nothing can be computed once: the whole runs in the step. */
function joinPrefix(classifier: Classifier): void {
  const [, ...tail] = classifier.tail.layers;
  classifier.tail = { layers: [...classifier.prefix!.layers, ...tail], output: classifier.tail.output };
  classifier.prefix = undefined;
}

function rows({ values, shape }: { values: Float32Array; shape: number[] }, indices: number[]): tf.Tensor {
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

function digestOf(weights: readonly [string, Float32Array][]): string {
  return digest(...weights.flatMap(([name, v]) => [name, new Uint8Array(v.buffer, v.byteOffset, v.byteLength)]));
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

function accuracyOf(probabilities: readonly number[][], images: readonly ScannedImage[]): number {
  return probabilities.filter((row, i) => row.indexOf(Math.max(...row)) === images[i].label).length / images.length;
}
