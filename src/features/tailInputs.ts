import { forward } from '../backbones/network/forward.js';
import { batchNormalizationsOf } from '../backbones/network/layer.js';
import { outputShapes } from '../backbones/network/outputShapes.js';
import type { WeightName } from '../backbones/network/weights.js';
import type { Classifier } from '../backbones/pretrained/classifier.js';
import { probabilitiesOf } from '../backbones/pretrained/probabilities.js';
import type { KeptRows } from '../base/cache/keptRows.js';
import { chunks } from '../base/chunks.js';
import { digest } from '../base/digest.js';
import type { ScannedImage } from '../dataset/scan.js';
import { augment } from '../engine/augment.js';
import { padRows } from '../engine/padRows.js';
import { recorded } from '../engine/record.js';
import { scale } from '../engine/scale.js';
import { tf, yieldToEventLoop } from '../engine/tensorflow.js';
import { type Draw, drawChange } from '../preprocess/augmentation.js';
import { composedScaling, type Stage } from '../preprocess/composedScaling.js';
import type { Recipe } from '../recipe/recipeType.js';
import type { Trainer } from '../training/trainer.js';
import { openBatchFeatures } from './batchFeatures.js';
import { cacheOf, type FeatureOptions } from './featureOptions.js';
import {
  digestOfMaker,
  type Features,
  type FeaturesOf,
  featuresDigest,
  HELD_BYTES,
  inferenceBatch,
  openFeatures,
} from './features.js';
import { type Batch, cachedBatches, streamedBatches } from './inputBatches.js';
import { openPictures } from './pictures.js';

const NOTHING: ReadonlySet<string> = new Set();

/** Input of the layers after the frozen ones. */
export interface TailInputs {
  training(batches: number[][], epoch: number): AsyncGenerator<Batch>;
  /** Evaluates all validation images: probabilities `[numExamples][numClasses]` and losses `[numExamples]`. */
  validate(trainer: Trainer): Promise<{ probabilities: number[][]; losses: number[] }>;
  close(): Promise<void>;
}

/**
 * Creates the input of the layers after the frozen ones. The output of frozen layers is computed once per image and cached,
 * if it does not depend on the rest of the batch; for augmented images once per view, if the recipe bounds their number.
 * Otherwise, images run through the frozen layers in every epoch, decoded once.
 */
