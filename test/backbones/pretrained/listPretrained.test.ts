import { expect, test } from 'vitest';
import { BACKBONE_NAMES, countBatchNormalizations } from '../../../src/backbones/architectures/registry.js';
import { listPretrained } from '../../../src/backbones/pretrained/listPretrained.js';

test('every backbone is listed with each of its weights', () => {
  expect(listPretrained().map(({ name, weights, scaling }) => [name, weights, scaling])).toEqual([
    ['InceptionV3', 'nsfwjs', 'unit'],
    ['InceptionV3', 'imagenet', 'tf'],
    ['EfficientNetLite0', 'imagenet', 'lite'],
    ['EfficientNetLite0', 'a file', 'lite'],
    ['EfficientNetLite1', 'imagenet', 'lite'],
    ['EfficientNetLite1', 'a file', 'lite'],
    ['EfficientNetLite2', 'imagenet', 'lite'],
    ['EfficientNetLite2', 'a file', 'lite'],
    ['ResNet50', 'imagenet', 'caffe'],
    ['MobileNetV2', 'nsfwjs', 'unit'],
    ['MobileNetV2', 'imagenet', 'tf'],
    ['VGG16', 'imagenet', 'caffe'],
    ['SqueezeNet', 'imagenet', 'caffe'],
    ['SqueezeNet', 'a file', 'caffe'],
    ['SmallCnn', 'random', 'unit'],
  ]);
});

// Of Keras 3: sum(isinstance(l, BatchNormalization) for l in model.layers); of EfficientNet-Lite0: keys running_mean.
test('backbones have as many batch normalizations as those that they are built after', () => {
  expect(Object.fromEntries(BACKBONE_NAMES.map((name) => [name, countBatchNormalizations(name)]))).toEqual({
    InceptionV3: 94,
    EfficientNetLite0: 49,
    EfficientNetLite1: 64,
    EfficientNetLite2: 64,
    ResNet50: 53,
    MobileNetV2: 52,
    VGG16: 0,
    SqueezeNet: 0,
    SmallCnn: 4,
  });
});
