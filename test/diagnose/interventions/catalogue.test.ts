import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { BACKBONE_NAMES, REGISTRY } from '../../../src/backbones/architectures/registry.js';
import { type HeadLayer, headLayers } from '../../../src/backbones/pretrained/head.js';
import type { Finding } from '../../../src/diagnose/finding.js';
import { interventionsOf, type Suggested } from '../../../src/diagnose/interventions/catalogue.js';
import { FIELD_NAMES, type FieldName } from '../../../src/diagnose/interventions/intervention.js';
import { fieldOfPatch, suggestionsOf } from '../../../src/diagnose/interventions/suggestions.js';
import { REFERENCE_RECIPE, type RecipeChanges, withChanges } from '../../../src/recipe/recipe.js';
import type { Recipe } from '../../../src/recipe/recipeType.js';
import { USUAL_RECIPE as LITE } from '../usualRecipe.js';

const SUBJECT = { numTraining: 1000, numClasses: 5, imageSize: { height: 200, width: 200 } };

const unusualIn = (recipe: Recipe): FieldName[] => [
  ...new Set(interventionsOf(recipe, SUBJECT).flatMap(({ isUnusual, field }) => (isUnusual ? [field] : []))),
];
const first = (recipe: Recipe, field: FieldName): Suggested | undefined =>
  interventionsOf(recipe, SUBJECT).find((one) => one.field === field);

test('a recipe as the Keras guide has it is usual in every field', () => {
  expect(unusualIn(LITE)).toEqual([]);
  const withAugmentation = {
    rotationRange: 20,
    widthShiftRange: 0.1,
    heightShiftRange: 0.1,
    shearRange: 0.2,
    zoomRange: 0.1,
    horizontalFlip: true,
  };
  expect(
    unusualIn(withChanges(LITE, { augmentation: withAugmentation, head: { units: [256], dropout: 0.5 } })),
  ).toEqual([]);
});

test.each<[FieldName, RecipeChanges]>([
  ['learningRate', { learningRate: 1e-7 }],
  ['learningRate', { learningRate: 1 }],
  ['head.dropout', { head: { units: [], dropout: 0.95 } }],
  [
    'head.layers',
    { head: { layers: [{ layer: 'GlobalAveragePooling2D' }, { layer: 'Dense', units: 64, activation: 'sigmoid' }] } },
  ],
  ['loss', { loss: { name: 'CategoricalCrossentropy', labelSmoothing: 0.9 } }],
  ['validationScaling', { validationScaling: [] }],
  ['lastActivation', { lastActivation: 'linear' }],
  ['lastActivation', { lastActivation: 'relu', loss: { name: 'BinaryCrossentropy' } }],
  ['lastActivation', { loss: { name: 'CategoricalFocalCrossentropy', fromLogits: true } }],
  ['loss', { lastActivation: 'sigmoid', loss: { name: 'MeanSquaredError' } }],
  ['size', { height: 36, width: 48 }],
  ['optimizer', { optimizer: { name: 'SGD' }, learningRate: 0.01 }],
  ['optimizer', { optimizer: { name: 'Adam', epsilon: 1 } }],
  ['batchNormalization', { batchNormalization: 'batch' }],
  ['scaling', { scaling: [] }],
  ['epochs', { epochs: 1, batchSize: 64, patience: 1 }],
  ['batchSize', { batchSize: 512 }],
  ['stepsPerEpoch', { stepsPerEpoch: 5 }],
  ['mixup', { mixup: 2 }],
  ['stopping', { patience: 1 }],
  ['reduceOnPlateau', { reduceOnPlateau: { patience: 1 } }],
  ['schedule', { schedule: { name: 'ExponentialDecay', decaySteps: 1, decayRate: 0.5 } }],
  ['unfrozen', { unfrozen: { above: 'everything', batchNormalization: true }, learningRate: 1e-3 }],
  ['backbone', { backbone: { name: 'EfficientNetLite0', weights: 'random' } }],
  ['logitAdjustment', { logitAdjustment: 5 }],
])('%s is unusual in %j', (field, changes) => {
  expect(unusualIn(withChanges(LITE, changes))).toContain(field);
});

test('an epoch of some of the batches gets all, in each phase, and one of as many or more is left alone', () => {
  const all = Math.floor(SUBJECT.numTraining / LITE.batchSize);
  const ofSteps = (changes: RecipeChanges): object | undefined => first(withChanges(LITE, changes), 'stepsPerEpoch');
  expect(ofSteps({ stepsPerEpoch: 2 })).toMatchObject({
    headline: `An epoch is 2 batches of ${all}`,
    patch: { stepsPerEpoch: null },
  });
  expect(ofSteps({ phases: [{}, { stepsPerEpoch: 2 }] })).toMatchObject({
    patch: { stepsPerEpoch: null, phases: [{ stepsPerEpoch: null }, { stepsPerEpoch: null }] },
  });
  expect(ofSteps({})).toBeUndefined();
  expect(ofSteps({ stepsPerEpoch: 3 * all })).toBeUndefined();
  expect(unusualIn(withChanges(LITE, { stepsPerEpoch: all - 1 }))).not.toContain('stepsPerEpoch');
});

