import type { Training } from '../architectures/entry.js';
import { BACKBONE_NAMES, type BackboneName, REGISTRY } from '../architectures/registry.js';
import { hasImagenetFile } from './imagenetWeights.js';
import { expectationOf } from './loadBackbone.js';

/** Pretrained weights of a backbone, and the input that they expect. */
export interface PretrainedWeights extends Training {
  name: BackboneName;
  /** As a recipe names them: `imagenet`, `nsfwjs`; `a file` where they have no name, `random` where there are none. */
  weights: string;
}

/** Every backbone with each of its weights, in the order of the registry; as `timm.list_pretrained`. */
export function listPretrained(): PretrainedWeights[] {
  return BACKBONE_NAMES.flatMap((name) => {
    const { bundled, file } = REGISTRY[name];
    const named = Object.entries(bundled).map(([weights, training]) => ({ name, weights, ...training }));
    if (file !== undefined) {
      const isNamed = hasImagenetFile(name) && bundled.imagenet === undefined;
      return [...named, { name, weights: isNamed ? 'imagenet' : 'a file', ...file }];
    }
    return named.length > 0 ? named : [{ name, weights: 'random', ...expectationOf(name, 'random') }];
  });
}
