import type { Initializer, Layer, Network } from '../../backbones/network/layer.js';
import type { RawWeight, WeightName } from '../../backbones/network/weights.js';

/** Whether a layer's weights are those of an untrained network. */
export interface LayerFit {
  layer: string;
  kind: 'kernel' | 'batch normalization';
  untrained: boolean;
}

/** Below it a trained kernel could pass by chance. */
const LEAST_VALUES = 500;
/** Most values of a kernel that are looked at, evenly spread over it. */
const MOST_VALUES = 4000;
/** Of the Kolmogorov-Smirnov distance times the root of n: one drawn kernel in a hundred is above it. */
const CRITICAL = 1.63;
/** Deviation of the standard normal distribution cut off at two deviations; Keras `VarianceScaling`. */
const TRUNCATED_DEVIATION = 0.87962566103423978;

/**
 * Whether each kernel is distributed as its initializer draws it (GlorotUniform: flat within the limit
 * sqrt(6 / (fan in + fan out)), and so on; Kolmogorov-Smirnov), and each batch normalization has its initial values:
 * gamma 1, beta 0, moving mean 0, moving variance 1. Kernels of fewer than 500 values are left out.
 */
export function initializerFit(network: Network, weights: ReadonlyMap<WeightName, RawWeight>): LayerFit[] {
  return network.layers.flatMap((layer): LayerFit[] => {
    if (layer.kind === 'BatchNormalization') {
      return [{ layer: layer.name, kind: 'batch normalization', untrained: isFirst(layer.name, weights) }];
    }
    const name = layer.kind === 'DepthwiseConv2D' ? 'depthwise_kernel' : 'kernel';
    const kernel = weights.get(`${layer.name}/${name}`);
    if (kernel === undefined || kernel.values.length < LEAST_VALUES) return [];
    return [{ layer: layer.name, kind: 'kernel', untrained: isDrawn(kernel, initializersOf(layer)) }];
  });
}

const FIRST_VALUES: Readonly<Record<string, number>> = { gamma: 1, beta: 0, moving_mean: 0, moving_variance: 1 };

function isFirst(layer: string, weights: ReadonlyMap<WeightName, RawWeight>): boolean {
  return Object.entries(FIRST_VALUES).every(
    ([name, first]) => weights.get(`${layer}/${name}`)?.values.every((value) => value === first) ?? true,
  );
}

/** The layer's own, and Keras' default, which a network built by the user has. */
function initializersOf(layer: Layer): Initializer[] {
  const own = 'initializer' in layer ? layer.initializer : undefined;
  return own === undefined || own === 'glorot' ? ['glorot'] : [own, 'glorot'];
}

function isDrawn({ shape, values }: RawWeight, initializers: readonly Initializer[]): boolean {
  const stride = Math.max(1, Math.floor(values.length / MOST_VALUES));
  const sample = Float64Array.from(
    { length: Math.floor(values.length / stride) },
    (_, i) => values[i * stride]!,
  ).sort();
  return initializers.some((initializer) => {
    const below = distributionOf(initializer, shape);
    const n = sample.length;
    const distance = sample.reduce((most, value, i) => {
      const share = below(value);
      return Math.max(most, Math.abs(share - i / n), Math.abs(share - (i + 1) / n));
    }, 0);
    return distance * Math.sqrt(n) < CRITICAL;
  });
}

/** Share of an initializer's draws that are below a value. */
function distributionOf(initializer: Initializer, shape: readonly number[]): (value: number) => number {
  const field = shape.slice(0, -2).reduce((product, n) => product * n, 1);
  const [fanIn, fanOut] = shape.slice(-2).map((channels) => field * channels) as [number, number];
  if (initializer === 'glorot') {
    const limit = Math.sqrt(6 / (fanIn + fanOut));
    return (value) => Math.min(1, Math.max(0, (value + limit) / (2 * limit)));
  }
  const deviation = Math.sqrt(2 / fanOut) / TRUNCATED_DEVIATION;
  const [low, high] = [normalBelow(-2), normalBelow(2)];
  return (value) => (normalBelow(Math.min(2, Math.max(-2, value / deviation))) - low) / (high - low);
}

/** Of the standard normal distribution, to 1e-7. Source: Abramowitz and Stegun 1964, 26.2.17. */
function normalBelow(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const series = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const above = (series * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
  return x < 0 ? above : 1 - above;
}
