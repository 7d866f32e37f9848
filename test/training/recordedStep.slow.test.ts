import { beforeAll, expect, test } from 'vitest';
import { weightTensors } from '../../src/backbones/network/weightTensors.js';
import { buildClassifier, withoutPrefix } from '../../src/backbones/pretrained/classifier.js';
import { loadBackbone } from '../../src/backbones/pretrained/loadBackbone.js';
import { random } from '../../src/base/random.js';
import { recorded } from '../../src/engine/record.js';
import { tf } from '../../src/engine/tensorflow.js';
import { REFERENCE_RECIPE, type RecipeChanges, withChanges } from '../../src/recipe/recipe.js';
import { changingWeights } from '../../src/training/changingWeights.js';
import { updateRule } from '../../src/training/optimizers/applyGradients.js';
import { flat, initialState, unflat } from '../../src/training/trainingState.js';
import { trainingStep } from '../../src/training/trainingStep.js';

/**
 * Of the length of each tensor after the steps: graphs fuse kernels, and sums then run in another order. The gradients of
 * every backbone are compared in `gradients.slow.test.ts`.
 */
const TOLERANCE = 1e-3;
const BATCH = 4;
const SIZE = 32;
const CLASSES = 3;
const RATE = 1e-3;

type Changes = Pick<RecipeChanges, 'optimizer' | 'loss'>;

const optimizers: NonNullable<Changes['optimizer']>[] = [
  { name: 'Adam' },
  { name: 'AdamW', weightDecay: 0.1, globalClipnorm: 0.5 },
  { name: 'RMSprop', momentum: 0.9, centered: true },
  { name: 'SGD' },
  { name: 'SGD', momentum: 0.9, nesterov: true, clipnorm: 0.5 },
];
const losses: NonNullable<Changes['loss']>[] = [
  { name: 'CategoricalCrossentropy', labelSmoothing: 0.1 },
  { name: 'CategoricalFocalCrossentropy' },
];
const cases: Changes[] = optimizers.flatMap((optimizer) => losses.map((loss) => ({ optimizer, loss })));

beforeAll(() => tf.ready());

test.each(cases)('two steps in one graph each lead where eager steps lead: $optimizer $loss', async (changes) => {
  const { optimizer, loss } = withChanges(REFERENCE_RECIPE, changes);
  const loaded = await loadBackbone('SmallCnn', 'random', 3);
  const unfrozen = { above: 'everything', batchNormalization: true };
  const classifier = withoutPrefix(
    buildClassifier(
      loaded,
      { head: { units: [8], dropout: 0.2 }, unfrozen, seed: 3, height: SIZE, width: SIZE },
      CLASSES,
    ),
  );
  const before = tf.memory().numTensors;
  const weights = weightTensors(classifier.weights);
  const policy = 'moving';
  const changing = changingWeights(classifier, weights.keys(), policy);
  const rateFactors = changing.trained.map(() => 1);
  const lastActivation = 'softmax';
  const setting = { classifier, weights, changing, rateFactors, policy, optimizer, loss, lastActivation } as const;
  const rule = updateRule(optimizer);
  const start = initialState(changing, weights, rule.slots.length);
  const step = ([x, oneHot, exampleWeights, learningRate, ruleRate, seed, ...state]: tf.Tensor[]): tf.Tensor[] => {
    const inputs = {
      x,
      oneHot: oneHot as tf.Tensor2D,
      exampleWeights: exampleWeights as tf.Tensor1D,
      rates: { learningRate, ruleRate },
      seed,
    };
    const outputs = trainingStep(setting, inputs, unflat(state, start));
    return [outputs.loss, outputs.correct, ...flat(outputs.state)];
  };
  const draw = random(7, 'pictures');
  const x = tf.tensor4d(
    Float32Array.from({ length: BATCH * SIZE * SIZE * 3 }, () => draw.normal()),
    [BATCH, SIZE, SIZE, 3],
  );
  const said: string[] = [];
  const graph = recorded(step, { say: (text) => said.push(text) });
  const after = (run: (inputs: tf.Tensor[]) => tf.Tensor[]): Float32Array[] =>
    tf.tidy(() => {
      let state = flat(start);
      const made: tf.Tensor[] = [];
      let head: tf.Tensor[] = [];
      for (const t of [1, 2]) {
        const oneHot = tf.cast(tf.oneHot(tf.tensor1d([0, 1, 2, 0], 'int32'), CLASSES), 'float32');
        const rates = [RATE, rule.rateAt(RATE, t)].map((rate) => tf.scalar(rate));
        const outputs = run([x, oneHot, tf.tensor1d([1, 2, 0.5, 1]), ...rates, tf.tensor1d([5, t], 'int32'), ...state]);
        made.push(...outputs);
        head = outputs.slice(0, 2);
        state = outputs.slice(2);
      }
      const values = [...head, ...state].map((tensor) => tensor.dataSync() as Float32Array);
      tf.dispose(made); // moving statistics are kept beyond a tidy
      return values;
    });
  const [eager, quick] = [after(step), after(graph)];
  expect(said).toEqual([]);
  expect(quick).toHaveLength(eager.length);
  const distance = (a: Float32Array, b?: Float32Array): number =>
    Math.sqrt(a.reduce((sum, value, i) => sum + (value - (b?.[i] ?? 0)) ** 2, 0));
  for (const [i, values] of eager.entries()) {
    expect(distance(values, quick[i]) / (distance(values) || 1), `tensor ${i}`).toBeLessThan(TOLERANCE);
  }
  graph.dispose();
  tf.dispose([x, ...flat(start), ...weights.values()]);
  expect(tf.memory().numTensors).toBe(before);
});
