import { expect, test } from 'vitest';
import { sobol } from '../../src/improve/sobol.js';
import {
  changesInWords,
  differences,
  neighborOf,
  ownPoint,
  placeOf,
  quasiRandomPoint,
  type Range,
  randomPoint,
  recipeAt,
  valueAt,
} from '../../src/improve/space.js';
import { USUAL_RECIPE } from '../diagnose/usualRecipe.js';
import { USUAL_SPACE } from './spaces.js';

const RATES: Range & { kind: 'number' } = { kind: 'number', low: 1e-5, high: 0.1, isLog: true };
const CHOICES: Range = { kind: 'choice', choices: ['a', 'b', 'c'] };

test('a logarithmic range has its geometric mean in the middle', () => {
  expect(valueAt(RATES, 0.5)).toBeCloseTo(1e-3, 12);
  expect(placeOf(RATES, 1e-3)).toBeCloseTo(0.5, 12);
  expect([valueAt(RATES, 0), valueAt(RATES, 1)]).toEqual([1e-5, 0.1]);
});

test('choices have equal parts of the range', () => {
  expect([0, 0.3, 0.34, 0.66, 0.67, 1].map((place) => valueAt(CHOICES, place))).toEqual(['a', 'a', 'b', 'b', 'c', 'c']);
});

test('numbers with a step are multiples of it', () => {
  const sizes: Range = { kind: 'number', low: 128, high: 320, isLog: true, step: 32 };
  const values = Array.from({ length: 21 }, (_, i) => valueAt(sizes, i / 20) as number);
  expect(new Set(values.map((value) => value % 32))).toEqual(new Set([0]));
  expect([values[0], values[20]]).toEqual([128, 320]);
});

test('the point of the recipe that the search starts from is that recipe', () => {
  expect(recipeAt(USUAL_SPACE, ownPoint(USUAL_SPACE))).toBe(USUAL_RECIPE);
  expect(differences(USUAL_SPACE, ownPoint(USUAL_SPACE))).toEqual([]);
});

test('every point of the sequence, and every random one, is a recipe', () => {
  const sequence = sobol(USUAL_SPACE.dimensions.length, 1);
  const recipes = Array.from({ length: 40 }, (_, i) => [
    recipeAt(USUAL_SPACE, quasiRandomPoint(USUAL_SPACE, sequence, i)),
    recipeAt(USUAL_SPACE, randomPoint(USUAL_SPACE, 1, i)),
  ]).flat();
  expect(new Set(recipes.map((recipe) => JSON.stringify(recipe))).size).toBe(80);
  expect(new Set(recipes.map(({ backbone }) => backbone.name))).toEqual(new Set(['EfficientNetLite0', 'SqueezeNet']));
});

test('a neighbor differs in one dimension at least, and in two in the mean', () => {
  const from = ownPoint(USUAL_SPACE);
  const changed = Array.from({ length: 200 }, (_, i) => {
    const to = neighborOf(USUAL_SPACE, from, 1, i);
    return USUAL_SPACE.dimensions.filter(({ name }) => to[name] !== from[name]).length;
  });
  expect(Math.min(...changed)).toBeGreaterThanOrEqual(1);
  const average = changed.reduce((sum, count) => sum + count, 0) / changed.length;
  expect(average).toBeGreaterThan(1.7);
  expect(average).toBeLessThan(3.2);
});

test('a rate of the backbone is no change where the backbone is frozen', () => {
  const frozen = { ...ownPoint(USUAL_SPACE), backboneRate: 0.01 };
  expect(recipeAt(USUAL_SPACE, frozen)).toEqual(USUAL_RECIPE);
  expect(differences(USUAL_SPACE, frozen)).toEqual([]);
  const unfrozen = { ...frozen, unfrozen: 'the upper third' };
  expect(recipeAt(USUAL_SPACE, unfrozen).backboneRate).toBe(0.01);
  expect(changesInWords(USUAL_SPACE, unfrozen)).toBe(
    'the upper third unfrozen, the backbone at 0.01 times the rate of the head',
  );
});
