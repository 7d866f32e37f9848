import { type Affine, rescaling } from '../../preprocess/scaling.js';
import { type BackboneName, REGISTRY } from '../architectures/registry.js';

/**
 * How many of the scaling layers between a model's input and its backbone are not the backbone's own: EfficientNets and
 * MobileNetV3 begin with some. All, where the backbone was built without its own, with `include_preprocessing=False`.
 *
 * @param scalings of the model, from the input on, those of the backbone at their end
 */
export function scalingsBefore(name: BackboneName, scalings: readonly Affine[]): number {
  const first = REGISTRY[name].build().layers.find(({ kind }) => kind !== 'InputLayer');
  if (first?.kind !== 'Rescaling') return scalings.length;
  const { scale, offset } = rescaling(first.scale, first.offset);
  const isFirst = (one: Affine): boolean =>
    !one.swapsChannels && isNear(one.scale, scale) && isNear(one.offset, offset);
  const own = scalings.map(isFirst).lastIndexOf(true);
  return own === -1 ? scalings.length : own;
}

/** Equality up to the precision of float32. */
function isNear(a: readonly number[], b: readonly number[]): boolean {
  return a.every((value, c) => Math.abs(value - b[c]!) <= 1e-6 * Math.max(Math.abs(b[c]!), 1e-3));
}
