import type { Network } from '../../src/backbones/network/layer.js';
import type { InputShape } from '../../src/backbones/network/outputShapes.js';
import { weightShapes } from '../../src/backbones/network/weightShapes.js';
import type { RawWeight, WeightName } from '../../src/backbones/network/weights.js';
import { random } from '../../src/base/random.js';
import { SEED } from '../keras/parity.js';

/**
 * Weights of which none is 0 or 1, so that a layer that forgets one of them shows: kernels uniform after He et al. 2015,
 * which keep the size of values through many layers.
 */
export function drawnWeights(
  network: Network,
  seed: number = SEED,
  input: number | InputShape = 3,
): Map<WeightName, RawWeight> {
  const weights = new Map<WeightName, RawWeight>();
  for (const [name, shape] of weightShapes(network, input)) {
    const values = new Float32Array(shape.reduce((product, n) => product * n, 1));
    const draw = random(seed, name);
    const channelsIn = name.endsWith('/depthwise_kernel') ? 1 : shape[shape.length - 2];
    const fanIn = shape.slice(0, -2).reduce((product, n) => product * n, channelsIn);
    const [low, high] = name.endsWith('kernel')
      ? [-Math.sqrt(6 / fanIn), Math.sqrt(6 / fanIn)]
      : /gamma|variance/.test(name)
        ? [0.5, 1.5]
        : [-0.3, 0.3];
    for (let i = 0; i < values.length; i++) values[i] = draw.between(low, high);
    weights.set(name, { shape, values });
  }
  return weights;
}

/** An image `[1, height, width, 3]` of values in [-1, 1]. */
export function drawnInput(height: number, width: number, seed: number = SEED): RawWeight {
  const draw = random(seed, 'input', height, width);
  return {
    shape: [1, height, width, 3],
    values: Float32Array.from({ length: height * width * 3 }, () => draw.between(-1, 1)),
  };
}
