import { BACKBONE_NAMES, type BackboneName, countBatchNormalizations } from '../backbones/architectures/registry.js';
import { UserError } from '../base/errors.js';
import type { Recipe } from './recipeType.js';

/**
 * Parses the backbone of a control experiment: one without batch normalization, on which its policy has no effect.
 *
 * @param words the setting `control`: `NAME`, with ImageNet weights, or `NAME:WEIGHTS`, such as `SqueezeNet:random` or
 *   `VGG16:vgg16_notop.h5`. Weights as in a recipe; whether they exist is not checked here
 * @throws UserError that lists the choices
 */
export function parseControl(words: string): Recipe['backbone'] {
  const colon = words.indexOf(':');
  const [name, weights] = colon < 0 ? [words, 'imagenet'] : [words.slice(0, colon), words.slice(colon + 1)];
  const choices = BACKBONE_NAMES.filter((other) => countBatchNormalizations(other) === 0);
  if (!choices.includes(name as BackboneName)) {
    throw new UserError(
      `The control is expected to be a backbone without batch normalization, one of: ${choices.join(', ')}.`,
      words,
      "Write --set control=NAME for ImageNet weights, or control=NAME:WEIGHTS, where WEIGHTS is 'random' or the path of a file.",
    );
  }
  return { name: name as BackboneName, weights };
}
