import { expect, test } from 'vitest';
import { kindOfHeadline } from '../../src/benchmark/kindOfHeadline.js';
import { interventionsOf } from '../../src/diagnose/interventions/catalogue.js';
import type { FieldName } from '../../src/diagnose/interventions/intervention.js';
import { type RecipeChanges, withChanges } from '../../src/recipe/recipe.js';
import { USUAL_RECIPE } from '../diagnose/usualRecipe.js';

const SUBJECT = { numTraining: 1000, numClasses: 5, imageSize: { height: 200, width: 200 } };

function kindsFor(changes: RecipeChanges, field: FieldName): (string | undefined)[] {
  const all = interventionsOf(withChanges(USUAL_RECIPE, changes), SUBJECT);
  return all.filter((one) => one.field === field).map(({ headline }) => kindOfHeadline(headline));
}

test.each<[FieldName, RecipeChanges, string]>([
  ['learningRate', { learningRate: 1e-7 }, 'learning-rate-too-low'],
  ['learningRate', { learningRate: 1 }, 'learning-rate-too-high'],
  ['head.dropout', { head: { units: [], dropout: 0.95 } }, 'too-much-regularization'],
  ['scaling', { scaling: [] }, 'wrong-range'],
  ['epochs', { epochs: 1 }, 'too-few-steps'],
  ['stepsPerEpoch', { stepsPerEpoch: 5 }, 'too-few-steps'],
  ['loss', { loss: { name: 'MeanSquaredError' } }, 'wrong-loss'],
  ['lastActivation', { lastActivation: 'linear' }, 'last-activation'],
])('what is tried for %s in %j has a kind', (field, changes, kind) => {
  expect(kindsFor(changes, field)[0]).toBe(kind);
});

test('a choice has none', () => {
  expect(kindsFor({ augmentation: null }, 'augmentation')).not.toEqual([]);
  expect(kindsFor({ augmentation: null }, 'augmentation').filter((kind) => kind !== undefined)).toEqual([]);
});
