import { changesToPlainBackbone, PLAIN_BACKBONE } from '../../recipe/comparedBackbones.js';
import type { Recipe } from '../../recipe/recipeType.js';
import type { Fix } from './fixes.js';

/** Weights whose upper half was fine-tuned on another task, so that less of ImageNet is left for a new one. */
const TUNED_ELSEWHERE = 'nsfwjs';

/**
 * Suggests another backbone where the weights are not plain ImageNet weights: one with those, with its own scaling and an
 * equally large frozen share. Not one of the improvements, since faults are measured on the backbone where they were found.
 *
 * @param fixed recipe without its faults
 */
export function otherBackbones(fixed: Recipe): Fix[] {
  if (fixed.backbone.weights !== TUNED_ELSEWHERE) return [];
  const { name, weights } = PLAIN_BACKBONE;
  const summary = `The weights of ${fixed.backbone.name} in thaw were fine-tuned on another task after ImageNet.`;
  return [
    {
      summary,
      change: `${name} (${weights}) in place of ${fixed.backbone.name}`,
      patch: changesToPlainBackbone(fixed),
    },
  ];
}
