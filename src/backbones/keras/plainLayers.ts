import { LEAST_DEVIATION } from '../network/forward.js';
import type { Layer } from '../network/layer.js';
import type { Model } from './readModel.js';

/**
 * The model with each `CustomScaleLayer`, a class that only Keras' InceptionResNetV2 has, as a `Rescaling` and an `Add`, which
 * compute the same.
 */
export function withoutCustomScale(model: Model): Model {
  return replaced(model, (layer) => {
    if (layer.kind !== 'CustomScaleLayer') return [layer];
    const { name, inputs, scale } = layer;
    const scaled = `${name}_scaled`;
    return [
      { kind: 'Rescaling', name: scaled, inputs: [inputs[1]!], scale, offset: 0 },
      { kind: 'Add', name, inputs: [inputs[0]!, scaled] },
    ];
  });
}

/** The model without what TensorFlow.js does not have: with other layers that compute the same. */
export function withLayersOfTfjs(model: Model): Model {
  return replaced(withoutCustomScale(model), (layer) => {
    if (layer.kind === 'Normalization') return [rescalingOf(layer, model)];
    return layer.kind === 'Activation' && layer.activation === 'hard_silu' ? hardSilu(layer) : [layer];
  });
}

function replaced(model: Model, by: (layer: Layer) => Layer[]): Model {
  return { ...model, network: { ...model.network, layers: model.network.layers.flatMap(by) } };
}

type Of<Kind> = Extract<Layer, { kind: Kind }>;

function rescalingOf({ name, inputs, constants }: Of<'Normalization'>, { weights }: Model): Layer {
  const valuesOf = (weight: 'mean' | 'variance'): readonly number[] =>
    constants?.[weight] ?? [...weights.get(`${name}/${weight}`)!.values];
  const scale = valuesOf('variance').map((value) => 1 / Math.max(Math.sqrt(value), LEAST_DEVIATION));
  return { kind: 'Rescaling', name, inputs, scale, offset: valuesOf('mean').map((value, c) => -value * scale[c]!) };
}

/** `x * min(max(x + 3, 0), 6) / 6` */
function hardSilu({ name, inputs }: Of<'Activation'>): Layer[] {
  const [plus, cut, share] = ['plus', 'cut', 'share'].map((part) => `${name}_${part}`) as [string, string, string];
  return [
    { kind: 'Rescaling', name: plus, inputs, scale: 1, offset: 3 },
    { kind: 'Activation', name: cut, inputs: [plus], activation: 'relu6' },
    { kind: 'Rescaling', name: share, inputs: [cut], scale: 1 / 6, offset: 0 },
    { kind: 'Multiply', name, inputs: [inputs[0]!, share] },
  ];
}
