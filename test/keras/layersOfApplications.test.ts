import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readModel } from '../../src/backbones/keras/readModel.js';
import { saveModel } from '../../src/backbones/keras/saveModel.js';
import { forward } from '../../src/backbones/network/forward.js';
import type { Layer, Network } from '../../src/backbones/network/layer.js';
import { summarize } from '../../src/backbones/network/summary.js';
import { takesGradient } from '../../src/backbones/network/weights.js';
import { sum } from '../../src/base/sum.js';
import { bfloat16Support, type Precision } from '../../src/engine/precision.js';
import { recorded } from '../../src/engine/record.js';
import { tf } from '../../src/engine/tensorflow.js';
import { drawnInput, drawnWeights } from '../backbones/drawnWeights.js';
import { outputOf } from '../backbones/outputOf.js';
import { expectParity, largestDifference, SEED } from './parity.js';
import { pythonWithTensors } from './tensorFolder.js';

// The layers that keras.applications' newer networks have and the older ones have not: a Normalization that was adapted, one
// that was given its numbers, squeeze and excitation, hard_silu, SeparableConv2D, CustomScaleLayer, dropout of whole examples.

const TOLERANCE = 1e-5;
/** Gradients are sums over all places of the maps. */
const GRADIENT_TOLERANCE = 1e-4;
const [HEIGHT, WIDTH] = [17, 22];

const normalization = { epsilon: 1e-3, momentum: 0.99, scale: true } as const;
const LAYERS: Layer[] = [
  { kind: 'InputLayer', name: 'input_1', inputs: [] },
  { kind: 'Rescaling', name: 'rescaling', inputs: ['input_1'], scale: 1 / 2, offset: 0.1 },
  { kind: 'Normalization', name: 'adapted', inputs: ['rescaling'] },
  {
    kind: 'Normalization',
    name: 'given',
    inputs: ['adapted'],
    constants: { mean: [0.485, 0.456, 0.406], variance: [0.5, 2, 1] },
  },
  {
    kind: 'SeparableConv2D',
    name: 'separable',
    inputs: ['given'],
    filters: 6,
    kernelSize: [3, 3],
    strides: 2,
    padding: 'same',
    useBias: false,
  },
  { kind: 'BatchNormalization', name: 'bn', inputs: ['separable'], ...normalization },
  { kind: 'Activation', name: 'swished', inputs: ['bn'], activation: 'hard_silu' },
  { kind: 'GlobalAveragePooling2D', name: 'squeeze', inputs: ['swished'] },
  { kind: 'Reshape', name: 'reshaped', inputs: ['squeeze'], targetShape: [1, 1, 6] },
  { ...pointwise('reduce', 'reshaped', 2), activation: 'silu' },
  { ...pointwise('expand', 'reduce', 6), activation: 'sigmoid' },
  { kind: 'Multiply', name: 'excited', inputs: ['swished', 'expand'] },
  pointwise('branch', 'excited', 6),
  { kind: 'CustomScaleLayer', name: 'scaled', inputs: ['swished', 'branch'], scale: 0.17 },
  { kind: 'Dropout', name: 'drop', inputs: ['scaled'], rate: 0.3, noiseShape: [null, 1, 1, 1] },
  { kind: 'GlobalAveragePooling2D', name: 'pooled', inputs: ['drop'] },
  { kind: 'Dense', name: 'classes', inputs: ['pooled'], units: 4, activation: 'softmax' },
];
const NETWORK: Network = { layers: LAYERS, output: 'classes' };

function pointwise(name: string, input: string, filters: number): Layer & { kind: 'Conv2D' } {
  const rest = { kernelSize: [1, 1], strides: 1, padding: 'same', useBias: true } as const;
  return { kind: 'Conv2D', name, inputs: [input], filters, ...rest };
}

