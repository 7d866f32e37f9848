import { LEAST_DEVIATION } from '../network/forward.js';
import type { ConfigLayer, ConfigModel } from './configTypes.js';
import { axisOf, numbersOf } from './layerOfConfig.js';
import { layerKey, type StoredModel } from './storedLayers.js';

/**
 * The model with each `Normalization` as the `Rescaling` that does the same: `(x - mean) / sqrt(variance)`. The two come from
 * the configuration, or, where Keras adapted them to images, from the weights. Others, such as those of another axis, stay
 * as they are.
 */
export function withoutNormalization(stored: StoredModel): StoredModel {
  const { config, layers } = stored;
  if (config === undefined) return stored;
  const adapted = new Map(layers.map(({ model, name, weights }) => [layerKey(model, name ?? ''), weights]));
  const rescaled = (layer: ConfigLayer): ConfigLayer => {
    if (layer.inner !== undefined) return { ...layer, inner: inModel(layer.inner) };
    if (layer.className !== 'Normalization' || !isOfChannels(layer)) return layer;
    const weights = adapted.get(layerKey(layer.models.join('/'), layer.name));
    const mean = numbersOf(layer.config.mean) ?? (weights?.[0] && [...weights[0].values]);
    const variance = numbersOf(layer.config.variance) ?? (weights?.[1] && [...weights[1].values]);
    if (mean === undefined || variance === undefined || mean.length !== variance.length) return layer;
    const scale = variance.map((value) => 1 / Math.max(Math.sqrt(value), LEAST_DEVIATION));
    const offset = mean.map((value, c) => -value * scale[c]!);
    return {
      ...layer,
      className: 'Rescaling',
      config: { ...layer.config, scale: plain(scale), offset: plain(offset) },
    };
  };
  const inModel = (model: ConfigModel): ConfigModel => ({ ...model, layers: model.layers.map(rescaled) });
  return { ...stored, config: inModel(config) };
}

function isOfChannels(layer: ConfigLayer): boolean {
  const { invert = false } = layer.config;
  return !invert && [-1, 3, null].includes(axisOf(layer) as number | null);
}

function plain(values: number[]): number | number[] {
  return values.length === 1 ? values[0]! : values;
}
