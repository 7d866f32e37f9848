import { upperBlocks } from '../../backbones/pretrained/upperBlocks.js';
import type { Recipe } from '../../recipe/recipeType.js';
import { withBackbone } from '../../recipe/withBackbone.js';
import type { Fix } from './fixes.js';

/** The backbone that comes with weights of ImageNet as they were trained. */
const ON_IMAGENET: Recipe['backbone'] = { name: 'EfficientNetLite0', weights: 'imagenet' };

/** Weights whose upper half was tuned to another task, so that what is left of ImageNet serves a new one less. */
const TUNED_ELSEWHERE = 'nsfwjs';

/**
 * What to try in place of a mended recipe's backbone where its weights are not plain ImageNet's: a backbone whose weights
 * are, with its own scaling and as large a share of it frozen. Not one of the improvements, since faults are measured on
 * the backbone that they were found on.
 */
export function otherBackbones(mended: Recipe): Fix[] {
  if (mended.backbone.weights !== TUNED_ELSEWHERE) return [];
  const { name, weights } = ON_IMAGENET;
  const { scaling, unfrozen } = withBackbone(mended, ON_IMAGENET);
  const opened = mended.unfrozen.above !== 'nothing' && unfrozen.above === 'nothing';
  const patch = {
    backbone: ON_IMAGENET,
    scaling,
    unfrozen: opened ? { ...mended.unfrozen, above: upperBlocks(ON_IMAGENET).third } : unfrozen,
  };
  const summary = `The weights of ${mended.backbone.name} that thaw brings were tuned to another task after ImageNet.`;
  return [{ summary, change: `${name} (${weights}) in place of ${mended.backbone.name}`, patch }];
}
