import { describe, expect, test } from 'vitest';
import { APPLICATIONS } from '../../../src/script/keras/applications.js';
import { parseVersion } from '../../../src/script/keras/kerasVersion.js';
import { layerListsOf, layersOf, listedModels } from '../../../src/script/keras/layerLists.js';

const NO_TOP = { includeTop: false } as const;
const keras = (version: string) => ({ keras: parseVersion(version)! });
const names = (list: ReturnType<typeof layersOf>): string[] => list!.layers.map(({ name }) => name);

describe('layersOf', () => {
  // The counts that public scripts and guides of each time give.
  test.each<[string, string, number, number]>([
    ['VGG16', '2.2.4', 19, 23],
    ['InceptionV3', '1.2.2', 217, 220],
    ['InceptionV3', '2.2.4', 311, 313],
    ['Xception', '2.2.4', 132, 134],
    ['ResNet50', '2.2.4', 175, 177],
    ['ResNet50', '2.0.8', 174, 176],
    ['MobileNetV2', '2.2.4', 155, 157],
    ['MobileNetV2', '3.15.1', 154, 156],
    ['DenseNet121', '3.15.1', 427, 429],
  ])('%s of Keras %s has %i layers without top, %i with', (name, version, without, withTop) => {
    expect(layersOf(name, { ...NO_TOP, ...keras(version) })).toMatchObject({ sure: true });
    expect(layersOf(name, { ...NO_TOP, ...keras(version) })!.layers).toHaveLength(without);
    expect(layersOf(name, keras(version))!.layers).toHaveLength(withTop);
  });

  test('tf.keras 2.10 counts inputs from 1 and other layers from 0', () => {
    const list = layersOf('InceptionV3', { ...NO_TOP, keras: parseVersion('2.10', 'tf.keras')! })!;
    expect(list).toMatchObject({ sure: true });
    expect(names(list).slice(0, 3)).toEqual(['input_1', 'conv2d', 'batch_normalization']);
    expect(layersOf('InceptionV3', { ...NO_TOP, keras: parseVersion('2.4', 'tf.keras')! })).toMatchObject({
      sure: false,
      note: 'Recorded with tf.keras 2.10, not with tf.keras 2.4.',
    });
  });

  test('names of ResNet50 changed', () => {
    expect(names(layersOf('ResNet50', { ...NO_TOP, ...keras('2.2.4') }))).toContain('res5c_branch2c');
    expect(names(layersOf('ResNet50', { ...NO_TOP, ...keras('3.15') }))).toContain('conv5_block3_3_conv');
  });

  test('names by count are marked', () => {
    const { layers } = layersOf('InceptionV3', { ...NO_TOP, ...keras('2.2.4') })!;
    expect(layers.find(({ name }) => name === 'conv2d_1')).toEqual({
      name: 'conv2d_1',
      className: 'Conv2D',
      autoNamed: true,
    });
    expect(layers.find(({ name }) => name === 'mixed7')!.autoNamed).toBe(false);
  });

  test('pooling adds a layer, before the last one in ConvNeXt', () => {
    expect(names(layersOf('VGG16', { ...NO_TOP, pooling: 'max', ...keras('3.15') })).at(-1)).toBe(
      'global_max_pooling2d',
    );
    expect(names(layersOf('ConvNeXtTiny', { ...NO_TOP, pooling: 'avg', ...keras('3.15') })).slice(-2)).toEqual([
      'global_average_pooling2d',
      'layer_normalization',
    ]);
  });

  test('EfficientNet has one more Rescaling with weights="imagenet" (TensorFlow issue 62193)', () => {
    const own = layersOf('EfficientNetB0', { ...NO_TOP, weights: null, ...keras('3.15') })!.layers;
    const imagenet = layersOf('EfficientNetB0', { ...NO_TOP, ...keras('3.15') })!.layers;
    expect(imagenet.length - own.length).toBe(1);
    expect(layersOf('EfficientNetB0', { ...NO_TOP, keras: parseVersion('2.4', 'tf.keras')! })!.layers).toHaveLength(
      own.length,
    );
    expect(imagenet[3]).toEqual({ name: 'rescaling_1', className: 'Rescaling', autoNamed: true });
  });

  test('include_preprocessing=False leaves out the rescaling', () => {
    const whole = layersOf('MobileNetV3Small', { ...NO_TOP, ...keras('3.15') })!.layers;
    const bare = layersOf('MobileNetV3Small', { ...NO_TOP, includePreprocessing: false, ...keras('3.15') })!.layers;
    expect(whole.filter(({ name }) => !bare.some((other) => other.name === name))).toEqual([
      { name: 'rescaling', className: 'Rescaling', autoNamed: true },
    ]);
  });

  test('an unknown version gives the newest list and says where others differ', () => {
    const { sure, note, layers } = layersOf('ResNet50', NO_TOP)!;
    expect(sure).toBe(false);
    expect(layers.at(-1)!.name).toBe('conv5_block3_out');
    expect(note).toContain('174 layers in Keras 2.0.');
  });

  test('a version between two recorded ones that agree is sure, with a note', () => {
    expect(layersOf('VGG16', keras('2.1.0'))).toMatchObject({
      sure: true,
      note: 'The same in Keras 2.0.9 and Keras 2.1.2.',
    });
  });

  test('a version without the model has no list', () => {
    expect(layersOf('EfficientNetB0', keras('2.2.4'))).toBeUndefined();
  });
});

test('NASNet of older versions depends on whether input_shape is given', () => {
  const at = { ...NO_TOP, ...keras('2.2.0') };
  expect(layersOf('NASNetMobile', at)!.layers).toHaveLength(749);
  expect(layersOf('NASNetMobile', { ...at, inputShapeGiven: false })!.layers).toHaveLength(722);
});

test('the backbones that public scripts use are listed', () => {
  const used = [
    'VGG16',
    'VGG19',
    'InceptionV3',
    'ResNet50',
    'MobileNetV2',
    'Xception',
    'EfficientNetB0',
    'MobileNetV3Large',
  ];
  expect(listedModels()).toEqual(expect.arrayContaining([...used, 'InceptionResNetV2', 'ResNet50V2', 'DenseNet121']));
  expect(APPLICATIONS.map(({ name }) => name)).toEqual(expect.arrayContaining(listedModels()));
});

test('readings name the versions that tell them apart', () => {
  const { readings, tellApart } = layerListsOf('VGG16', [parseVersion('2.0.0')!, parseVersion('2.2.4')!], NO_TOP);
  expect(readings).toHaveLength(1);
  expect(tellApart).toBeUndefined();
});
