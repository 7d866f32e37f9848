import { buildClassifier, withoutPrefix } from '../backbones/classifier.js';
import { digestOfWeights } from '../backbones/digestOfWeights.js';
import type { RawWeight } from '../backbones/initialWeights.js';
import type { WeightName } from '../backbones/layer.js';
import { loadBackbone } from '../backbones/loadBackbone.js';
import { UserError } from '../base/errors.js';
import type { ScannedImage } from '../dataset/scan.js';
import { tf } from '../engine/tensorflow.js';
import { predictedClass } from '../metrics/predictedClass.js';
import { epochBatches } from '../training/batches.js';
import { earlyStopping } from '../training/callbacks/earlyStopping.js';
import { type Checkpoint, modelCheckpoint } from '../training/callbacks/modelCheckpoint.js';
import { reduceLROnPlateau } from '../training/callbacks/reduceLROnPlateau.js';
import { terminateOnNaN } from '../training/callbacks/terminateOnNaN.js';
import { balancedClassWeights } from '../training/classWeights.js';
import { type FitData, fitClassifier } from '../training/fitClassifier.js';
import type { EpochRecord } from '../training/history.js';
import { createTrainer, type Trainer } from '../training/trainer.js';
import { checkFit } from './checkFit.js';
import { interruptedEarly, type RunOptions } from './progress.js';
import type { Recipe } from './recipe.js';
import { reportProgress } from './reportProgress.js';
import { createTailInputs, type TailInputs } from './tailInputs.js';

/** What a run gave. Accuracies are in [0, 1]. */
export interface RunResult {
  recipe: Recipe;
  history: EpochRecord[];
  /** 1-based: the best epoch by the recipe's monitor, whose predictions these are. */
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
 * Frozen layers run once where that gives the same: without augmentation or with a bounded number of augmented views,
 * and where their output for a picture does not depend on the rest of its batch. Everything else runs in every epoch.
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
  const training = images.filter(({ split }) => split === 'training');
  const validation = images.filter(({ split }) => split === 'validation');
  checkFit(recipe, training.length, validation.length, classNames.length);
  const backbone = await loadBackbone(recipe.backbone.name, recipe.backbone.weights, recipe.seed, options.weightStore);
  const policy = recipe.batchNormalization;
  const built = buildClassifier(backbone, recipe.head, classNames.length, recipe.unfrozen, recipe.seed);
  // Where moving statistics change in every step nothing can be computed once: the whole runs in the step.
  const classifier = policy === 'batch-and-update' ? withoutPrefix(built) : built;
  const weights = new Map([...classifier.weights].map(([name, { shape, values }]) => [name, tf.tensor(values, shape)]));
  const trainer = createTrainer(classifier, weights, { ...recipe, policy });
  const { trained, moving } = trainer.changing;
  const changing = new Set([...trained, ...moving]);
  const frozen = [...classifier.weights].filter(([name]) => !changing.has(name));
  let inputs: TailInputs | undefined;
  try {
    inputs = await createTailInputs(recipe, classifier, weights, training, validation, options);
    const before = digestOfWeights(frozen.map(([name, { values }]) => [name, values]));
    const fitted = await train(recipe, trainer, inputs, training, validation, classNames.length, options);
    const after = digestOfWeights(frozen.map(([name]) => [name, weights.get(name)!.dataSync() as Float32Array]));
    if (after !== before) throw new Error(`Frozen weights moved: ${before} before training, ${after} after it.`);
    return {
      recipe,
      ...fitted,
      classNames,
      labels: validation.map(({ label }) => label),
      frozenDigest: { before, after, parameters: numParameters(frozen) },
      trainableParameters: numParameters([...classifier.weights].filter(([n]) => trained.includes(n))),
      seconds: (options.now() - began) / 1000,
    };
  } finally {
    await inputs?.close();
    trainer.dispose();
    tf.dispose([...weights.values()]);
  }
}

/** The best epoch so far; the earlier of two equal ones. */
interface Best {
  epoch: number;
  probabilities: number[][];
  weights: Map<WeightName, RawWeight>;
}

/** Trains, keeps the best epoch by the recipe's monitor, and gives that. */
async function train(
  recipe: Recipe,
  trainer: Trainer,
  inputs: TailInputs,
  training: readonly ScannedImage[],
  validation: readonly ScannedImage[],
  numClasses: number,
  options: RunOptions,
): Promise<Pick<RunResult, 'history' | 'bestEpoch' | 'probabilities' | 'stopped'>> {
  const { seed, batchSize, lastBatch, monitor, minDelta, patience, reduceOnPlateau } = recipe;
  const classWeights = classWeightsOf(recipe, training, numClasses);
  let best: Best | undefined;
  let probabilities: number[][] = [];
  const data: FitData = {
    labels: training.map(({ label }) => label),
    exampleWeights: training.map(({ label }) => classWeights[label]),
    batches: (epoch) => epochBatches(training.length, batchSize, seed, epoch, lastBatch),
    inputs: inputs.training,
    validate: async () => {
      const measured = await inputs.validate(trainer);
      probabilities = measured.probabilities;
      return { loss: measured.loss, accuracy: accuracyOf(probabilities, validation) };
    },
  };
  const keep = ({ epoch, weights }: Checkpoint): void => {
    best = { epoch, weights, probabilities };
  };
  const callbacks = [
    terminateOnNaN(),
    modelCheckpoint(keep, { monitor, saveBestOnly: true }),
    ...(reduceOnPlateau === null ? [] : [reduceLROnPlateau(reduceOnPlateau)]),
    earlyStopping({ monitor, minDelta, patience }),
    reportProgress(recipe, options),
    ...(options.callbacks ?? []),
  ];
  const { epochs, learningRate, schedule } = recipe;
  const { interrupted } = options;
  const { history, stopped } = await fitClassifier(trainer, data, {
    epochs,
    learningRate,
    schedule,
    callbacks,
    interrupted,
  });
  if (best === undefined) {
    if (stopped === 'interrupted') throw interruptedEarly();
    throw new UserError(
      'The loss was expected to stay a number.',
      'NaN or infinity in the first epoch',
      'Lower the learning rate, or look at the scaling of the input.',
    );
  }
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

function accuracyOf(probabilities: readonly number[][], images: readonly ScannedImage[]): number {
  return probabilities.filter((row, i) => predictedClass(row) === images[i].label).length / images.length;
}