export async function createTailInputs(
  recipe: Recipe,
  classifier: Classifier,
  weights: ReadonlyMap<WeightName, tf.Tensor>,
  training: ScannedImage[],
  validation: ScannedImage[],
  options: FeatureOptions,
): Promise<TailInputs> {
  const { prefix } = classifier;
  const { height, width, augmentation, batchNormalization: policy, precision } = recipe;
  const stages = composedScaling(recipe.scaling);
  const run = (pixels: tf.Tensor, phase: 'training' | 'inference', by: readonly Stage[] = stages): tf.Tensor => {
    const scaled = scale(pixels as tf.Tensor4D, by);
    return prefix === undefined
      ? scaled
      : forward(prefix, weights, scaled, { mode: phase, policy, trainable: NOTHING }).output;
  };
  const inference = recorded(([pixels]) => [run(pixels!, 'inference')], { precision });
  const inTraining = recorded(([pixels]) => [run(pixels!, 'training')], { precision });
  const { validationScaling } = recipe;
  const ofValidation = validationScaling === null ? stages : composedScaling(validationScaling);
  const validating =
    validationScaling === null
      ? inference
      : recorded(([pixels]) => [run(pixels!, 'inference', ofValidation)], { precision });
  const whatBy = (by: readonly Stage[]): string =>
    featuresDigest(digestOfMaker(prefix, classifier.weights, by, precision), recipe);
  const what = whatBy(stages);
  const whatOfValidation = validationScaling === null ? what : whatBy(ofValidation);
  const dependsOnBatch = policy !== 'moving' && prefix !== undefined && batchNormalizationsOf(prefix).length > 0;
  const inBatchesOnce = dependsOnBatch && options.batchesOnce === true;
  const keepsFeatures =
    prefix !== undefined &&
    (!dependsOnBatch || inBatchesOnce) &&
    ((augmentation === null && !inBatchesOnce) || recipe.augmentedViews !== null);
  /** @param view 1-based; 0: the unchanged images */
  const drawsOf = (indices: readonly number[], view: number): Draw[] | undefined =>
    augmentation === null || view === 0
      ? undefined
      : indices.map((i) => drawChange(augmentation, height, width, recipe.seed, view, i));
  const asTensor = (pixels: Uint8Array, draws: Draw[] | undefined): tf.Tensor4D =>
    draws === undefined
      ? tf.tensor4d(new Float32Array(pixels), [pixels.length / (height * width * 3), height, width, 3])
      : augment(pixels, draws, recipe, augmentation ?? {});

  const opened: { close(): Promise<void> }[] = [];
  const close = async (): Promise<void> => {
    inference.dispose();
    inTraining.dispose();
    if (validating !== inference) validating.dispose();
    await Promise.all(opened.map((one) => one.close()));
  };
  const open = async (images: ScannedImage[], often: boolean): Promise<KeptRows> => {
    const pictures = await openPictures(images, recipe, cacheOf(options), often ? HELD_BYTES : 0);
    opened.push(pictures);
    return pictures;
  };
  const featuresOf = async (
    images: ScannedImage[],
    pictures: KeptRows,
    view: number,
    epoch: number,
  ): Promise<Features | undefined> => {
    const draws = drawsOf([...images.keys()], view);
    const fill = [augmentation?.fillMode, augmentation?.cval];
    const isInBatches = inBatchesOnce && images === training;
    const isValidation = images === validation;
    const passage = isInBatches ? inTraining : isValidation ? validating : inference;
    const of: FeaturesOf = {
      keys: images.map((image, i) => (draws === undefined ? image.digest : digest(image.digest, draws[i]!, fill))),
      tensor: async (indices) => {
        const pixels = await pictures.read(indices);
        return () => asTensor(pixels, draws && indices.map((i) => draws[i]!));
      },
      infer: (pixels) => passage([pixels])[0]!,
      // Of whole numbers, since height and width are given.
      shape: outputShapes(prefix!, [height, width, 3]).get(prefix!.output)!.slice(1) as number[],
      what: isValidation ? whatOfValidation : what,
      epoch,
    };
    const features = isInBatches
      ? await openBatchFeatures(of, recipe, options, view)
      : await openFeatures(of, recipe, options);
    if (features !== undefined) opened.push(features);
    return features;
  };

  const viewOf = (epoch: number): number => {
    if (augmentation === null && !inBatchesOnce) return 0;
    return recipe.augmentedViews === null ? epoch : ((epoch - 1) % recipe.augmentedViews) + 1;
  };
  const views = new Map<number, Features | undefined>();
  try {
    const trainingPictures = await open(training, !keepsFeatures || augmentation !== null);
    const validationPictures = await open(validation, prefix === undefined);
    const validationFeatures = prefix && (await featuresOf(validation, validationPictures, 0, 0));
    if (keepsFeatures) views.set(viewOf(1), await featuresOf(training, trainingPictures, viewOf(1), 0));

    return {
      async *training(batches, epoch) {
        const view = viewOf(epoch);
        if (keepsFeatures && !views.has(view)) {
          views.set(view, await featuresOf(training, trainingPictures, view, epoch));
        }
        const features = views.get(view);
        if (features !== undefined) yield* cachedBatches(features, batches);
        else {
          const through = dependsOnBatch || prefix === undefined ? inTraining : inference;
          // One batch at a time if the output for an image depends on the others.
          const most = through === inference ? inferenceBatch(recipe) : 0;
          yield* streamedBatches(
            trainingPictures,
            batches,
            recipe,
            most,
            (pixels, indices) => through([asTensor(pixels, drawsOf(indices, view))])[0]!,
          );
        }
      },
      async validate(trainer) {
        const probabilities: number[][] = [];
        const losses: number[] = [];
        const size = inferenceBatch(recipe);
        const batches = chunks(validation.length, size);
        const inputs = validationFeatures
          ? cachedBatches(validationFeatures, batches)
          : streamedBatches(
              validationPictures,
              batches,
              recipe,
              0,
              (pixels) => validating([asTensor(pixels, undefined)])[0]!,
            );
        for await (const { indices, x } of inputs) {
          const padded = padRows(x, size);
          const all = trainer.infer(padded);
          const logits = tf.slice(all, 0, indices.length);
          tf.dispose([x, padded, all]);
          const labels = indices.map((i) => validation[i]!.label);
          losses.push(...trainer.losses(logits, labels));
          probabilities.push(
            ...tf.tidy(() => probabilitiesOf(recipe.lastActivation, logits).arraySync() as number[][]),
          );
          logits.dispose();
          await yieldToEventLoop();
        }
        return { probabilities, losses };
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
