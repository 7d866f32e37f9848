import { expect, test } from 'vitest';
import { REFERENCE_RECIPE, withChanges } from '../../src/recipe/recipe.js';
import { withBackbone, withFewerEpochs } from '../../src/recipe/variants.js';

test('another backbone gets the one scaling that its weights expect', () => {
  const lite = withBackbone(REFERENCE_RECIPE, { name: 'EfficientNetLite0', weights: 'imagenet' });
  expect(lite).toEqual({
    ...REFERENCE_RECIPE,
    backbone: { name: 'EfficientNetLite0', weights: 'imagenet' },
    scaling: [{ step: 'preprocess_input', mode: 'lite' }],
  });
  const vgg = withBackbone(REFERENCE_RECIPE, { name: 'VGG16', weights: 'vgg16_notop.h5' });
  expect(vgg.scaling).toEqual([{ step: 'preprocess_input', mode: 'caffe' }]);
});

test('other weights of the same architecture get another scaling: nsfwjs [0, 1], Keras [-1, 1]', () => {
  const scalingOf = (weights: string) => withBackbone(REFERENCE_RECIPE, { name: 'InceptionV3', weights }).scaling;
  expect(scalingOf('nsfwjs')).toEqual([{ step: 'rescale', factor: 1 / 255 }]);
  expect(scalingOf('imagenet')).toEqual([{ step: 'preprocess_input', mode: 'tf' }]);
});

test("a block that the new backbone does not have stays frozen, and 'everything' stays", () => {
  const unfrozenAbove = (above: string) =>
    withBackbone(withChanges(REFERENCE_RECIPE, { unfrozen: { above, batchNormalization: true } }), {
      name: 'SqueezeNet',
      weights: 'random',
    }).unfrozen;
  expect(unfrozenAbove('mixed7')).toEqual({ above: 'nothing', batchNormalization: false });
  expect(unfrozenAbove('fire8/concat')).toEqual({ above: 'fire8/concat', batchNormalization: true });
  expect(unfrozenAbove('everything')).toEqual({ above: 'everything', batchNormalization: true });
});

test('weights that a backbone does not have are an error', () => {
  expect(() => withBackbone(REFERENCE_RECIPE, { name: 'SqueezeNet', weights: 'nsfwjs' })).toThrow(
    'SqueezeNet expects weights from one of: imagenet, random',
  );
});

test('a third of the epochs is rounded up', () => {
  const few = withFewerEpochs(withChanges(REFERENCE_RECIPE, { epochs: 4 }), 3);
  expect(few.epochs).toBe(2);
});
