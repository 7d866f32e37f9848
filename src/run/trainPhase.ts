import { modelWeightsDigest, type WeightName } from '../backbones/network/weights.js';
import { weightTensors } from '../backbones/network/weightTensors.js';
import { Interrupted } from '../base/interruption.js';
import { mean, sum } from '../base/sum.js';
import type { ScannedImage } from '../dataset/scan.js';
import { isIn } from '../dataset/validationParts.js';
import { tf } from '../engine/tensorflow.js';
import { createTailInputs, type TailInputs } from '../features/tailInputs.js';
import { isCorrect } from '../metrics/correctness.js';
import { epochBatches } from '../training/batches.js';
import type { Callback } from '../training/callbacks/callback.js';
import { earlyStopping } from '../training/callbacks/earlyStopping.js';
import { type Checkpoint, modelCheckpoint } from '../training/callbacks/modelCheckpoint.js';
import { reduceLROnPlateau } from '../training/callbacks/reduceLROnPlateau.js';
import { terminateOnNaN } from '../training/callbacks/terminateOnNaN.js';
import { classWeightsOf } from '../training/classWeights.js';
import { type FitData, type Fitted, fitClassifier } from '../training/fitClassifier.js';
import { logitOffsets } from '../training/losses/logitAdjustment.js';
import { drawMix } from '../training/mixup.js';
import { createTrainer, type Trainer } from '../training/trainer.js';
import { Diverged } from './diverged.js';
import type { PhasePlan } from './phasePlan.js';
import type { RunOptions } from './runOptions.js';
import type { Best, PhaseState } from './runState.js';

export interface PhaseImages {
  training: ScannedImage[];
  validation: ScannedImage[];
  /** Number of training images of each class, `[numClasses]`. */
  support: number[];
}

export interface PhaseOptions {
  run: RunOptions;
  /** Number of epochs of the phases before. */
  epochsBefore: number;
  /** Callbacks in addition to those of the recipe. */
  callbacks: readonly Callback[];
  from: PhaseState | undefined;
  onState?: (state: PhaseState) => Promise<void>;
  /** Names of the weights whose digest is computed after training. */
  digestOf: readonly WeightName[];
}

/**
 * Trains one phase and returns its best epoch by the recipe's monitor.
 *
 * @throws UserError if there is no epoch to keep
 */
export async function trainPhase(
  { recipe, classifier, frozen }: PhasePlan,
  images: PhaseImages,
  options: PhaseOptions,
): Promise<Fitted & { best: Best; digest: string; trainableParameters: number }> {
  const weights = weightTensors(classifier.weights);
  const trainer = createTrainer(classifier, weights, {
    ...recipe,
    policy: recipe.batchNormalization,
    logitOffsets: logitOffsets(images.support, recipe.logitAdjustment),
  });
  let inputs: TailInputs | undefined;
  try {
    const { training, validation } = images;
    inputs = await createTailInputs(recipe, classifier, weights, training, validation, options.run);
    const before = modelWeightsDigest(frozen.map((name) => [name, classifier.weights.get(name)!.values]));
    const fitted = await fitBest(recipe, trainer, inputs, images, options);
    const digestNow = (names: readonly WeightName[]): string =>
      modelWeightsDigest(names.map((name) => [name, weights.get(name)!.dataSync() as Float32Array]));
    const after = digestNow(frozen);
    if (after !== before) throw new Error(`Frozen weights moved: ${before} before training, ${after} after it.`);
    const { trained } = trainer.changing;
    return {
      ...fitted,
      digest: options.digestOf.length === frozen.length ? after : digestNow(options.digestOf),
      trainableParameters: sum(trained, (name) => classifier.weights.get(name)!.values.length),
    };
  } finally {
    await inputs?.close();
    trainer.dispose();
    tf.dispose([...weights.values()]);
  }
}

async function fitBest(
  recipe: PhasePlan['recipe'],
  trainer: Trainer,
  inputs: TailInputs,
  { training, validation, support }: PhaseImages,
  { run, epochsBefore, callbacks: others, from, onState }: PhaseOptions,
): Promise<Fitted & { best: Best }> {
  const { monitor, minDelta, patience, reduceOnPlateau, epochs, learningRate, schedule, mixup, seed } = recipe;
  const classWeights = classWeightsOf(recipe.classWeight, support);
  const labels = training.map(({ label }) => label);
  let best = from?.best;
  let probabilities: number[][] = [];
  const data: FitData = {
    labels,
    exampleWeights: labels.map((label) => classWeights[label]!),
    batches: (epoch) => epochBatches(labels, epochsBefore + epoch, recipe),
    inputs: (batches, epoch) => inputs.training(batches, epochsBefore + epoch),
    mix: (size, epoch, batch) => (mixup === 0 ? undefined : drawMix(mixup, size, seed, epochsBefore + epoch, batch)),
    validate: async () => {
      const measured = await inputs.validate(trainer);
      probabilities = measured.probabilities;
      const correct = isCorrect({ labels: validation.map(({ label }) => label), probabilities });
      const inSelection = <T>(values: readonly T[]): T[] => values.filter((_, i) => isIn(validation[i]!, 'selection'));
      return { loss: mean(inSelection(measured.losses)), accuracy: mean(inSelection(correct).map(Number)) };
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
    ...others,
  ];
  const { history, stopped } = await fitClassifier(trainer, data, {
    epochs,
    learningRate,
    schedule,
    callbacks,
    interrupted: run.interrupted,
    from: from?.fit,
    onState: onState && ((state) => onState({ fit: state, best })),
  });
  if (best !== undefined) return { history, stopped, best };
  if (stopped === 'interrupted') throw new Interrupted();
  throw new Diverged();
}
