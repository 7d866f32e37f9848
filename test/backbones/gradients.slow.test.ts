import { beforeAll, expect, test } from 'vitest';
import { BACKBONE_NAMES } from '../../src/backbones/architectures/registry.js';
import { forward } from '../../src/backbones/network/forward.js';
import { isMovingStatistic, layerOfWeight, takesGradient } from '../../src/backbones/network/weights.js';
import { withoutDropout } from '../../src/backbones/network/withoutDropout.js';
import { loadBackbone } from '../../src/backbones/pretrained/loadBackbone.js';
import { random } from '../../src/base/random.js';
import { recorded } from '../../src/engine/record.js';
import { tf } from '../../src/engine/tensorflow.js';
import { SEED } from '../keras/parity.js';
import { drawnWeights } from './drawnWeights.js';

/**
 * Of the largest gradient of the layer: a bias before batch normalization has none but rounding. Graphs fuse kernels, and
 * sums then run in another order.
 */
const TOLERANCE = 1e-4;
const SHAPE: [number, number, number, number] = [4, 75, 75, 3];

beforeAll(() => tf.ready());

/** Those that have more blocks of the same kinds than others, or only such layers as others have, would take minutes more. */
const LARGER =
  /Lite[12]|ResNet1|ResNet50V2|VGG19|DenseNet(169|201)|MobileNet$|V3Large|EfficientNetB[1-7]|EfficientNetV2/;

test.each(BACKBONE_NAMES.filter((name) => !LARGER.test(name)).map((name) => ({ name })))(
  'a training step of $name, recorded as one graph, gives the loss, gradients and statistics of the eager one',
  async ({ name }) => {
    const network = withoutDropout((await loadBackbone(name, 'random')).network);
    const weights = [...drawnWeights(network)];
    const names = weights.map(([key]) => key);
    const trained = names.filter(takesGradient);
    const trainable = new Set(network.layers.map((layer) => layer.name));
    const updated = names.filter(isMovingStatistic);
    const step = ([x, ...values]: tf.Tensor[]): tf.Tensor[] => {
      const all = new Map(names.map((key, i) => [key, values[i]]));
      let moved: tf.Tensor[] = [];
      const loss = (...current: tf.Tensor[]): tf.Scalar => {
        const now = new Map([...all, ...trained.map((key, i) => [key, current[i]] as const)]);
        const { output, updates } = forward(network, now, x, { mode: 'training', policy: 'batch', trainable });
        moved = updated.map((key) => tf.keep(updates.get(key)!));
        return tf.mean(tf.square(output)).asScalar();
      };
      const { value, grads } = tf.valueAndGrads(loss)(trained.map((key) => all.get(key)!));
      return [value, ...grads, ...moved];
    };
    const draw = random(SEED, 'pictures');
    const pictures = Float32Array.from({ length: SHAPE.reduce((product, n) => product * n) }, () =>
      draw.between(-1, 1),
    );
    const before = tf.memory().numTensors;
    const given = [tf.tensor4d(pictures, SHAPE), ...weights.map(([, { values, shape }]) => tf.tensor(values, shape))];
    const graph = recorded(step);
    const [eager, quick] = [tf.tidy(() => step(given)), graph(given)];
    const what = ['loss/loss', ...trained, ...updated];
    const values = eager.map((tensor, i) => [tensor, quick[i]].map((t) => t.dataSync() as Float32Array));
    const sizes = new Map<string, number>();
    for (const [i, [wanted]] of values.entries()) {
      const layer = layerOfWeight(what[i]);
      sizes.set(layer, Math.max(sizes.get(layer) ?? 0, largestDifference(wanted)));
    }
    const differences = values.map(([wanted, actual], i) => ({
      name: what[i],
      share: largestDifference(wanted, actual) / sizes.get(layerOfWeight(what[i]))!,
    }));
    const [worst] = differences.sort((a, b) => b.share - a.share);
    expect(worst.share, worst.name).toBeLessThan(TOLERANCE);
    expect([...sizes].filter(([, size]) => size === 0)).toEqual([]);
    graph.dispose();
    tf.dispose([...given, ...eager, ...quick]);
    expect(tf.memory().numTensors).toBe(before);
  },
);

/** From 0 where nothing else is given. */
function largestDifference(values: Float32Array, others?: Float32Array): number {
  return values.reduce((most, value, i) => Math.max(most, Math.abs(value - (others?.[i] ?? 0))), 0);
}
