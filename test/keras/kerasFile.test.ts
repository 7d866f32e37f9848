import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BackboneName } from '../../src/backbones/architectures/registry.js';
import type { RawWeight } from '../../src/backbones/network/weights.js';
import { loadBackbone } from '../../src/backbones/pretrained/loadBackbone.js';
import { loadWithTop } from '../../src/backbones/pretrained/loadWithTop.js';
import { UserError } from '../../src/base/errors.js';
import { SEED } from './parity.js';
import { pythonWithTensors } from './tensorFolder.js';

let folder: string;
let written: ReadonlyMap<string, RawWeight>;

/**
 * Keras 3 writes whole models in Keras 2's format. InceptionV3 is the second one of its session, so that its layers are
 * counted from `conv2d_94`, and stands with the reference's head; MobileNetV2 is one layer of a Sequential; VGG16 is as
 * Keras 2 wrote `*_notop.h5`: names and weights at the root of the file, the list of names cut in two.
 */
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'thaw-keras-'));
  written = pythonWithTensors(
    `
import keras, h5py
keras.utils.set_random_seed(given['seed'])
applications, layers, folder = keras.applications, keras.layers, given['folder']
def whole_names(file):
    return [name.encode() if isinstance(name, str) else name for name in file.attrs['layer_names']]
def moved(model):
    for variable in model.weights:
        if 'moving' in variable.name or 'gamma' in variable.name or 'beta' in variable.name or variable.name == 'bias':
            variable.assign(keras.random.uniform(variable.shape, 0.5, 1.5))
    return model
applications.InceptionV3(include_top=False, weights=None)
base = moved(applications.InceptionV3(include_top=False, weights=None, input_shape=(75, 75, 3)))
x = layers.Dense(1024, activation='relu')(layers.GlobalAveragePooling2D()(base.output))
whole = keras.Model(base.input, layers.Dense(7, activation='softmax')(x))
for name in ['inception_v3_1.h5', 'flat.keras']: whole.save(folder + '/' + name)
for name in ['flat', 'nameless']: whole.save_weights(folder + '/' + name + '.weights.h5')
with h5py.File(folder + '/nameless.weights.h5', 'a') as file:
    for layer in file['layers'].values(): del layer['vars'].attrs['name']
convolutions = sorted((l for l in base.layers if l.name.startswith('conv2d')), key=lambda l: int(l.name[7:]))
assert convolutions[0].name == 'conv2d_94'
for number in [1, 50, 94]:
    results[f'InceptionV3 conv2d_{number}/kernel'] = convolutions[number - 1].kernel.numpy()
mobile = moved(applications.MobileNetV2(include_top=False, weights=None, input_shape=(64, 64, 3)))
within = keras.Sequential([mobile, layers.GlobalAveragePooling2D(), layers.Dense(2)])
for name in ['nested.h5', 'nested.keras']: within.save(folder + '/' + name)
within.save_weights(folder + '/nested.weights.h5')
for name in ['block_3_depthwise', 'block_3_depthwise_BN', 'Conv_1']:
    for variable in mobile.get_layer(name).weights:
        own = 'depthwise_kernel' if name == 'block_3_depthwise' else variable.name
        results[f'MobileNetV2 {name}/{own}'] = variable.numpy()
mobile.save_weights(folder + '/keras3.weights.h5')
vgg = moved(applications.VGG16(include_top=False, weights=None))
with h5py.File(folder + '/vgg16_notop.h5', 'w') as file:
    names = [layer.name.encode() for layer in vgg.layers]
    file.attrs['layer_names0'], file.attrs['layer_names1'] = names[:12], names[12:]
    for layer in vgg.layers:
        group = file.create_group(layer.name)
        own = [f'{layer.name}_{end}_1:0' for end in 'Wb'[:len(layer.weights)]]
        group.attrs['weight_names'] = [name.encode() for name in own]
        for name, variable in zip(own, layer.weights):
            group.create_dataset(name, data=variable.numpy())
results['VGG16 block1_conv1/kernel'] = vgg.get_layer('block1_conv1').kernel.numpy()
results['VGG16 block5_conv3/bias'] = vgg.get_layer('block5_conv3').bias.numpy()
with h5py.File(folder + '/narrow.h5', 'w') as file:
    with h5py.File(folder + '/vgg16_notop.h5') as whole:
        for name in whole: whole.copy(name, file)
        for name in whole.attrs: file.attrs[name] = whole.attrs[name]
    del file['block4_conv2/block4_conv2_W_1:0']
    file['block4_conv2/block4_conv2_W_1:0'] = np.zeros((3, 3, 512, 256), 'float32')
from keras.src.legacy.saving import legacy_h5_format
keras.backend.clear_session()
for name, shape in [('MobileNetV2', (224, 224, 3)), ('InceptionV3', (75, 75, 3))]:
    model = moved(getattr(applications, name)(weights=None, input_shape=shape))
    model.save(folder + f'/{name}_top.keras')
    with h5py.File(folder + f'/{name}_tf_kernels.h5', 'w') as file:
        legacy_h5_format.save_weights_to_hdf5_group(file, model)
    for end, variable in zip(['kernel', 'bias'], model.get_layer('predictions').weights):
        results[f'{name} with its top predictions/{end}'] = variable.numpy()
    for end in ['beta', 'moving_mean']:
        layer = 'batch_normalization_94' if name == 'InceptionV3' else 'Conv_1_bn'
        own = 'batch_normalization_93' if name == 'InceptionV3' else 'Conv_1_bn'
        results[f'{name} with its top {layer}/{end}'] = getattr(model.get_layer(own), end).numpy()
with h5py.File(folder + '/MobileNetV2_logits.h5', 'w') as file:
    with h5py.File(folder + '/MobileNetV2_tf_kernels.h5') as whole:
        for name in whole: whole.copy(name, file, 'Logits' if name == 'predictions' else name)
        for name in whole.attrs: file.attrs[name] = whole.attrs[name]
    file.attrs['layer_names'] = [b'Logits' if name == b'predictions' else name for name in whole_names(file)]
with h5py.File(folder + '/other.h5', 'w') as file:
    file['temperatures'] = np.arange(10)
`,
    { folder, seed: SEED },
    new Map(),
  ).results;
  const whole = readFileSync(path.join(folder, 'vgg16_notop.h5'));
  writeFileSync(path.join(folder, 'short.h5'), whole.subarray(0, whole.length / 2));
  writeFileSync(path.join(folder, 'page.h5'), '<html>404</html>');
  writeFileSync(path.join(folder, 'empty.h5'), '');
  mkdirSync(path.join(folder, 'folder.h5'));
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true }));

