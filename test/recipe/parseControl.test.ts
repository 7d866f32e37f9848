import { expect, test } from 'vitest';
import { UserError } from '../../src/base/errors.js';
import { parseControl } from '../../src/recipe/parseControl.js';

test.each([
  ['SqueezeNet', { name: 'SqueezeNet', weights: 'imagenet' }],
  ['SqueezeNet:random', { name: 'SqueezeNet', weights: 'random' }],
  ['VGG16:imagenet', { name: 'VGG16', weights: 'imagenet' }],
  ['SqueezeNet:weights/squeezenet_notop.h5', { name: 'SqueezeNet', weights: 'weights/squeezenet_notop.h5' }],
  ['VGG16:C:\\weights\\vgg16_notop.h5', { name: 'VGG16', weights: 'C:\\weights\\vgg16_notop.h5' }],
])('parses the control %s', (words, backbone) => {
  expect(parseControl(words)).toEqual(backbone);
});

test.each(['InceptionV3', 'MobileNetV2:nsfwjs', 'SmallCnn', 'squeezenet', '', ':x.h5'])(
  "refuses '%s' and lists the backbones without batch normalization",
  (words) => {
    expect(() => parseControl(words)).toThrow(UserError);
    expect(() => parseControl(words)).toThrow(
      /^The control is expected to be a backbone without batch normalization, one of: VGG16, SqueezeNet, VGG19\. Received: .*Write --set control=NAME/,
    );
  },
);
