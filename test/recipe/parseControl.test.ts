import { expect, test } from 'vitest';
import { UserError } from '../../src/base/errors.js';
import { parseControl } from '../../src/recipe/parseControl.js';

test.each([
  ['SqueezeNet', { name: 'SqueezeNet', weights: 'random' }],
  ['VGG16:imagenet', { name: 'VGG16', weights: 'imagenet' }],
  ['SqueezeNet:weights/squeezenet_notop.h5', { name: 'SqueezeNet', weights: 'weights/squeezenet_notop.h5' }],
  ['VGG16:C:\\weights\\vgg16_notop.h5', { name: 'VGG16', weights: 'C:\\weights\\vgg16_notop.h5' }],
])('%s names a control', (words, backbone) => {
  expect(parseControl(words)).toEqual(backbone);
});

test.each(['InceptionV3', 'MobileNetV2:nsfwjs', 'SmallCnn', 'squeezenet', '', ':x.h5'])(
  "'%s' is no backbone without batch normalisation, and the error lists those that are",
  (words) => {
    expect(() => parseControl(words)).toThrow(UserError);
    expect(() => parseControl(words)).toThrow(
      /^The control is a backbone without batch normalisation, one of: VGG16, SqueezeNet\. Received: .*Write it as --set control=NAME/,
    );
  },
);
