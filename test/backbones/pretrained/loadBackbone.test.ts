import { expect, test } from 'vitest';
import { BACKBONE_NAMES, type BackboneName, REGISTRY } from '../../../src/backbones/architectures/registry.js';
import type { Layer } from '../../../src/backbones/network/layer.js';
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
