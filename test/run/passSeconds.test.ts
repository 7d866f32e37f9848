import { expect, test } from 'vitest';
import { withChanges } from '../../src/recipe/recipe.js';
import { passesFrom } from '../../src/run/passSeconds.js';
import { costOfSize } from '../../src/run/sizeCost.js';
import { USUAL_RECIPE } from '../diagnose/usualRecipe.js';

test('seconds of an image grow with its pixels, and with the backbone', () => {
  const passOf = passesFrom(USUAL_RECIPE, { inference: 0.01, training: 0.02, decoding: 0.001 });
  expect(passOf(USUAL_RECIPE)).toEqual({ inference: 0.01, training: 0.02, decoding: 0.001 });
  // An image has a cost besides its pixels: twice of them take less than twice as long.
  expect(passOf(withChanges(USUAL_RECIPE, { height: 448 })).inference).toBeCloseTo((0.01 * 104_352) / 54_176, 12);
  // Measured: EfficientNetLite0 at 224x224 6.8 ms, InceptionV3 at 227x454 46 ms.
  const inception = withChanges(USUAL_RECIPE, {
    backbone: { name: 'InceptionV3', weights: 'nsfwjs' },
    height: 227,
    width: 454,
  });
  expect(passOf(inception).inference / 0.01).toBeGreaterThan(5.5);
  expect(passOf(inception).inference / 0.01).toBeLessThan(8);
});

test('small images cost more than their pixels, as measured', () => {
  const times = costOfSize({ height: 224, width: 224 }) / costOfSize({ height: 32, width: 32 });
  // Measured with EfficientNetLite0: 9.7 and 0.9 ms.
  expect(times).toBeGreaterThan(9);
  expect(times).toBeLessThan(13);
});

test('the small network from scratch takes about a third of EfficientNetLite0, as measured', () => {
  const small = withChanges(USUAL_RECIPE, { backbone: { name: 'SmallCnn', weights: 'random' } });
  const share = passesFrom(USUAL_RECIPE, { inference: 1, training: 1, decoding: 0 })(small).inference;
  // Measured at 224x224: 0.36.
  expect(share).toBeGreaterThan(0.36 / 1.5);
  expect(share).toBeLessThan(0.36 * 1.5);
});