test('the most usual value of a field comes first', () => {
  expect(first(withChanges(LITE, { learningRate: 1e-7 }), 'learningRate')?.patch).toEqual({ learningRate: 1e-3 });
  expect(first(withChanges(LITE, { scaling: [] }), 'scaling')?.patch).toEqual({
    scaling: [{ step: 'preprocess_input', mode: 'lite' }],
  });
  const fineTuned = withChanges(LITE, {
    unfrozen: { above: 'everything', batchNormalization: false },
    learningRate: 0.1,
  });
  expect(first(fineTuned, 'learningRate')?.patch).toEqual({ learningRate: 1e-5 });
});

test('a head is changed in one thing at a time, and one as the guide has it in none', () => {
  const layers = [
    { layer: 'Flatten' },
    { layer: 'BatchNormalization' },
    { layer: 'Dense', units: 64, activation: 'tanh' },
    { layer: 'Dropout', rate: 0.5 },
  ] as const;
  const recipe = withChanges(LITE, { head: { layers: [...layers] } });
  const ofHead = interventionsOf(recipe, SUBJECT).filter(({ field }) => field === 'head.layers');
  expect(ofHead.map(({ change }) => change)).toEqual([
    'GlobalAveragePooling2D in place of Flatten',
    'no batch normalization in the head',
    'relu in the hidden layers of the head',
  ]);
  const changed = headLayers(withChanges(recipe, ofHead[0].patch).head).map(({ layer }) => layer);
  expect(changed.slice(0, 2)).toEqual(['GlobalAveragePooling2D', 'BatchNormalization']);
  expect(interventionsOf(LITE, SUBJECT).filter(({ field }) => field === 'head.layers')).toEqual([]);
});

test('a last layer that does not fit its loss gets what the loss is made for, and one that fits gets nothing', () => {
  const linear = withChanges(LITE, { lastActivation: 'linear' });
  expect(first(linear, 'lastActivation')?.patch).toEqual({ lastActivation: 'softmax' });
  const binary = withChanges(LITE, { lastActivation: 'tanh', loss: { name: 'BinaryCrossentropy', fromLogits: true } });
  expect(first(binary, 'lastActivation')?.patch).toEqual({
    lastActivation: 'sigmoid',
    loss: { name: 'BinaryCrossentropy', labelSmoothing: 0 },
  });
  for (const changes of [
    {},
    { lastActivation: 'linear', loss: { name: 'CategoricalCrossentropy', fromLogits: true } },
    { lastActivation: 'sigmoid', loss: { name: 'BinaryCrossentropy' } },
    // Trains as a softmax does, from the values before it.
    { lastActivation: 'sigmoid' },
    { loss: { name: 'CategoricalCrossentropy', fromLogits: true } },
  ] as RecipeChanges[]) {
    const recipe = withChanges(LITE, changes);
    expect(first(recipe, 'lastActivation')).toBeUndefined();
    expect(unusualIn(recipe)).toEqual([]);
  }
  const sigmoids = withChanges(LITE, { lastActivation: 'sigmoid', loss: { name: 'BinaryCrossentropy' } });
  expect(withChanges(sigmoids, first(sigmoids, 'loss')!.patch)).toEqual(LITE);
});

test('a hidden layer without an activation gets relu, unless one follows it', () => {
  const dense = { layer: 'Dense', units: 64, activation: 'linear' } as const;
  const headOf = (...layers: HeadLayer[]): Recipe =>
    withChanges(LITE, { head: { layers: [{ layer: 'GlobalAveragePooling2D' }, ...layers] } });
  const activated = headOf(
    dense,
    { layer: 'BatchNormalization', momentum: 0.99, epsilon: 1e-3 },
    { layer: 'Activation', activation: 'relu' },
  );
  expect(unusualIn(activated)).toEqual([]);
  const linear = headOf(dense, { layer: 'Dropout', rate: 0.5 });
  expect(unusualIn(linear)).toEqual(['head.layers']);
  expect(first(linear, 'head.layers')).toMatchObject({ headline: 'A hidden layer of the head has no activation' });
  expect(headLayers(withChanges(linear, first(linear, 'head.layers')!.patch).head)[1]).toEqual({
    ...dense,
    activation: 'relu',
  });
});

test('a rate in a phase changes with that of the recipe', () => {
  const phased = withChanges(LITE, { learningRate: 1e-6, phases: [{ epochs: 2 }, { epochs: 2, learningRate: 1e-8 }] });
  expect(first(phased, 'learningRate')?.patch.phases?.map(({ learningRate }) => learningRate)).toEqual([
    undefined,
    1e-5,
  ]);
});

