import path from 'node:path';
import { type BackboneName, REGISTRY } from '../backbones/architectures/registry.js';
import { multiplications } from '../backbones/pretrained/shareAbove.js';
import { digest } from '../base/digest.js';
import { keptJson } from '../base/keptJson.js';
import { sum } from '../base/sum.js';
import type { ScannedImage } from '../dataset/scan.js';
import type { TrialOptions } from '../diagnose/interventions/trials.js';
import type { Recipe } from '../recipe/recipeType.js';
import { measurePassSeconds, type PassSeconds } from '../run/estimateTrainingSeconds.js';

/**
 * Multiplications of a pass at the size that the weights were trained at, in billions, those of depthwise convolutions and of
 * what stands around them times 2.4: measured on two cores, EfficientNetLite0 takes 17 ms for a billion and InceptionV3 7.
 *
 * Those that are not named here are calculated: the weights of every layer times the places of its output.
 *
 * Sources: keras-applications for InceptionV3, ResNet50 and VGG16; the READMEs of TPU's EfficientNet-Lite, of MobileNetV2 and
 * of SqueezeNet 1.1.
 */
const BILLIONS: Readonly<Partial<Record<BackboneName, number>>> = {
  InceptionV3: 5.7,
  EfficientNetLite0: 2.4 * 0.41,
  EfficientNetLite1: 2.4 * 0.63,
  EfficientNetLite2: 2.4 * 0.9,
  ResNet50: 4.1,
  MobileNetV2: 2.4 * 0.3,
  VGG16: 15.5,
  SqueezeNet: 0.35,
  SmallCnn: 0.03,
};

/** Seconds of an image by a recipe's backbone, at its size. */
export type PassOf = (recipe: Recipe) => PassSeconds;

/**
 * Seconds of an image by any recipe, from those of the one that a search starts from, by the number of multiplications.
 *
 * @param pass of that recipe
 */
export function passesFrom(from: Recipe, pass: PassSeconds): PassOf {
  return (recipe) => {
    const scale = costOf(recipe) / costOf(from);
    return { inference: pass.inference * scale, training: pass.training * scale, decoding: pass.decoding };
  };
}

function costOf({ backbone: { name }, height, width }: Recipe): number {
  return (billionsOf(name) * height * width) / REGISTRY[name].defaultSize ** 2;
}

/** Backbones with depthwise convolutions. */
const DEPTHWISE = /^(EfficientNet|MobileNet|Xception)/;

function billionsOf(name: BackboneName): number {
  const calculated = (): number => sum([...multiplications(name, REGISTRY[name].defaultSize).values()]) / 1e9;
  return BILLIONS[name] ?? (DEPTHWISE.test(name) ? 2.4 : 1) * calculated();
}

/**
 * Measures how long an image takes, and keeps it for later calls: the length of a trial depends on it, and trials of one search
 * are to be alike, however busy the machine is.
 *
 * @param key of the search
 */
export async function keptPass(
  key: string,
  recipe: Recipe,
  images: readonly ScannedImage[],
  options: Pick<TrialOptions, 'runs' | 'weightStore' | 'now'>,
): Promise<PassSeconds> {
  const file = path.join(options.runs, 'searches', `pass-${digest(key).slice(0, 16)}.json`);
  return await keptJson(file, () => measurePassSeconds(recipe, images, options));
}
