import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BACKBONE_NAMES, REGISTRY } from '../../src/backbones/architectures/registry.js';
import { layersInOrderOfKeras } from '../../src/backbones/keras/layerOrder.js';
import { readModel } from '../../src/backbones/keras/readModel.js';
import { saveModel } from '../../src/backbones/keras/saveModel.js';
import { tf } from '../../src/engine/tensorflow.js';
import { drawnInput } from '../backbones/drawnWeights.js';
import { outputOf } from '../backbones/outputOf.js';
import { expectParity, largestDifference, SEED } from './parity.js';
import { pythonWithTensors } from './tensorFolder.js';

/** Of probabilities; as of the backbones alone, of their range. */
const TOLERANCE = 1e-4;

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'thaw-models-'));
  await tf.ready();
});
afterAll(() => rmSync(folder, { recursive: true }));

test('models that Keras writes are read whole, and predict the same: flat, nested, in all formats', async () => {
  const input = drawnInput(64, 64, SEED);
  const { answer, results } = pythonWithTensors(
    `
import keras
from keras import layers
keras.utils.set_random_seed(given['seed'])
def moved(model):
    for w in model.weights:
        if w.name != 'kernel':
            w.assign(keras.random.uniform(w.shape, 0.5, 1.5))
    return model
def nested():
    inner = keras.Sequential([
        keras.Input((64, 64, 3)), layers.Conv2D(4, 3, strides=2, activation='relu'), layers.BatchNormalization(),
        layers.ReLU(6.0), layers.DepthwiseConv2D(3, padding='same'), layers.Conv2D(6, (3, 1)),
    ], name='inner')
    start = keras.Input((64, 64, 3))
    x = inner(start, training=False)
    x = layers.Concatenate()([layers.MaxPooling2D(padding='same')(x), layers.AveragePooling2D(2, padding='same')(x)])
    x = layers.ZeroPadding2D(((0, 1), (2, 0)))(layers.Conv2D(5, 3)(x))
    x = layers.Dropout(0.5)(layers.GlobalAveragePooling2D()(x))
    return keras.Model(start, layers.Softmax()(layers.Dense(7)(layers.Dense(9, activation='relu')(x))))
def with_head(base, keep):
    base.trainable = False
    if keep:
        x, start = base.output, base.input
    else:
        start = keras.Input((64, 64, 3))
        x = base(start, training=False)
    x = layers.Dense(1024, activation='relu')(layers.GlobalAveragePooling2D()(x))
    return keras.Model(start, layers.Dense(7, activation='softmax')(x))
mobile = lambda: keras.applications.MobileNetV2(include_top=False, weights=None, input_shape=(64, 64, 3))
models = {'nested': nested(), 'MobileNetV2 flat': with_head(mobile(), True), 'MobileNetV2 nested': with_head(mobile(), False),
          'sequential': keras.Sequential([mobile(), layers.GlobalAveragePooling2D(), layers.Dense(7, activation='softmax')])}
for name, model in models.items():
    moved(model)
    results[name] = model.predict(tensors['input'], verbose=0)
    model.compile(keras.optimizers.Adam(), 'categorical_crossentropy')
    for end in ['.keras', '.h5']:
        model.save(given['folder'] + '/' + name + end)
answer = list(models)
`,
    { folder, seed: SEED },
    new Map([['input', input]]),
  );
  for (const name of answer as string[]) {
    for (const end of ['.keras', '.h5']) {
      const { network, weights } = await readModel(path.join(folder, `${name}${end}`));
      const ours = outputOf(network, weights, input).values;
      expectParity(
        `${name}${end} of Keras, read by us, predictions`,
        largestDifference(ours, results.get(name)!.values),
        TOLERANCE,
      );
    }
  }
}, 120_000);

test('batch normalization that Keras wrote without its beta, without its gamma, or without both, is read', async () => {
  const input = drawnInput(9, 10, SEED);
  const { results } = pythonWithTensors(
    `
import keras
from keras import layers
keras.utils.set_random_seed(given['seed'])
start = x = keras.Input((9, 10, 3))
for i, (center, scale) in enumerate([(False, True), (True, False), (False, False), (True, True)]):
    x = layers.BatchNormalization(center=center, scale=scale, name=f'bn_{i}')(layers.Conv2D(4, 2)(x))
model = keras.Model(start, layers.Dense(5)(layers.Flatten()(x)))
for w in model.weights:
    if w.name != 'kernel':
        w.assign(keras.random.uniform(w.shape, 0.5, 1.5))
results['outputs'] = model.predict(tensors['input'], verbose=0)
for end in ['.keras', '.h5']:
    model.save(given['folder'] + '/normalised' + end)
`,
    { folder, seed: SEED },
    new Map([['input', input]]),
  );
  const wanted = results.get('outputs')!;
  const range = Math.max(...wanted.values) - Math.min(...wanted.values);
  for (const end of ['.keras', '.h5']) {
    const { network, weights, inputShape } = await readModel(path.join(folder, `normalised${end}`));
    const own = (name: string) => [...weights.keys()].filter((key) => key.startsWith(`${name}/`)).length;
    expect(['bn_0', 'bn_1', 'bn_2', 'bn_3'].map(own), end).toEqual([3, 3, 2, 4]);
    const ours = outputOf(network, weights, input);
    expect(ours.shape).toEqual(wanted.shape);
    const difference = largestDifference(ours.values, wanted.values) / range;
    expectParity(`center and scale false in ${end} of Keras, read by us, outputs`, difference, TOLERANCE);
    const again = path.join(folder, `again${end}`);
    await saveModel(again, { network, weights, inputShape });
    expect((await readModel(again)).network).toEqual(network);
  }
}, 120_000);

test('Keras orders the layers of its applications as we say that it does', () => {
  const names = BACKBONE_NAMES.filter((name) => /InceptionV3|ResNet50|MobileNetV2|VGG16/.test(name));
  const { answer } = pythonWithTensors(
    `
import keras
answer = {}
for name in given:
    keras.backend.clear_session()
    model = getattr(keras.applications, name)(include_top=False, weights=None)
    answer[name] = [[type(layer).__name__, layer.name] for layer in model.layers]
`,
    names,
    new Map(),
  );
  for (const name of names) {
    const theirs = (answer as Record<string, [string, string][]>)[name];
    const ours = layersInOrderOfKeras(REGISTRY[name].build());
    expect(ours.map(({ kind }) => (kind === 'Activation' ? /Activation|ReLU/ : kind))).toHaveLength(theirs.length);
    const counted = (text: string): string => text.replace(/_\d+$/, '');
    expect(ours.map((layer) => counted(layer.name)).slice(1), name).toEqual(
      theirs.map(([, own]) => counted(own)).slice(1),
    );
    if (name === 'InceptionV3') {
      const numbers = (list: readonly string[]): number[] =>
        list.filter((own) => /^conv2d/.test(own)).map((own) => Number(/_(\d+)$/.exec(own)?.[1] ?? 0));
      const first = numbers(ours.map((layer) => layer.name));
      expect(first.map((number) => number - 1)).toEqual(numbers(theirs.map(([, own]) => own)));
    }
  }
});
