import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { describedByKeras } from '../../setup/kerasNetworks.mjs';
import {
  KERAS_NETWORKS,
  type KerasNetworkName,
  kerasNetwork,
} from '../../src/backbones/architectures/kerasNetworks.js';
import { REGISTRY } from '../../src/backbones/architectures/registry.js';
import { architectureOfConfig } from '../../src/backbones/keras/architectureOfConfig.js';
import { layersInOrderOfKeras } from '../../src/backbones/keras/layerOrder.js';
import type { Layer } from '../../src/backbones/network/layer.js';
import { summarize } from '../../src/backbones/network/summary.js';
import type { RawWeight } from '../../src/backbones/network/weights.js';
import { imagenetUrls } from '../../src/backbones/pretrained/imagenetWeights.js';
import { loadBackbone } from '../../src/backbones/pretrained/loadBackbone.js';
import { withTop } from '../../src/backbones/pretrained/loadWithTop.js';
import { tf } from '../../src/engine/tensorflow.js';
import { drawnInput, drawnWeights } from '../backbones/drawnWeights.js';
import { outputOf } from '../backbones/outputOf.js';
import { expectParity, largestDifference } from './parity.js';
import { pythonWithTensors } from './tensorFolder.js';

/** Of the range of an output. */
const TOLERANCE = 1e-4;

beforeAll(() => tf.ready());

/** One of each kind: the others of a family have more of the same layers. */
const SIZES: { readonly [name in KerasNetworkName]?: readonly (readonly [height: number, width: number])[] } = {
  Xception: [[71, 90]],
  VGG19: [[32, 47]],
  ResNet101: [[64, 33]],
  ResNet50V2: [[64, 33]],
  ResNet101V2: [[40, 33]],
  InceptionResNetV2: [[75, 80]],
  DenseNet121: [[65, 40]],
  MobileNet: [[65, 96]],
  MobileNetV3Small: [[65, 96]],
  MobileNetV3Large: [[64, 47]],
  EfficientNetB0: [
    [65, 96],
    [64, 33],
  ],
  EfficientNetV2B2: [[65, 96]],
  EfficientNetV2S: [[64, 33]],
};

/** Keras leaves operations such as `x + 3` out of `model.layers`; the input has another name. */
function isListed({ kind, name }: Layer): boolean {
  return kind !== 'InputLayer' && !(kind === 'Rescaling' && /^(add|multiply)/.test(name));
}

/** As Keras builds it with its ImageNet weights, without downloading them. */
const BUILT = `
import keras
from keras.src.models import Functional
from keras.src.utils import file_utils
file_utils.get_file = lambda *_, **__: ''
Functional.load_weights = lambda *_, **__: None
def built(name, shape, include_top=False, weights='imagenet'):
    keras.backend.clear_session()
    return getattr(keras.applications, name)(weights=weights, include_top=include_top, input_shape=shape)
def give(model):
    used = set()
    for layer in model.layers:
        depthwise = isinstance(layer, keras.layers.DepthwiseConv2D)
        for w in layer.weights:
            name = layer.name + '/' + ('depthwise_kernel' if depthwise and w.name == 'kernel' else w.name)
            w.assign(tensors[name].astype(w.dtype))
            used.add(name)
        if hasattr(layer, 'finalize_state'): layer.finalize_state()
    assert used == {name for name in tensors if not name.startswith('input')}
`;