/** The same network in Keras, with our weights. */
const IN_KERAS = `
import keras
from keras import layers
from keras.src.applications.inception_resnet_v2 import CustomScaleLayer
def network(dropout=0.3):
    start = keras.Input((${HEIGHT}, ${WIDTH}, 3))
    x = layers.Rescaling(1 / 2, 0.1, name='rescaling')(start)
    x = layers.Normalization(axis=3, name='adapted')(x)
    x = layers.Normalization(mean=[0.485, 0.456, 0.406], variance=[0.5, 2, 1], axis=3, name='given')(x)
    x = layers.SeparableConv2D(6, 3, strides=2, padding='same', use_bias=False, name='separable')(x)
    x = swished = layers.Activation('hard_silu', name='swished')(layers.BatchNormalization(name='bn')(x))
    x = layers.Reshape((1, 1, 6), name='reshaped')(layers.GlobalAveragePooling2D(name='squeeze')(x))
    x = layers.Conv2D(2, 1, padding='same', activation='swish', name='reduce')(x)
    x = layers.Conv2D(6, 1, padding='same', activation='sigmoid', name='expand')(x)
    x = layers.multiply([swished, x], name='excited')
    x = CustomScaleLayer(0.17, name='scaled')([swished, layers.Conv2D(6, 1, padding='same', name='branch')(x)])
    x = layers.Dropout(dropout, noise_shape=(None, 1, 1, 1), name='drop')(x)
    model = keras.Model(start, layers.Dense(4, activation='softmax', name='classes')(layers.GlobalAveragePooling2D(name='pooled')(x)))
    for layer in model.layers:
        for w in layer.weights:
            w.assign(tensors[layer.name + '/' + w.name].astype(w.dtype))
        if hasattr(layer, 'finalize_state'): layer.finalize_state()
    return model
`;

const weights = drawnWeights(NETWORK);
weights.get('adapted/count')!.values[0] = 7;
const input = { shape: [2, HEIGHT, WIDTH, 3], values: drawnInput(2 * HEIGHT, WIDTH).values };

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'thaw-layers-'));
  await tf.ready();
});
afterAll(() => rmSync(folder, { recursive: true }));

test('what they compute, their gradients and their parameters are those of Keras', () => {
  const trained = [...weights.keys()].filter(takesGradient);
  const { answer, results } = pythonWithTensors(
    `${IN_KERAS}
import tensorflow as tf
model = network(0.0)
results['answer'] = model(tensors['input'], training=False).numpy()
with tf.GradientTape() as tape:
    output = model(tensors['input'], training=True)
    loss = tf.reduce_sum(output * tensors['upstream'])
results['output'] = output.numpy()
variables = {layer.name + '/' + w.name: w for layer in model.layers for w in layer.trainable_weights}
assert set(variables) == set(given), set(variables) ^ set(given)
for name, gradient in zip(variables, tape.gradient(loss, [w.value for w in variables.values()])):
    results['gradient ' + name] = gradient.numpy()
answer = [model.count_params(), sum(w.numpy().size for w in model.trainable_weights)]
`,
    trained,
    new Map([...weights, ['input', input], ['upstream', UPSTREAM]]),
  );
  const { total, trainable } = summarize({ network: NETWORK, inputShape: [HEIGHT, WIDTH, 3] });
  expect([total, trainable]).toEqual(answer);
  const ours = outputOf(NETWORK, weights, input).values;
  const difference = largestDifference(ours, results.get('answer')!.values);
  expectParity('layers of newer applications, outputs in inference', difference, TOLERANCE);
  for (const graph of [false, true]) {
    const step = trainingStep(trained, graph, 'float32');
    const worst = Math.max(
      ...trained.map((name, i) =>
        relativeDifference(step.gradients[i]!, results.get(`gradient ${name}`)!.values as Float32Array),
      ),
    );
    const how = graph ? 'recorded' : 'eager';
    const distance = largestDifference(step.output, results.get('output')!.values);
    expectParity(`layers of newer applications, outputs in training, ${how}`, distance, TOLERANCE);
    expectParity(`layers of newer applications, gradients of their range, ${how}`, worst, GRADIENT_TOLERANCE);
  }
});

test.skipIf(!bfloat16Support().isAvailable)('in bfloat16 they differ by what 8 bits of precision cost', () => {
  const trained = [...weights.keys()].filter(takesGradient);
  const [wide, narrow] = (['float32', 'bfloat16'] as const).map((precision) => trainingStep(trained, true, precision));
  const difference = largestDifference(narrow!.output, wide!.output);
  expect(difference).toBeGreaterThan(0);
  expect(difference).toBeLessThan(0.02);
});

test('dropout of whole examples drops these whole, at its rate, and scales the others', () => {
  const layers: Layer[] = [
    { kind: 'InputLayer', name: 'input_1', inputs: [] },
    { kind: 'Dropout', name: 'drop', inputs: ['input_1'], rate: 0.3, noiseShape: [null, 1, 1, 1] },
  ];
  const ones = tf.ones([1000, 2, 3, 4]);
  const options = { mode: 'training', policy: 'moving', trainable: new Set<string>() } as const;
  const seed = tf.tensor1d([SEED, 2], 'int32');
  const values = forward({ layers, output: 'drop' }, new Map(), ones, { ...options, seed }).output.dataSync();
  const sums = Array.from({ length: 1000 }, (_, i) => sum([...values.slice(24 * i, 24 * i + 24)]));
  const kept = sums.filter((total) => total > 0);
  for (const total of kept) expect(total).toBeCloseTo(24 / 0.7, 3);
  // Four deviations of a binomial: 4 * sqrt(1000 * 0.3 * 0.7) = 58.
  expect(Math.abs(kept.length - 700)).toBeLessThan(58);
  tf.dispose([ones, seed]);
});

