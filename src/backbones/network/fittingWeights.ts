import { UserError } from '../../base/errors.js';
import type { Network } from './layer.js';
import type { InputShape } from './outputShapes.js';
import { weightShapes } from './weightShapes.js';
import { layerOfWeight, type RawWeight, type WeightName } from './weights.js';

/**
 * The weights that a network takes, out of a source that may hold more, such as those of a top.
 *
 * @param find the source's weight of that name, or undefined; its values are only read if its shape fits
 * @param source as a sentence begins with it: `The weights of nsfwjs`
 * @param next what the user can do about weights that do not fit
 * @param input as for `weightShapes`
 * @throws UserError that names the first layer that differs, with both shapes
 */
export function fittingWeights(
  network: Network,
  find: (name: WeightName) => RawWeight | undefined,
  source: string,
  next: string,
  input: number | InputShape = 3,
): Map<WeightName, RawWeight> {
  const weights = new Map<WeightName, RawWeight>();
  for (const [name, shape] of weightShapes(network, input)) {
    const found = find(name);
    if (found?.shape.join() !== shape.join()) {
      throw new UserError(
        `${source} do not fit: layer ${layerOfWeight(name)} takes a ${name.slice(name.lastIndexOf('/') + 1)} of shape [${shape.join(', ')}].`,
        found ? `[${found.shape.join(', ')}]` : 'no weight of that name',
        next,
      );
    }
    weights.set(name, { shape: [...shape], values: found.values });
  }
  return weights;
}
