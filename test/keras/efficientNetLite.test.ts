import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { efficientNetLiteBlocks } from '../../src/backbones/architectures/efficientNetLite.js';
import { forward } from '../../src/backbones/network/forward.js';
import type { Layer } from '../../src/backbones/network/layer.js';
import { networkUpTo } from '../../src/backbones/network/networkCuts.js';
import { weightTensors } from '../../src/backbones/network/weightTensors.js';
import { type Backbone, loadBackbone } from '../../src/backbones/pretrained/loadBackbone.js';
import { loadWithTop } from '../../src/backbones/pretrained/loadWithTop.js';
import { scale } from '../../src/engine/scale.js';
import { tf } from '../../src/engine/tensorflow.js';
import { composedScaling } from '../../src/preprocess/composedScaling.js';
import { outputOf as outputAtInference } from '../backbones/outputOf.js';
import { expectParity } from './parity.js';

interface Case {
  image: { height: number; width: number; formula: string };
  stages: { name: string; shape: number[]; mean: number; std: number }[];
  globalAveragePool: number[];
  /** The five largest logits. */
  top5: { class: number; logit: number }[];
}

const SIZES = [0, 1, 2] as const;
/** PyTorch's figures for the same weights. */
const cases = SIZES.flatMap((size) => {
  const file = path.join(import.meta.dirname, `../fixtures/efficientnet-lite${size}.json`);
  const { cases: ofSize } = JSON.parse(readFileSync(file, 'utf8')) as { cases: Case[] };
  return ofSize.map((one) => ({ ...one, size, name: `EfficientNetLite${size}` as const }));
});
/** Of the figures' range, or of a stage's deviation. */
const TOLERANCE = 1e-3;

beforeAll(() => tf.ready());

test.each(cases)(
  'every stage and the features of $name are those of PyTorch: $image.height x $image.width',
  async (given) => {
    const backbone = await loadBackbone(given.name, 'imagenet');
    const weights = weightTensors(backbone.weights);
    const input = inputOf(given.image, backbone);
    const ends = ['stem_activation', ...efficientNetLiteBlocks(given.size), 'top_activation'];
    expect(given.stages).toHaveLength(ends.length);
    given.stages.forEach(({ name, shape, mean, std }, i) => {
      const [ours, ourMean, ourDeviation] = tf.tidy(() => {
        const output = outputOf(backbone, ends[i], weights, input);
        const moments = tf.moments(output);
        return [output.shape.slice(1), moments.mean.dataSync()[0], Math.sqrt(moments.variance.dataSync()[0])];
      });
      expect(ours, name).toEqual(shape);
      expect(Math.abs(ourMean - mean) / std, name).toBeLessThan(TOLERANCE);
      expect(Math.abs(ourDeviation - std) / std, name).toBeLessThan(TOLERANCE);
    });
    const features = tf.tidy(() => tf.mean(outputOf(backbone, 'top_activation', weights, input), [1, 2]).dataSync());
    const wanted = given.globalAveragePool;
    const range = Math.max(...wanted) - Math.min(...wanted);
    const difference = Math.max(...wanted.map((value, i) => Math.abs(features[i] - value))) / range;
    expect(features).toHaveLength(wanted.length);
    const { height, width } = given.image;
    expectParity(`${given.name} at ${height}x${width} against PyTorch, of the features' range`, difference, TOLERANCE);
    tf.dispose([...weights.values(), input]);
  },
);

test.each(cases)(
  'the classes of the ImageNet top of $name are those of PyTorch: $image.height x $image.width',
  async (given) => {
    const { image, top5 } = given;
    const loaded = await loadWithTop(given.name, 'imagenet', image);
    const { network, weights } = loaded;
    const layers = network.layers.map((layer) => (layer.kind === 'Dense' ? { ...layer, activation: 'linear' } : layer));
    const input = inputOf(image, loaded);
    const scaled = { shape: input.shape, values: input.dataSync() as Float32Array };
    input.dispose();
    const logits = outputAtInference({ ...network, layers: layers as Layer[] }, weights, scaled).values;
    expect(logits).toHaveLength(1000);
    const largest = [...logits.keys()].sort((a, b) => logits[b] - logits[a]).slice(0, 5);
    expect(largest).toEqual(top5.map((one) => one.class));
    const range = Math.max(...logits) - Math.min(...logits);
    for (const one of top5) expect(Math.abs(logits[one.class] - one.logit) / range).toBeLessThan(TOLERANCE);
    const probabilities = outputAtInference(network, weights, scaled).values;
    const [first, second] = top5;
    const ratio = Math.log(probabilities[first.class] / probabilities[second.class]);
    expect(ratio).toBeCloseTo(first.logit - second.logit, 2);
  },
);

function outputOf(
  { network }: Backbone,
  end: string,
  weights: ReadonlyMap<string, tf.Tensor>,
  input: tf.Tensor,
): tf.Tensor {
  const options = { mode: 'inference', policy: 'moving', trainable: new Set<string>() } as const;
  return forward(networkUpTo(network, end), weights, input, options).output;
}

/** The formula's image, scaled as the backbone expects. */
function inputOf({ height, width, formula }: Case['image'], { expectation }: Pick<Backbone, 'expectation'>): tf.Tensor {
  const [di, dj, dc] = /\(i\*(\d+) \+ j\*(\d+) \+ c\*(\d+)\) mod 256/.exec(formula)!.slice(1).map(Number);
  const pixels = Float32Array.from({ length: height * width * 3 }, (_, k) => {
    const [i, j, c] = [Math.floor(k / 3 / width), Math.floor(k / 3) % width, k % 3];
    return (i * di + j * dj + c * dc) % 256;
  });
  const stages = composedScaling([{ step: 'preprocess_input', mode: expectation.scaling }]);
  return tf.tidy(() => scale(tf.tensor4d(pixels, [1, height, width, 3]), stages));
}
