import { expect, test } from 'vitest';
import { grid } from '../../src/recipe/grid.js';
import { REFERENCE_RECIPE, withChanges } from '../../src/recipe/recipe.js';

test('a grid has every combination, named after its values; the last field varies fastest', () => {
  const all = grid(REFERENCE_RECIPE, {
    learningRate: [1e-3, 1e-4],
    optimizer: [{ name: 'Adam' }, { name: 'SGD', momentum: 0.9 }],
  });
  expect(all.map(({ name }) => name)).toEqual([
    'learningRate 0.001, optimizer Adam',
    'learningRate 0.001, optimizer SGD momentum 0.9',
    'learningRate 0.0001, optimizer Adam',
    'learningRate 0.0001, optimizer SGD momentum 0.9',
  ]);
  expect(all[3].recipe).toEqual(
    withChanges(REFERENCE_RECIPE, { learningRate: 1e-4, optimizer: { name: 'SGD', momentum: 0.9 } }),
  );
});

test('an empty grid is the recipe; a field without values and a wrong value are errors', () => {
  expect(grid(REFERENCE_RECIPE, {})).toEqual([{ name: 'recipe', recipe: REFERENCE_RECIPE }]);
  expect(() => grid(REFERENCE_RECIPE, { epochs: [] })).toThrow(/for 'epochs' it is empty/);
  expect(() => grid(REFERENCE_RECIPE, { epochs: [3, 0] })).toThrow(/^Field 'epochs' of the recipe does not fit/);
});