describe.each(Object.keys(SIZES) as KerasNetworkName[])('%s', (name) => {
  test('gives what that of keras.applications gives, and has its layers, shapes and parameters', () => {
    const { build, file } = REGISTRY[name];
    const weights = drawnWeights(build());
    const sizes = SIZES[name]!;
    const inputs = new Map(sizes.map(([height, width]) => [`${height}x${width}`, inputOf(height, width)]));
    function inputOf(height: number, width: number): RawWeight {
      const { shape, values } = drawnInput(height, width);
      return { shape, values: file!.scaling === 'none' ? values.map((value) => 127.5 * (value + 1)) : values };
    }
    const { answer, results } = pythonWithTensors(
      `${BUILT}
answer = []
for height, width in given['sizes']:
    model = built(given['name'], (height, width, 3))
    give(model)
    results[f'{height}x{width}'] = model(tensors[f'input {height}x{width}'], training=False).numpy()
    trainable = sum(w.numpy().size for w in model.trainable_weights)
    rows = [[l.name, list(l.output.shape), l.count_params()] for l in model.layers[1:]]
    answer.append([model.count_params(), trainable, rows])
untrained = built(given['name'], (height, width, 3), weights=None)
answer.append([layer.name for layer in untrained.layers[1:]])
`,
      { name, sizes },
      new Map([...weights, ...[...inputs].map(([size, input]) => [`input ${size}`, input] as const)]),
    );
    const answers = [...(answer as unknown[])];
    const untrained = answers.pop();
    expect(
      build('random')
        .layers.filter(isListed)
        .map((layer) => layer.name),
    ).toEqual(untrained);
    for (const [i, [size, input]] of [...inputs].entries()) {
      const ours = outputOf(build(), weights, input);
      const theirs = results.get(size)!;
      expect(ours.shape).toEqual(theirs.shape);
      const range = Math.max(...theirs.values) - Math.min(...theirs.values);
      expect(range).toBeGreaterThan(1e-3);
      const difference = largestDifference(ours.values, theirs.values) / range;
      expectParity(`${name} at ${size}, outputs, of their range`, difference, TOLERANCE);
      const { total, trainable, rows } = summarize({ network: build(), inputShape: [...sizes[i]!, 3] });
      const named = rows
        .filter(({ layers }) => isListed(layers[0]!))
        .map((row) => [row.name, row.outputShape, row.parameters]);
      expect([total, trainable, named]).toEqual(answers[i]);
    }
    expect(layersInOrderOfKeras(build())).toEqual(build().layers);
  });
});

test('with its ImageNet top each has the parameters of that of keras.applications', () => {
  const names = Object.keys(SIZES) as KerasNetworkName[];
  const { answer } = pythonWithTensors(
    `${BUILT}\nanswer = [built(name, None, True).count_params() for name in given]`,
    names,
    new Map(),
  );
  const counts = names.map((name) => {
    const size = REGISTRY[name].defaultSize;
    return summarize({ network: withTop(name), inputShape: [size, size, 3] }).total;
  });
  expect(counts).toEqual(answer);
});

// Keras builds each twice or three times: all of them take minutes, and only another version of it can differ in the others.
test('the layers that are kept, and the weight files, are those of the Keras that is installed', () => {
  const oneOfEach = describedByKeras(Object.keys(SIZES));
  const isSameKeras = oneOfEach.every(({ keras }) =>
    KERAS_NETWORKS.every((name) => kerasNetwork(name).keras === keras),
  );
  const described = isSameKeras ? oneOfEach : describedByKeras(KERAS_NETWORKS);
  expect(described.map(({ name }) => name)).toEqual(isSameKeras ? Object.keys(SIZES) : KERAS_NETWORKS);
  for (const one of described) {
    const name = one.name as KerasNetworkName;
    const { network, top } = architectureOfConfig(name, one);
    const kept = kerasNetwork(name);
    const say = `${name} of Keras ${one.keras} is not that of Keras ${kept.keras}: npm run networks:keras`;
    expect({ network, top }, say).toEqual({ network: kept.network, top: kept.top });
    expect(imagenetUrls(name)).toEqual(one.files.map(([url, md5]) => ({ url, md5: md5 ?? undefined })));
  }
}, 1_800_000);

test.each(['EfficientNetB0', 'Xception', 'MobileNetV3Small'] as const)(
  'a file of weights as those of keras-applications is read: %s, by the names of layers, and by their order under other names',
  async (name) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'thaw-weights-'));
    try {
      const [height, width] = SIZES[name]![0]!;
      const input = drawnInput(height, width);
      const weights = drawnWeights(REGISTRY[name].build());
      weights.get('normalization/count')?.values.fill(7);
      pythonWithTensors(
        `${BUILT}
import h5py
from keras.src.legacy.saving import legacy_h5_format
model = built(given['name'], (${height}, ${width}, 3))
give(model)
with h5py.File(given['folder'] + '/named.h5', 'w') as file:
    legacy_h5_format.save_weights_to_hdf5_group(file, model)
for i, layer in enumerate(model.layers):
    layer.name = f'layer_of_old_{i}'
with h5py.File(given['folder'] + '/other.h5', 'w') as file:
    legacy_h5_format.save_weights_to_hdf5_group(file, model)
`,
        { name, folder },
        new Map([...weights, ['input', input]]),
      );
      for (const file of ['named.h5', 'other.h5']) {
        const loaded = await loadBackbone(name, path.join(folder, file));
        expect(loaded.network).toEqual(REGISTRY[name].build());
        expect([...loaded.weights.keys()], file).toEqual([...weights.keys()]);
        for (const [key, { values }] of loaded.weights) {
          expect(bytesOf(values).equals(bytesOf(weights.get(key)!.values)), key).toBe(true);
        }
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
