import { expect, test } from 'vitest';
import { describeRecipe } from '../../src/recipe/describeRecipe.js';
import { parseRecipe, REFERENCE_RECIPE } from '../../src/recipe/recipe.js';

test('a short recipe is described with what fills it in: without `unfrozen`, all of the backbone trains', () => {
  const described = describeRecipe(parseRecipe({ backbone: { name: 'MobileNetV2', weights: 'nsfwjs' }, epochs: 5 }));
  expect(described).toBe(
    'MobileNetV2 (nsfwjs), images of 256x256, resized by nearest. All of MobileNetV2 trains. Head: average pooling, Dense(classes). ' +
      'Scaling: none. Augmentation: none. Adam with a learning rate of 0.001, batches of 32, at most 5 epochs. ' +
      'Fields at their defaults (see docs/api/recipes.md): height, width, interpolation, unfrozen, head, scaling, augmentation, ' +
      'optimizer, learningRate, batchSize.',
  );
});

test('the reference recipe leaves little to a default', () => {
  expect(describeRecipe(REFERENCE_RECIPE)).toBe(
    'InceptionV3 (nsfwjs), images of 227x454, resized by nearest. The backbone is frozen; frozen batch normalization uses batch ' +
      'statistics. Head: average pooling, Dense(1024), Dense(classes). Scaling: preprocess_input (tf), then rescale 1/255. Augmentation: yes. ' +
      'Adam with a learning rate of 0.001, batches of 4, at most 25 epochs. ' +
      'Fields at their defaults (see docs/api/recipes.md): interpolation, optimizer, learningRate.',
  );
});

test('a partly frozen backbone, dropout, phases and the rate of another optimizer are described', () => {
  const described = describeRecipe(
    parseRecipe({
      backbone: { name: 'InceptionV3' },
      unfrozen: { above: 'mixed7', batchNormalization: false },
      head: { units: [64], dropout: 0.5 },
      optimizer: { name: 'SGD', momentum: 0.9 },
      phases: [
        { epochs: 2, unfrozen: { above: 'nothing' } },
        { epochs: 3, learningRate: 1e-5 },
      ],
    }),
  );
  expect(described).toContain('InceptionV3 trains above mixed7, except for batch normalization.');
  expect(described).toContain('Head: average pooling, Dropout(0.5), Dense(64), Dropout(0.5), Dense(classes).');
  expect(described).toContain('at most 5 epochs in 2 phases. Phases change unfrozen, learningRate.');
  expect(described).toMatch(/defaults .*: weights, .*learningRate/);
  expect(described).not.toMatch(/defaults .*optimizer/);
});