test('only the part of an augmentation that is beyond the usual range is named', () => {
  const turned = {
    rotationRange: 180,
    widthShiftRange: 0.1,
    heightShiftRange: 0,
    shearRange: 0,
    zoomRange: 0,
    horizontalFlip: true,
  };
  const changes = interventionsOf(withChanges(LITE, { augmentation: turned }), SUBJECT)
    .filter(({ field }) => field === 'augmentation')
    .map(({ change }) => change);
  expect(changes).toEqual([
    'no augmentation',
    'augmentation without rotation',
    'augmentation without shifts',
    'augmentation without horizontal flips',
  ]);
});

test('the input is turned where it lies the other way round than the images', () => {
  const wide = { ...SUBJECT, imageSize: { height: 100, width: 200 } };
  const tall = withChanges(LITE, { height: 320, width: 160 });
  expect(interventionsOf(tall, wide)[0]).toMatchObject({
    field: 'size',
    patch: { height: 160, width: 320 },
    isUnusual: true,
  });
});

test('every intervention on every backbone makes another recipe, by a patch of its own field', () => {
  for (const name of BACKBONE_NAMES) {
    const weights = REGISTRY[name].bundled.imagenet ? 'imagenet' : REGISTRY[name].bundled.nsfwjs ? 'nsfwjs' : 'random';
    for (const changes of [{}, { unfrozen: { above: 'everything', batchNormalization: true } }] as RecipeChanges[]) {
      const recipe = withChanges(REFERENCE_RECIPE, { backbone: { name, weights }, ...changes });
      for (const { patch, field, headline, source } of interventionsOf(recipe, SUBJECT)) {
        expect(withChanges(recipe, patch)).not.toEqual(recipe);
        expect(FIELD_NAMES).toContain(field);
        expect(headline.split(' ').length, headline).toBeLessThan(16);
        expect(source).not.toBe('');
      }
    }
  }
});

test('fixes of findings come first, and what both suggest is suggested once', () => {
  const recipe = withChanges(LITE, { batchNormalization: 'batch', learningRate: 1e-7 });
  const finding: Finding = {
    check: 'frozen-batch-norm',
    severity: 'critical',
    summary: '',
    evidence: [],
    fix: {
      text: 'Call the base with training=False.',
      change: 'moving statistics',
      patch: { batchNormalization: 'moving' },
    },
  };
  const suggested = suggestionsOf(recipe, [finding], SUBJECT);
  expect(suggested[0]).toMatchObject({ field: 'batchNormalization', text: 'Call the base with training=False.' });
  expect(suggested.filter(({ field }) => field === 'batchNormalization')).toHaveLength(1);
  expect(suggested[1].field).toBe('learningRate');
});

test('a fix that leaves its field unusual comes after the usual values', () => {
  const finding = (learningRate: number): Finding => ({
    check: 'learning-rate-too-high',
    severity: 'critical',
    summary: '',
    evidence: [],
    fix: { text: '', change: 'a tenth of the learning rate', patch: { learningRate } },
  });
  const ratesFor = (learningRate: number): unknown[] =>
    suggestionsOf(withChanges(LITE, { learningRate }), [finding(learningRate / 10)], SUBJECT)
      .filter(({ field, isUnusual }) => field === 'learningRate' && isUnusual)
      .map(({ patch }) => patch.learningRate);
  expect(ratesFor(1)[0]).toBe(1e-3);
  expect(ratesFor(1)).toContain(0.1);
  expect(ratesFor(0.1)[0]).toBe(0.01);
});

test('a fix of a field that is not in the catalogue is one to try, too', () => {
  const finding: Finding = {
    check: 'miscalibrated',
    severity: 'info',
    summary: '',
    evidence: [],
    fix: { text: '', change: 'temperature scaling', patch: { temperatureScaling: true } },
  };
  expect(suggestionsOf(LITE, [finding], SUBJECT).map(({ patch }) => patch)).toContainEqual({
    temperatureScaling: true,
  });
});

test('a patch belongs to the field that its keys say', () => {
  expect(fieldOfPatch({ height: 3, width: 4 })).toBe('size');
  expect(fieldOfPatch({ monitor: 'val_loss' })).toBe('stopping');
  expect(fieldOfPatch({ learningRate: 1e-4, unfrozen: { above: 'nothing', batchNormalization: false } })).toBe(
    'unfrozen',
  );
});

test('docs/interventions.md has a row on every field, in the order of the catalogue', () => {
  const page = readFileSync(path.join(import.meta.dirname, '../../../docs/interventions.md'), 'utf8');
  expect([...page.matchAll(/^\| `([\w.]+)` \|/gm)].map((match) => match[1])).toEqual([...FIELD_NAMES]);
});