test('files of Keras with them are read, and ours by Keras, with the same predictions', async () => {
  for (const name of ['ours.keras', 'ours.weights.h5', 'ours.h5', 'tfjs/model.json']) {
    await saveModel(path.join(folder, name), { network: NETWORK, weights, inputShape: [HEIGHT, WIDTH, 3] });
  }
  const { results } = pythonWithTensors(
    `${IN_KERAS}
model = network()
results['keras'] = model.predict(tensors['input'], verbose=0)
for end in ['.keras', '.weights.h5', '.h5']:
    save = model.save_weights if end == '.weights.h5' else model.save
    save(given + '/theirs' + end)
for end in ['.keras', '.h5']:
    loaded = keras.models.load_model(given + '/ours' + end)
    results['ours' + end] = loaded.predict(tensors['input'], verbose=0)
    assert loaded.get_layer('drop').noise_shape == (None, 1, 1, 1), loaded.get_layer('drop').noise_shape
for w in model.weights: w.assign(w * 0)
model.load_weights(given + '/ours.weights.h5')
results['ours.weights.h5'] = model.predict(tensors['input'], verbose=0)
assert int(model.get_layer('adapted').count) == 7
`,
    folder,
    new Map([...weights, ['input', input]]),
  );
  const wanted = results.get('keras')!.values;
  for (const [what, { values }] of results) {
    expectParity(
      `layers of newer applications, ${what}, predictions of Keras`,
      largestDifference(values, wanted),
      TOLERANCE,
    );
  }
  for (const file of ['theirs.keras', 'theirs.h5', 'ours.keras', 'ours.h5', 'tfjs/model.json']) {
    const model = await readModel(path.join(folder, file));
    const difference = largestDifference(outputOf(model.network, model.weights, input).values, wanted);
    expectParity(`layers of newer applications, ${file} read by us, predictions`, difference, TOLERANCE);
  }
  const loaded = await tf.loadLayersModel(`file://${path.join(folder, 'tfjs/model.json')}`);
  const theirs = tf.tidy(() => (loaded.predict(tf.tensor(input.values, input.shape)) as tf.Tensor).dataSync());
  loaded.dispose();
  expectParity(
    'layers of newer applications, written for tfjs, predictions of tfjs',
    largestDifference(theirs, wanted),
    TOLERANCE,
  );
});

const UPSTREAM = { shape: [2, 4], values: Float32Array.of(1, -2, 0.5, 3, -1, 2, 1.5, -0.5) };

function trainingStep(
  trained: readonly string[],
  graph: boolean,
  precision: Precision,
): { output: Float32Array; gradients: Float32Array[] } {
  const names = [...weights.keys()];
  const layers = LAYERS.map((layer) => (layer.kind === 'Dropout' ? { ...layer, rate: 0 } : layer));
  const trainable = new Set(names.map((name) => name.split('/')[0]!));
  const step = ([x, ...values]: tf.Tensor[]): tf.Tensor[] => {
    const all = new Map(names.map((name, i) => [name, values[i]!]));
    let output = tf.scalar(0) as tf.Tensor;
    const loss = (...current: tf.Tensor[]): tf.Scalar => {
      const now = new Map([...all, ...trained.map((name, i) => [name, current[i]!] as const)]);
      output = tf.keep(
        forward({ ...NETWORK, layers }, now, x!, { mode: 'training', policy: 'batch', trainable }).output,
      );
      return tf.sum(tf.mul(output, tf.tensor(UPSTREAM.values, UPSTREAM.shape))).asScalar();
    };
    const { grads } = tf.valueAndGrads(loss)(trained.map((name) => all.get(name)!));
    return [output, ...grads];
  };
  const given = [input, ...weights.values()].map(({ values, shape }) => tf.tensor(values, shape));
  const run = graph ? recorded(step, { precision }) : undefined;
  const results = tf.tidy(() => (run ?? step)(given)).map((tensor) => tensor.dataSync() as Float32Array);
  run?.dispose();
  tf.dispose(given);
  return { output: results[0]!, gradients: results.slice(1) };
}

function relativeDifference(ours: Float32Array, theirs: Float32Array): number {
  const largest = theirs.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  expect(largest).toBeGreaterThan(0);
  return largestDifference(ours, theirs) / largest;
}