test.each<{ name: BackboneName; file: string; what: string }>([
  { name: 'InceptionV3', file: 'inception_v3_1.h5', what: 'a whole model whose layers are counted on from another' },
  { name: 'MobileNetV2', file: 'nested.h5', what: 'a model within a model' },
  { name: 'MobileNetV2', file: 'nested.keras', what: 'a model within a Keras 3 model' },
  { name: 'MobileNetV2', file: 'nested.weights.h5', what: 'a model within a Keras 3 model, weights alone' },
  { name: 'MobileNetV2', file: 'keras3.weights.h5', what: 'Keras 3 weights alone' },
  { name: 'InceptionV3', file: 'flat.keras', what: 'a whole Keras 3 model' },
  {
    name: 'InceptionV3',
    file: 'flat.weights.h5',
    what: 'the Keras 3 weights of a whole model, counted on from another',
  },
  { name: 'InceptionV3', file: 'nameless.weights.h5', what: 'Keras 3 weights of before layers had names in them' },
  { name: 'VGG16', file: 'vgg16_notop.h5', what: 'weights alone' },
])('$what gives every bit of the weights: $name', async ({ name, file }) => {
  const { weights } = await loadBackbone(name, path.join(folder, file));
  const own = [...written].filter(([key]) => key.startsWith(`${name} `));
  const expected = own.filter(([key]) => !key.includes(' with its top '));
  expect(expected.length).toBeGreaterThan(1);
  for (const [key, { shape, values }] of expected) {
    const ours = weights.get(key.slice(name.length + 1));
    expect(ours?.shape, key).toEqual(shape);
    expect(Buffer.from(ours!.values.buffer).equals(Buffer.from(Float32Array.from(values).buffer)), key).toBe(true);
  }
});

