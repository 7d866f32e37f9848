import { LEAST_DEVIATION } from '../network/forward.js';
import type { Layer } from '../network/layer.js';
import type { Model } from './readModel.js';

/**
 * The model with each `CustomScaleLayer`, a class that only Keras' InceptionResNetV2 has, as a `Rescaling` and an `Add`, which
 * compute the same.
 */
export function withoutCustomScale<M extends Pick<Model, 'network'>>(model: M): M {
  const layers = model.network.layers.flatMap((layer): Layer[] => {
    if (layer.kind !== 'CustomScaleLayer') return [layer];
    const { name, inputs, scale } = layer;
    const scaled = `${name}_scaled`;
    return [
      { kind: 'Rescaling', name: scaled, inputs: [inputs[1]!], scale, offset: 0 },
      { kind: 'Add', name, inputs: [inputs[0]!, scaled] },
    ];
  });
  return { ...model, network: { ...model.network, layers } };
}

/** The model with each `Normalization`, which TensorFlow.js does not have, as the `Rescaling` that computes the same. */
export function withoutNormalizationLayers(model: Model): Model {
  const layers = model.network.layers.map((layer): Layer => {
    if (layer.kind !== 'Normalization') return layer;
    const { name, inputs, constants } = layer;
    const valuesOf = (weight: 'mean' | 'variance'): readonly number[] =>
      constants?.[weight] ?? [...model.weights.get(`${name}/${weight}`)!.values];
    const scale = valuesOf('variance').map((value) => 1 / Math.max(Math.sqrt(value), LEAST_DEVIATION));
    return { kind: 'Rescaling', name, inputs, scale, offset: valuesOf('mean').map((value, c) => -value * scale[c]!) };
  });
  return { ...model, network: { ...model.network, layers } };
}
