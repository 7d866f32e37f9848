import { buildClassifier, type Classifier } from '../backbones/classifier.js';
import { digestOfWeights } from '../backbones/digestOfWeights.js';
import type { RawWeight } from '../backbones/initialWeights.js';
import type { WeightName } from '../backbones/layer.js';
import { expectationOf, loadBackbone } from '../backbones/loadBackbone.js';
import { UserError } from '../base/errors.js';
import type { ScannedImage } from '../dataset/scan.js';
import { breathe, tf } from '../engine/tensorflow.js';
import { predictedClass } from '../metrics/predictedClass.js';
import { epochBatches } from '../training/batches.js';
import { balancedClassWeights } from '../training/classWeights.js';
import { createTrainer, type Trainer } from '../training/trainingStep.js';
import { type EpochRecord, interruptedEarly, type RunOptions } from './progress.js';
import type { Recipe } from './recipe.js';
import { createTailInputs, type TailInputs } from './tailInputs.js';

/** What a run gave. Accuracies are in [0, 1]. */
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
  /** SHA-256 over the frozen weights before and after training: equal, or the run fails. */
  frozenDigest: { before: string; after: string; parameters: number };
  trainableParameters: number;
  seconds: number;
  stopped: 'finished' | 'early' | 'interrupted' | 'diverged';
}

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
  const least = expectationOf(recipe.backbone.name, recipe.backbone.weights).leastSize;
  if (recipe.height < least || recipe.width < least) {
    throw new UserError(
      `${recipe.backbone.name} expects pictures of at least ${least}x${least} pixels.`,
      `${recipe.height}x${recipe.width}`,
      'Raise height and width.',
    );
  }
  const training = images.filter(({ split }) => split === 'training');
  const validation = images.filter(({ split }) => split === 'validation');
  if (training.length === 0 || validation.length === 0) {
    throw new UserError(
      'Images to train on and images to validate on were expected.',
      { training: training.length, validation: validation.length },
      'Look at what the scan could not read.',
    );
  }
  const backbone = await loadBackbone(recipe.backbone.name, recipe.backbone.weights, recipe.seed, options.weightStore);
  const classifier = buildClassifier(backbone, recipe.head, classNames.length, recipe.unfrozen, recipe.seed);
  if (classifier.prefix !== undefined && recipe.batchNormalization === 'batch-and-update') joinPrefix(classifier);
  const weights = new Map([...classifier.weights].map(([name, { shape, values }]) => [name, tf.tensor(values, shape)]));
  const trainer = createTrainer(classifier, weights, recipe.batchNormalization, recipe.seed);
  const changing = new Set([...trainer.state.trained, ...trainer.state.moving]);
  const frozen = [...classifier.weights].filter(([name]) => !changing.has(name));
  let inputs: TailInputs | undefined;
  try {
    inputs = await createTailInputs(recipe, classifier, weights, training, validation, options);
    const before = digestOfWeights(frozen.map(([name, { values }]) => [name, values]));
    const fitted = await trainEpochs(recipe, trainer, inputs, training, validation, classNames.length, options);
    const after = digestOfWeights(frozen.map(([name]) => [name, weights.get(name)!.dataSync() as Float32Array]));
    if (after !== before) throw new Error(`Frozen weights moved: ${before} before training, ${after} after it.`);
    return {
      recipe,
      ...fitted,
      classNames,
      labels: validation.map(({ label }) => label),
      frozenDigest: { before, after, parameters: numParameters(frozen) },
      trainableParameters: numParameters([...classifier.weights].filter(([n]) => trainer.state.trained.includes(n))),
      seconds: (options.now() - began) / 1000,
    };
  } finally {
    inputs?.dispose();
    trainer.dispose();
    tf.dispose([...weights.values()]);
  }
}

/** The best epoch so far, by validation accuracy; the earlier of two equal ones. */
interface Best {
  epoch: number;
  accuracy: number;
  probabilities: number[][];
  weights: Map<WeightName, RawWeight>;
}

/** The epochs: one pass over the training images, one measurement on the validation images each. */
async function trainEpochs(
  recipe: Recipe,
  trainer: Trainer,
  inputs: TailInputs,
  training: readonly ScannedImage[],
  validation: readonly ScannedImage[],
  numClasses: number,
  options: RunOptions,
): Promise<Pick<RunResult, 'history' | 'bestEpoch' | 'probabilities' | 'stopped'>> {
  const classWeights = classWeightsOf(recipe, training, numClasses);
  const history: EpochRecord[] = [];
  let best: Best = { epoch: 0, accuracy: -1, probabilities: [], weights: new Map() };
  let stopped: RunResult['stopped'] = 'finished';
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
      const weights = labels.map((label) => classWeights[label]);
      const { loss, correct } = trainer.step(x, labels, weights, recipe.learningRate);
      x.dispose();
      if (!Number.isFinite(loss)) {
        stopped = 'diverged';
        break;
      }
      total.loss += loss;
      total.correct += correct;
      total.seen += indices.length;
      total.batches++;
      const imagesPerSecond = total.seen / ((options.now() - start) / 1000);
      const left = (batches.length - total.batches + (recipe.epochs - epoch) * batches.length) * recipe.batchSize;
      options.onProgress?.({
        activity: 'training',
        epoch,
        epochs: recipe.epochs,
        batch: total.batches,
        batches: batches.length,
        imagesPerSecond,
        secondsLeft: left / imagesPerSecond,
        history,
      });
      await breathe();
    }
    if (stopped === 'diverged' || total.batches === 0) break;
    const { probabilities, loss } = await inputs.validate(trainer);
    if (!Number.isFinite(loss)) {
      stopped = 'diverged';
      break;
    }
    const validationAccuracy = accuracyOf(probabilities, validation);
    history.push({
      epoch,
      trainLoss: total.loss / total.batches,
      trainAccuracy: total.correct / total.seen,
      validationLoss: loss,
      validationAccuracy,
    });
    if (validationAccuracy > best.accuracy) {
      best = { epoch, accuracy: validationAccuracy, probabilities, weights: trainer.snapshot() };
    }
    if (stopped === 'finished' && epoch - best.epoch >= recipe.patience) stopped = 'early';
  }
  if (history.length === 0 && stopped === 'diverged') {
    throw new UserError(
      'The loss was expected to stay a number.',
      'NaN or infinity in the first epoch',
      'Lower the learning rate, or look at the scaling of the input.',
    );
  }
  if (history.length === 0) throw interruptedEarly();
  await options.onCheckpoint?.(best.weights);
  return { history, bestEpoch: best.epoch, probabilities: best.probabilities, stopped };
}

function classWeightsOf(recipe: Recipe, training: readonly ScannedImage[], numClasses: number): number[] {
  const counts = new Array<number>(numClasses).fill(0);
  for (const { label } of training) counts[label]++;
  return recipe.classWeight === 'balanced' ? balancedClassWeights(counts) : counts.map(() => 1);
}

function numParameters(weights: readonly [string, RawWeight][]): number {
  return weights.reduce((sum, [, { values }]) => sum + values.length, 0);
}

/** Where moving statistics change in every step nothing can be computed once: the whole runs in the step. */
function joinPrefix(classifier: Classifier): void {
  const [, ...tail] = classifier.tail.layers;
  classifier.tail = { layers: [...classifier.prefix!.layers, ...tail], output: classifier.tail.output };
  classifier.prefix = undefined;
}

function accuracyOf(probabilities: readonly number[][], images: readonly ScannedImage[]): number {
  return probabilities.filter((row, i) => predictedClass(row) === images[i].label).length / images.length;
}
