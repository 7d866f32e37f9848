import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { BACKBONE_NAMES, type BackboneName, REGISTRY } from '../../../src/backbones/architectures/registry.js';
import { saveModel } from '../../../src/backbones/keras/saveModel.js';
import type { Layer, Network } from '../../../src/backbones/network/layer.js';
import { networkAfter } from '../../../src/backbones/network/networkCuts.js';
import { outputShapes } from '../../../src/backbones/network/outputShapes.js';
import { weightShapes } from '../../../src/backbones/network/weightShapes.js';
import { expectationOf, loadBackbone } from '../../../src/backbones/pretrained/loadBackbone.js';
import { loadWithTop, withTop } from '../../../src/backbones/pretrained/loadWithTop.js';
import { UserError } from '../../../src/base/errors.js';

/**
 * Parameters without a top, as `model.count_params()` of Keras counts them, and batch normalizations; those of
 * EfficientNetLites as PyTorch's efficientnet-lite-pytorch 0.1.0 has them. Those that Keras wrote are compared with it.
 */
const FIGURES: Partial<Record<BackboneName, { parameters: number; normalizations: number }>> = {
  InceptionV3: { parameters: 21_802_784, normalizations: 94 },
  EfficientNetLite0: { parameters: 3_413_024, normalizations: 49 },
  EfficientNetLite1: { parameters: 4_189_344, normalizations: 64 },
  EfficientNetLite2: { parameters: 4_869_168, normalizations: 64 },
  ResNet50: { parameters: 23_587_712, normalizations: 53 },
  MobileNetV2: { parameters: 2_257_984, normalizations: 52 },
  VGG16: { parameters: 14_714_688, normalizations: 0 },
  SqueezeNet: { parameters: 722_496, normalizations: 0 },
  SmallCnn: { parameters: 98_160, normalizations: 4 },
};

const PATH = "the path of a file of Keras' or tfjs' weights";

const backbones = BACKBONE_NAMES.map((name) => ({
  name,
  network: REGISTRY[name].build(),
  expectation: expectationOf(name, 'random'),
}));

test.each(backbones.filter(({ name }) => name in FIGURES))(
  '$name has the parameters and batch normalizations that it is known for',
  ({ name, network }) => {
    const sizes = [...weightShapes(network, 3).values()].map((shape) => shape.reduce((product, n) => product * n, 1));
    expect({
      parameters: sizes.reduce((sum, n) => sum + n, 0),
      normalizations: network.layers.filter(({ kind }) => kind === 'BatchNormalization').length,
    }).toEqual(FIGURES[name]);
  },
);

test.each(backbones)(
  '$name is cut where its expectation says, and gives the channels that it says',
  ({ network, expectation }) => {
    expect(network.output).toBe(expectation.cutLayer);
    const dense: Layer = { kind: 'Dense', name: 'probe', inputs: [network.output], units: 1, activation: 'linear' };
    const shapes = weightShapes({ layers: [...network.layers, dense], output: 'probe' }, 3);
    expect(shapes.get('probe/kernel')).toEqual([expectation.featureChannels, 1]);
  },
);

test.each(backbones)(
  '$name can be unfrozen above each of its blocks: nothing reaches across',
  ({ network, expectation }) => {
    const order = network.layers.map(({ name }) => name);
    const places = expectation.blocks.map((block) => order.indexOf(block));
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((a, b) => a - b));
    for (const block of expectation.blocks) {
      const { layers } = networkAfter(network, block);
      const inside = new Set(layers.map(({ name }) => name));
      expect(
        layers.flatMap(({ inputs }) => inputs.filter((input) => !inside.has(input))),
        block,
      ).toEqual([]);
    }
  },
);

