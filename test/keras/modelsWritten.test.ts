import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BackboneName, REGISTRY } from '../../src/backbones/architectures/registry.js';
import { type Model, readModel } from '../../src/backbones/keras/readModel.js';
import { saveModel } from '../../src/backbones/keras/saveModel.js';
import type { Layer, Network } from '../../src/backbones/network/layer.js';
import type { RawWeight } from '../../src/backbones/network/weights.js';
import { withTop } from '../../src/backbones/pretrained/loadWithTop.js';
import { tf } from '../../src/engine/tensorflow.js';
import { drawnInput, drawnWeights } from '../backbones/drawnWeights.js';
import { outputOf } from '../backbones/outputOf.js';
import { smallModel } from '../backbones/smallModel.js';
import { expectParity, largestDifference, SEED } from './parity.js';
import { pythonWithTensors } from './tensorFolder.js';

/** Of probabilities; as of the backbones alone, of their range. The weights are compared bit for bit. */
const TOLERANCE = 1e-4;

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'thaw-models-'));
  await tf.ready();
});
afterAll(() => rmSync(folder, { recursive: true }));

const REFERENCE_HEAD: readonly Layer[] = [
  { kind: 'GlobalAveragePooling2D', name: 'pooled', inputs: [] },
  { kind: 'Dense', name: 'dense_1', inputs: ['pooled'], units: 1024, activation: 'relu' },
  { kind: 'Dense', name: 'dense_2', inputs: ['dense_1'], units: 7, activation: 'softmax' },
];

/** A backbone with the reference's head. */
function classifierOf(name: BackboneName, height: number, width: number): Model {
  const backbone = REGISTRY[name].build();
  const [pooled, ...dense] = REFERENCE_HEAD;
  const layers = [...backbone.layers, { ...pooled, inputs: [backbone.output] } as Layer, ...dense];
  const network: Network = { layers, output: 'dense_2' };
  return { network, weights: drawnWeights(network, SEED), inputShape: [height, width, 3] };
}

function topped(name: BackboneName, height: number, width: number): Model {
  const network = withTop(name);
  return { network, weights: drawnWeights(network, SEED), inputShape: [height, width, 3] };
}

/** Asserts that every weight that Keras has is ours, bit for bit, and gives Keras' prediction. */
const LOAD = `
import keras
def check(model, label):
    results[label] = model.predict(tensors['input'], verbose=0)
    flat = [(layer.name, w) for layer in model.layers for w in layer.weights]
    ours = {name.replace('/', '_'): value for name, value in tensors.items() if name != 'input'}
    assert len(flat) == len(ours), (len(flat), len(ours))
    for layer, w in flat:
        name = w.name if w.name != 'kernel' or f'{layer}_kernel' in ours else 'depthwise_kernel'
        assert np.array_equal(w.numpy().view('int32'), ours[f'{layer}_{name}'].view('int32')), (layer, w.name)
`;

test.each<{ what: string; model: () => Model }>([
  { what: 'a small model with every kind of layer', model: () => smallModel(SEED) },
  { what: 'MobileNetV2 with the head of the reference', model: () => classifierOf('MobileNetV2', 65, 96) },
  { what: 'SqueezeNet with its ImageNet top', model: () => topped('SqueezeNet', 64, 47) },
  { what: 'EfficientNetLite0 with its ImageNet top', model: () => topped('EfficientNetLite0', 65, 96) },
  { what: 'InceptionV3 with the head of the reference', model: () => classifierOf('InceptionV3', 75, 90) },
])(
  'Keras and tfjs load what is written, and predict the same: $what',
  async ({ what, model: build }) => {
    const model = build();
    const [height, width] = model.inputShape as [number, number, number];
    const input = drawnInput(height, width, SEED);
    const at = path.join(folder, 'ours', what.split(' ')[0]);
    for (const name of ['a.keras', 'a.weights.h5', 'a.h5', 'model.json']) await saveModel(path.join(at, name), model);
    const { results } = pythonWithTensors(
      `${LOAD}
model = keras.models.load_model(given + '/a.keras')
check(model, 'Keras 3')
for w in model.weights: w.assign(w * 0)
model.load_weights(given + '/a.weights.h5')
check(model, 'weights alone')
check(keras.models.load_model(given + '/a.h5'), 'Keras 2')
`,
      at,
      new Map([...model.weights, ['input', input]]),
    );
    const ours = outputOf(model.network, model.weights, input).values;
    expect(results.size).toBe(3);
    for (const [format, theirs] of results) {
      expectParity(
        `${what}, written by us for ${format}, predictions of Keras`,
        largestDifference(ours, theirs.values),
        TOLERANCE,
      );
    }
    const loaded = await tf.loadLayersModel(`file://${path.join(at, 'model.json')}`);
    const theirs = tf.tidy(() => {
      const predicted = loaded.predict(tf.tensor(input.values, input.shape));
      return (Array.isArray(predicted) ? predicted[0] : predicted).dataSync();
    });
    loaded.dispose();
    expectParity(`${what}, written by us for tfjs, predictions of tfjs`, largestDifference(ours, theirs), TOLERANCE);
    for (const name of ['a.keras', 'a.h5', 'model.json']) expectSameBits(await readModel(path.join(at, name)), model);
  },
  120_000,
);

function expectSameBits(read: Model, model: Model): void {
  expect(read.inputShape).toEqual(model.inputShape);
  const names = [...model.weights.keys()].map((name) => [name.replace(/\/(?=.*\/)/g, '_'), name]);
  expect([...read.weights.keys()].sort()).toEqual(names.map(([name]) => name).sort());
  for (const [name, ours] of names)
    expect(sameBits(read.weights.get(name)!, model.weights.get(ours)!), name).toBe(true);
}

function sameBits(a: RawWeight, b: RawWeight): boolean {
  const bytes = ({ values: v }: RawWeight): Buffer => Buffer.from(v.buffer, v.byteOffset, v.byteLength);
  return a.shape.join() === b.shape.join() && bytes(a).equals(bytes(b));
}
