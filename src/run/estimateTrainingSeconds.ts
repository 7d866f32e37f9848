import { loadBackbone } from '../backbones/pretrained/loadBackbone.js';
import { sum } from '../base/sum.js';
import { ofSplit } from '../dataset/dataset.js';
import type { ScannedImage } from '../dataset/scan.js';
import { estimateInferenceSeconds, estimatePassSeconds, TIMED } from '../features/estimateInferenceSeconds.js';
import { decodePictures } from '../features/pictureSample.js';
import { openBackbone } from '../features/pooledFeatures.js';
import { phasesOf } from '../recipe/recipe.js';
import type { Recipe } from '../recipe/recipeType.js';
import { imagesOfEpoch } from '../training/batches.js';
import type { RunOptions } from './runOptions.js';

/** Passes of a training step: a gradient costs about two forward passes more. An allowance, not a measurement. */
export const WITH_GRADIENT = 3;

/** How a training runs images through the backbone, which its time depends on most. Times are kept under these names. */
export type TrainingKind =
  | 'training on features that are computed once'
  | 'training through frozen layers'
  | 'training of unfrozen layers';

/** What a training costs: passes of images through the whole backbone. */
export interface TrainingPasses {
  /** Of its most expensive phase. */
  kind: TrainingKind;
  /** In inference. */
  inference: number;
  /** In training, with augmentation, in batches of the recipe. */
  training: number;
}

/** Seconds of one image. */
export interface PassSeconds {
  inference: number;
  training: number;
  decoding: number;
}

/**
 * Counts the passes of a training at most. Frozen layers with the same input in every epoch run once.
 */
export function trainingPasses(recipe: Recipe, images: readonly ScannedImage[]): TrainingPasses {
  const numTraining = ofSplit(images, 'training').length;
  const numValidation = images.length - numTraining;
  const phases = phasesOf(recipe).map(({ recipe: phase }): TrainingPasses => {
    const { unfrozen, augmentation, augmentedViews, batchNormalization, epochs, mixup } = phase;
    const numSeen = epochs * imagesOfEpoch(numTraining, phase);
    if (unfrozen.above !== 'nothing') {
      return {
        kind: 'training of unfrozen layers',
        inference: epochs * numValidation,
        training: numSeen * WITH_GRADIENT,
      };
    }
    if (batchNormalization !== 'moving' || mixup > 0) {
      return { kind: 'training through frozen layers', inference: numValidation, training: numSeen };
    }
    const views = augmentation === null ? 1 : Math.min(epochs, augmentedViews ?? epochs);
    return {
      kind: 'training on features that are computed once',
      inference: numTraining * views + numValidation,
      training: 0,
    };
  });
  const { testTimeAugmentation: views } = recipe;
  const viewPasses = views === null ? 0 : numValidation * (1 + Number(views.flip) + views.draws);
  const kinds = phases.map(({ kind }) => kind);
  return {
    kind:
      (['training of unfrozen layers', 'training through frozen layers'] as const).find((kind) =>
        kinds.includes(kind),
      ) ?? 'training on features that are computed once',
    inference: viewPasses + sum(phases, ({ inference }) => inference),
    training: sum(phases, ({ training }) => training),
  };
}

/** Measures by a few trial steps how long an image takes, in each way that a training has. */
export async function measurePassSeconds(
  recipe: Recipe,
  images: readonly ScannedImage[],
  { weightStore, now }: Pick<RunOptions, 'weightStore' | 'now'>,
): Promise<PassSeconds> {
  const { backbone: source, seed, scaling, augmentation, batchNormalization: policy, batchSize, precision } = recipe;
  const backbone = openBackbone(await loadBackbone(source.name, source.weights, seed, weightStore), precision);
  try {
    const start = now();
    const sample = await decodePictures(images.slice(0, TIMED), recipe);
    const decoding = (now() - start) / 1000 / sample.images.length;
    const passage = { scaling, policy, batchSize, seed, mode: 'training' as const };
    return {
      decoding,
      inference: estimateInferenceSeconds(backbone, sample, scaling, now),
      training: estimatePassSeconds(
        backbone,
        sample,
        augmentation === null ? passage : { ...passage, augmentation },
        now,
      ),
    };
  } finally {
    backbone.dispose();
  }
}

/** The most seconds that a training takes: passes of images through the backbone, times the time of one image. */
export function trainingSeconds(
  { inference, training }: TrainingPasses,
  seconds: PassSeconds,
  images: readonly ScannedImage[],
): number {
  return inference * seconds.inference + training * seconds.training + images.length * seconds.decoding;
}
