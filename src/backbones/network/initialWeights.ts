import { type Random, random } from '../../base/random.js';
import { product } from '../../base/sum.js';
import type { Initializer, Network } from './layer.js';
import type { InputShape } from './outputShapes.js';
import { weightShapes } from './weightShapes.js';
import { layerOfWeight, type RawWeight, type WeightName } from './weights.js';

/**
 * Weights of an untrained network as Keras draws them: kernels by their layer's initializer, biases, beta and moving
 * means 0, gamma and variances 1.
 */
export function initialWeights(network: Network, input: number | InputShape, seed: number): Map<WeightName, RawWeight> {
  const initializers = new Map(
    network.layers.map((layer) => [layer.name, 'initializer' in layer ? layer.initializer : undefined]),
  );
  const weights = new Map<WeightName, RawWeight>();
  for (const [name, shape] of weightShapes(network, input)) {
    const values = new Float32Array(product(shape));
    if (name.endsWith('kernel')) {
      const next = drawOf(initializers.get(layerOfWeight(name)) ?? 'glorot', shape, random(seed, 'weights', name));
      for (let i = 0; i < values.length; i++) values[i] = next();
    } else if (/\/(gamma|moving_variance|variance)$/.test(name)) values.fill(1);
    weights.set(name, { shape, values });
  }
  return weights;
}

/** Deviation of the standard normal distribution cut off at two deviations. Source: Keras `VarianceScaling`. */
const TRUNCATED_DEVIATION = 0.87962566103423978;

/** @param shape `[...field, channels in, channels out]` */
function drawOf(initializer: Initializer, shape: readonly number[], draw: Random): () => number {
  const field = product(shape.slice(0, -2));
  const [fanIn, fanOut] = shape.slice(-2).map((channels) => field * channels) as [number, number];
  if (initializer === 'glorot') {
    const limit = Math.sqrt(6 / (fanIn + fanOut));
    return () => draw.between(-limit, limit);
  }
  const deviation = Math.sqrt(2 / fanOut) / TRUNCATED_DEVIATION;
  return () => {
    for (;;) {
      const value = draw.normal();
      if (Math.abs(value) <= 2) return value * deviation;
    }
  };
}
