import { expect, test } from 'vitest';
import { differingFields, fieldText } from '../../src/notebook/runTable/recipeFields.js';
import { REFERENCE_RECIPE, withChanges } from '../../src/recipe/recipe.js';

const still = { widthShiftRange: 0, heightShiftRange: 0, shearRange: 0, zoomRange: 0, horizontalFlip: false };
const adam = withChanges(REFERENCE_RECIPE, { optimizer: { name: 'Adam' }, augmentation: null });
const sgd = withChanges(adam, {
  optimizer: { name: 'SGD', momentum: 0.9, nesterov: false },
  head: { units: [64], dropout: 0.5 },
  augmentation: { ...still, rotationRange: 30 },
});
const slow = withChanges(adam, { learningRate: 1e-6 });

test('of a field with parts, those are named that differ where both have them', () => {
  const fields = differingFields([adam, sgd, slow].map((recipe) => ({ recipe })));
  expect(fields).toEqual(expect.arrayContaining(['optimizer.name', 'head.units', 'head.dropout', 'learningRate']));
  expect(fields.filter((field) => field.startsWith('optimizer.'))).toEqual(['optimizer.name']);
  expect(fields).toContain('augmentation');
  expect([fieldText(sgd, 'optimizer.name'), fieldText(sgd, 'head.units'), fieldText(adam, 'augmentation')]).toEqual([
    'SGD',
    '64',
    'none',
  ]);
});

test('runs of one recipe, or without one, differ in nothing', () => {
  expect(differingFields([{ recipe: adam }, { recipe: adam }, {}])).toEqual([]);
});

test('a field that an older recipe lacks differs, and is empty there', () => {
  const { patience: _, ...older } = adam;
  expect(differingFields([{ recipe: adam }, { recipe: older }])).toEqual(['patience']);
  expect(fieldText(older, 'patience')).toBe('');
});
