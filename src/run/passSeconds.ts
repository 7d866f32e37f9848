import { type BackboneName, REGISTRY } from '../backbones/architectures/registry.js';
import { multiplications } from '../backbones/pretrained/shareAbove.js';
import { sum } from '../base/sum.js';
import type { Recipe } from '../recipe/recipeType.js';
import type { PassSeconds } from './estimateTrainingSeconds.js';
import { costOfSize } from './sizeCost.js';

/**
 * Multiplications of a pass at the size that the weights were trained at, in billions, those of depthwise convolutions and of
 * what stands around them times 2.4: measured on two cores, EfficientNetLite0 takes 17 ms for a billion and InceptionV3 7.
 *
 * SmallCnn's correspond to its time, 0.27 to 0.36 of EfficientNetLite0's at 64x64 to 224x224: its layers see large maps.
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
  SmallCnn: 0.075,
};

/** Seconds of an image by a recipe's backbone, at its size. */
export type PassOf = (recipe: Recipe) => PassSeconds;

/**
 * Seconds of an image by any recipe, from those of one that was measured, by the number of multiplications: the one estimate of
 * what another size or backbone costs.
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
  const { defaultSize: side } = REGISTRY[name];
  return (billionsOf(name) * costOfSize({ height, width })) / costOfSize({ height: side, width: side });
}

/** Backbones with depthwise convolutions. */
const DEPTHWISE = /^(EfficientNet|MobileNet|Xception)/;

function billionsOf(name: BackboneName): number {
  const calculated = (): number => sum([...multiplications(name, REGISTRY[name].defaultSize).values()]) / 1e9;
  return BILLIONS[name] ?? (DEPTHWISE.test(name) ? 2.4 : 1) * calculated();
}
