import { BACKBONE_NAMES, type BackboneName, countBatchNormalizations } from '../backbones/architectures/registry.js';
import { UserError } from '../base/errors.js';
import type { Recipe } from './recipeType.js';

/**
 * The backbone that a comparison of batch-normalisation policies is checked with: one without batch normalisation.
 *
 * @param words the setting `control`: `NAME`, with random weights, or `NAME:WEIGHTS`, as `SqueezeNet:squeezenet_notop.h5`
 *   or `VGG16:imagenet`; weights as in a recipe, which are not looked for here
 * @throws UserError that lists the choices
 */
export function parseControl(words: string): Recipe['backbone'] {
  const colon = words.indexOf(':');
  const [name, weights] = colon < 0 ? [words, 'random'] : [words.slice(0, colon), words.slice(colon + 1)];
  const choices = BACKBONE_NAMES.filter((other) => countBatchNormalizations(other) === 0);
  if (!choices.includes(name as BackboneName)) {
    throw new UserError(
      `The control is a backbone without batch normalisation, one of: ${choices.join(', ')}.`,
      words,
      "Write it as --set control=NAME, with random weights, or control=NAME:WEIGHTS; weights are 'imagenet', where keras-applications has them, or the path of a file.",
    );
  }
  return { name: name as BackboneName, weights };
}
