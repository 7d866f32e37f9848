import { bfloat16Support } from '../engine/precision.js';
import { phasesOf } from './recipe.js';
import type { Recipe } from './recipeType.js';

/** Backbones with depthwise convolutions, whose gradients TensorFlow computes faster in float32. */
const DEPTHWISE = /^(EfficientNet|MobileNet|Xception)/;

/**
 * Whether this machine computes a recipe faster with `precision: 'bfloat16'` than with `float32`.
 *
 * Measured on two cores with AMX, processor time in bfloat16 over that in float32. Inference: InceptionV3 and VGG16 0.22,
 * ResNet50 and SqueezeNet 0.4, EfficientNetLite0 0.7. A training step of all layers: InceptionV3 0.48,
 * EfficientNetLite0 0.95.
 *
 * @example
 * const precision = thaw.fasterInBfloat16(recipe) ? 'bfloat16' : 'float32';
 */
export function fasterInBfloat16(recipe: Recipe): boolean {
  const trainsBackbone = phasesOf(recipe).some(({ recipe: phase }) => phase.unfrozen.above !== 'nothing');
  return bfloat16Support().isAvailable && !(trainsBackbone && DEPTHWISE.test(recipe.backbone.name));
}