test.each<{ name: BackboneName; file: string; what: string; size?: number }>([
  { name: 'InceptionV3', file: 'InceptionV3_tf_kernels.h5', what: "a file of Keras 2's weights", size: 75 },
  { name: 'InceptionV3', file: 'InceptionV3_top.keras', what: 'a whole Keras 3 model', size: 75 },
  { name: 'MobileNetV2', file: 'MobileNetV2_tf_kernels.h5', what: "a file of Keras 2's weights" },
  { name: 'MobileNetV2', file: 'MobileNetV2_logits.h5', what: "a file of Keras 2's weights that calls it Logits" },
  { name: 'MobileNetV2', file: 'MobileNetV2_top.keras', what: 'a whole Keras 3 model' },
])('the top in $what is read when asked for, and else left aside: $name', async ({ name, file, size }) => {
  const whole = await loadWithTop(name, path.join(folder, file), { height: size, width: size });
  const alone = await loadBackbone(name, path.join(folder, file));
  const bits = (values: Float32Array): Buffer => Buffer.from(Float32Array.from(values).buffer);
  const expected = [...written].filter(([key]) => key.startsWith(`${name} with its top `));
  expect(expected).toHaveLength(4);
  for (const [key, { shape, values }] of expected) {
    const weight = key.slice(`${name} with its top `.length);
    expect(whole.weights.get(weight)?.shape, weight).toEqual(shape);
    expect(bits(whole.weights.get(weight)!.values).equals(bits(values)), weight).toBe(true);
    const ours = alone.weights.get(weight)?.values;
    if (weight.startsWith('predictions/')) expect(ours).toBeUndefined();
    else expect(bits(ours!).equals(bits(values)), weight).toBe(true);
  }
  expect(whole.weights.size).toBe(alone.weights.size + 2);
});

test.each<{ name: BackboneName; file: string; message: string }>([
  {
    name: 'VGG16',
    file: 'narrow.h5',
    message: 'do not fit: layer block4_conv2 takes a kernel of shape [3, 3, 512, 512]. Received: [3, 3, 512, 256].',
  },
  {
    name: 'ResNet50',
    file: 'vgg16_notop.h5',
    message: 'do not fit: layer conv1_conv takes a kernel of shape [7, 7, 3, 64]. Received: no weight of that name.',
  },
  { name: 'VGG16', file: 'short.h5', message: 'to be a complete HDF5 file. Received: a file that was cut short.' },
  { name: 'VGG16', file: 'page.h5', message: 'an HDF5, a .keras or a model.json file. Received: something else.' },
  { name: 'VGG16', file: 'nowhere.h5', message: 'A file of weights was expected. Received: no file ' },
  {
    name: 'VGG16',
    file: 'other.h5',
    message: "with 'layer_names' or 'layers'. Received: an HDF5 file with other content.",
  },
  { name: 'VGG16', file: 'folder.h5', message: 'A file of weights was expected. Received: the folder ' },
  { name: 'VGG16', file: 'empty.h5', message: 'Received: an empty file.' },
])('a file that does not serve is an error that says why: $file for $name', async ({ name, file, message }) => {
  const error = await loadBackbone(name, path.join(folder, file)).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UserError);
  expect((error as UserError).message).toContain(message);
  expect((error as UserError).message).toContain(file);
});
