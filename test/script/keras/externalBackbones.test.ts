import { expect, test } from 'vitest';
import { externalPreprocessOf, hubBackboneOf, packageBackboneOf } from '../../../src/script/keras/externalBackbones.js';

test("EfficientNet of the package of that name expects another range than Keras' own", () => {
  expect(packageBackboneOf('efficientnet.tfkeras.EfficientNetB0')).toMatchObject({
    name: 'EfficientNetB0',
    mode: 'torch',
    module: 'efficientnet.tfkeras',
  });
  expect(packageBackboneOf('efficientnet.EfficientNetB7')?.module).toBe('efficientnet');
  expect(packageBackboneOf('keras.applications.EfficientNetB0')).toBeUndefined();
  expect(packageBackboneOf('efficientnet.tfkeras.preprocess_input')).toBeUndefined();
  expect(externalPreprocessOf('efficientnet.tfkeras.preprocess_input')).toBe('torch');
});

test.each([
  ['https://tfhub.dev/google/tf2-preview/mobilenet_v2/feature_vector/4', 'MobileNetV2'],
  ['https://tfhub.dev/google/imagenet/mobilenet_v2_100_224/classification/5', 'MobileNetV2'],
  ['https://tfhub.dev/google/imagenet/mobilenet_v3_small_100_224/feature_vector/5', 'MobileNetV3Small'],
  ['https://tfhub.dev/google/imagenet/inception_v3/feature_vector/4', 'InceptionV3'],
  ['https://tfhub.dev/google/imagenet/inception_resnet_v2/feature_vector/5', 'InceptionResNetV2'],
  ['https://tfhub.dev/google/imagenet/resnet_v2_50/feature_vector/5', 'ResNet50V2'],
  ['https://tfhub.dev/google/imagenet/resnet_v1_101/feature_vector/5', 'ResNet101'],
  ['https://tfhub.dev/tensorflow/efficientnet/b0/feature-vector/1', 'EfficientNetB0'],
  ['https://tfhub.dev/google/efficientnet/b7/classification/1', 'EfficientNetB7'],
  ['https://tfhub.dev/google/imagenet/efficientnet_v2_imagenet21k_ft1k_b2/feature_vector/2', 'EfficientNetV2B2'],
  ['https://tfhub.dev/google/imagenet/efficientnet_v2_imagenet1k_s/feature_vector/2', 'EfficientNetV2S'],
  ['https://tfhub.dev/google/imagenet/nasnet_large/feature_vector/4', 'NASNetLarge'],
  ['https://tfhub.dev/google/bit/m-r50x1/1', 'BiT'],
  ['https://www.kaggle.com/models/google/mobilenet-v2/TensorFlow2/100-224-feature-vector/2', 'MobileNetV2'],
  [
    'https://www.kaggle.com/models/google/resnet-v2/frameworks/TensorFlow2/variations/50-feature-vector/versions/2',
    'ResNet50V2',
  ],
  [
    'https://www.kaggle.com/models/google/efficientnet-v2/TensorFlow2/imagenet1k-b0-feature-vector/2',
    'EfficientNetV2B0',
  ],
])('%s is %s, and expects [0, 1]', (address, name) => {
  expect(hubBackboneOf(address)).toMatchObject({ name, mode: 'unit' });
});

test.each([
  'https://tfhub.dev/sayakpaul/vit_s16_fe/1',
  'https://tfhub.dev/google/aiy/vision/classifier/birds_V1/1',
  'https://tfhub.dev/tensorflow/ssd_mobilenet_v2/2'.replace('ssd_mobilenet_v2', 'centernet/resnet50v1_fpn_512x512'),
  'https://tfhub.dev/google/nnlm-en-dim50/2',
  'https://example.com/google/imagenet/mobilenet_v2_100_224/feature_vector/5',
  '/models/mobilenet_v2',
  '',
])('%s is none that thaw knows', (address) => {
  expect(hubBackboneOf(address)).toBeUndefined();
});