test('an EfficientNet of random weights has no layer that Keras adds for its ImageNet weights, also out of a file', async () => {
  const scalingsOf = ({ network }: { network: Network }): string[] =>
    network.layers.filter(({ kind }) => kind === 'Rescaling').map(({ name }) => name);
  expect(scalingsOf({ network: REGISTRY.EfficientNetB0.build() })).toEqual(['rescaling', 'rescaling_1']);
  const drawn = await loadBackbone('EfficientNetB0', 'random');
  expect(scalingsOf(drawn)).toEqual(['rescaling']);
  expect(drawn.network.layers.find(({ name }) => name === 'stem_conv_pad')!.inputs).toEqual(['normalization']);
  const folder = await mkdtemp(path.join(tmpdir(), 'thaw-efficient-'));
  try {
    const file = path.join(folder, 'efficient.weights.h5');
    await saveModel(file, { ...drawn, inputShape: [64, 64, 3] });
    expect((await loadBackbone('EfficientNetB0', file)).network).toEqual(drawn.network);
    drawn.weights.get('normalization/variance')!.values.set([0.229, 0.224, 0.225]);
    await saveModel(file, { ...drawn, inputShape: [64, 64, 3] });
    expect((await loadBackbone('EfficientNetB0', file)).network).toEqual(REGISTRY.EfficientNetB0.build());
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('the expectation travels with the weights: the same MobileNetV2 takes [0, 1] or [-1, 1]', () => {
  expect(expectationOf('MobileNetV2', 'nsfwjs').scaling).toBe('unit');
  expect(expectationOf('MobileNetV2', 'weights/mobilenet_v2_notop.h5').scaling).toBe('tf');
  expect(expectationOf('VGG16', 'vgg16_notop.h5')).toMatchObject({ scaling: 'caffe', channelOrder: 'BGR' });
});

test.each<{ name: BackboneName; weights: string; has: string }>([
  { name: 'InceptionV3', weights: 'nsfw', has: `imagenet, nsfwjs, random, ${PATH}` },
  { name: 'EfficientNetLite0', weights: 'nsfwjs', has: `imagenet, random, ${PATH}` },
  { name: 'VGG16', weights: 'image-net', has: `imagenet, random, ${PATH}` },
  { name: 'SqueezeNet', weights: 'nsfwjs', has: `imagenet, random, ${PATH}` },
  { name: 'SmallCnn', weights: 'small.h5', has: 'random' },
])('$weights is no source of weights for $name, and the error lists those that are', async ({ name, weights, has }) => {
  const error = await loadBackbone(name, weights).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UserError);
  expect((error as UserError).message).toBe(
    `${name} expects weights from one of: ${has}. Received: ${weights}. Name one of these.`,
  );
});

test('every backbone but SmallCnn has an ImageNet top of 1,000 classes', async () => {
  for (const name of BACKBONE_NAMES.filter((one) => one !== 'SmallCnn')) {
    const network = withTop(name);
    const size = REGISTRY[name].defaultSize;
    expect(outputShapes(network, [size, size, 3]).get(network.output), name).toEqual([null, 1000]);
  }
  const error = await loadWithTop('SmallCnn', 'random').catch((thrown: unknown) => thrown);
  expect((error as UserError).message).toContain(
    'InceptionV3, EfficientNetLite0, EfficientNetLite1, EfficientNetLite2, ResNet50, MobileNetV2, VGG16, SqueezeNet',
  );
});

test('weights of another top, or of VGG16 for images of another size, do not fit', async () => {
  const messageOf = async (promise: Promise<unknown>): Promise<string> => {
    const error = await promise.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UserError);
    return (error as UserError).message;
  };
  expect(await messageOf(loadWithTop('MobileNetV2', 'nsfwjs'))).toContain('Received: nsfwjs, without one.');
  const folder = await mkdtemp(path.join(tmpdir(), 'thaw-top-'));
  try {
    const file = path.join(folder, 'vgg16.h5');
    await saveModel(file, await loadWithTop('VGG16', 'random', { height: 32, width: 32 }));
    expect(await messageOf(loadWithTop('VGG16', file, { height: 64, width: 64 }))).toContain(
      'layer fc1 takes a kernel of shape [2048, 4096]. Received: [512, 4096].',
    );
    expect((await loadWithTop('VGG16', file, { height: 32, width: 32 })).weights.get('fc1/kernel')?.shape).toEqual([
      512, 4096,
    ]);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('the weights that packages bring fit', async () => {
  for (const [name, weights] of [
    ['EfficientNetLite0', 'imagenet'],
    ['EfficientNetLite1', 'imagenet'],
    ['EfficientNetLite2', 'imagenet'],
    ['SqueezeNet', 'imagenet'],
    ['MobileNetV2', 'nsfwjs'],
  ] as const) {
    const backbone = await loadBackbone(name, weights);
    expect([...backbone.weights].map(([key, { shape }]) => [key, shape])).toEqual([
      ...weightShapes(backbone.network, 3),
    ]);
    for (const { values } of backbone.weights.values()) expect(values.every(Number.isFinite)).toBe(true);
  }
});
