import { expect, test } from 'vitest';
import { UserError } from '../../src/base/errors.js';
import { type Augmentation, NO_AUGMENTATION } from '../../src/preprocess/augmentation.js';
import { parseRecipe, REFERENCE_RECIPE, withChanges } from '../../src/recipe/recipe.js';
import type { Recipe } from '../../src/recipe/recipeType.js';
import { USERS_RECIPE } from '../fixtures/usersRecipe.js';

test("the reference recipe is the user's, value for value", () => {
  expect(REFERENCE_RECIPE).toMatchObject(USERS_RECIPE);
});

test('the reference recipe passes the check unchanged, also through JSON', () => {
  expect(parseRecipe(JSON.parse(JSON.stringify(REFERENCE_RECIPE)))).toEqual(REFERENCE_RECIPE);
});

test.each<{ what: string; changes: Partial<Recipe> }>([
  { what: 'one scaling dropped', changes: { scaling: [{ step: 'preprocess_input', mode: 'tf' }] } },
  { what: 'a lower learning rate', changes: { learningRate: 3e-5 } },
  { what: 'dropout and fewer units', changes: { head: { units: [128], dropout: 0.5 } } },
  { what: 'moving statistics', changes: { batchNormalization: 'moving' } },
  { what: 'square images', changes: { height: 299, width: 299 } },
  { what: 'no augmentation', changes: { augmentation: null } },
  { what: 'upper blocks unfrozen', changes: { unfrozen: { above: 'mixed7', batchNormalization: false } } },
  { what: 'VGG16 of a file', changes: { backbone: { name: 'VGG16', weights: 'weights/vgg16_notop.h5' } } },
  { what: 'the scaling of VGG16', changes: { scaling: [{ step: 'preprocess_input', mode: 'caffe' }] } },
  { what: 'from scratch', changes: { backbone: { name: 'InceptionV3', weights: 'random' } } },
])('a fix changes its own fields and leaves the reference as it is: $what', ({ changes }) => {
  const before = structuredClone(REFERENCE_RECIPE);
  expect(withChanges(REFERENCE_RECIPE, changes)).toEqual({ ...before, ...changes });
  expect(REFERENCE_RECIPE).toEqual(before);
});

test.each<{ field: string; received: string; changes: object }>([
  { field: 'learningRate', received: '0', changes: { learningRate: 0 } },
  { field: 'height', received: '2.5', changes: { height: 2.5 } },
  { field: 'batchSize', received: '0', changes: { batchSize: 0 } },
  { field: 'head.dropout', received: '1', changes: { head: { units: [], dropout: 1 } } },
  { field: 'head.units.1', received: '0', changes: { head: { units: [64, 0], dropout: 0 } } },
  { field: 'scaling.0.factor', received: '-1', changes: { scaling: [{ step: 'rescale', factor: -1 }] } },
  {
    field: 'scaling.0.mode',
    received: 'imagenet',
    changes: { scaling: [{ step: 'preprocess_input', mode: 'imagenet' }] },
  },
  { field: 'scaling.0.step', received: 'normalize', changes: { scaling: [{ step: 'normalize' }] } },
  {
    field: 'backbone.name',
    received: 'NASNetMobile',
    changes: { backbone: { name: 'NASNetMobile', weights: 'random' } },
  },
  { field: 'backbone.weights', received: 'an empty text', changes: { backbone: { name: 'VGG16', weights: '' } } },
  { field: 'batchNormalization', received: 'frozen', changes: { batchNormalization: 'frozen' } },
  { field: 'interpolation', received: 'bicubic', changes: { interpolation: 'bicubic' } },
  { field: 'epochs', received: '0', changes: { epochs: 0 } },
  { field: 'learningRate', received: 'the text "0.001"', changes: { learningRate: '0.001' } },
  { field: 'learningRate', received: 'Infinity', changes: { learningRate: Number.POSITIVE_INFINITY } },
  { field: 'backbone', received: 'null', changes: { backbone: null } },
  { field: 'head.units.0', received: '1000000000000', changes: { head: { units: [1e12], dropout: 0 } } },
  { field: 'head.units', received: '[8,', changes: { head: { units: Array(200).fill(8), dropout: 0 } } },
  { field: 'phases', received: '[{}', changes: { phases: Array(3000).fill({}) } },
  {
    field: 'optimizer.name',
    received: '{"toString":1,"valueOf":1}',
    changes: { optimizer: { name: { toString: 1, valueOf: 1 } } },
  },
  { field: 'backbone.name', received: '{"toString":1}', changes: { backbone: { name: { toString: 1 } } } },
  { field: 'seed', received: '-1', changes: { seed: -1 } },
])(
  'a value that does not fit is an error that names the field and what came: $field',
  ({ field, received, changes }) => {
    const error = errorOf(() => withChanges(REFERENCE_RECIPE, changes as Partial<Recipe>));
    expect(error.message).toContain(`Field '${field}' of the recipe does not fit`);
    expect(error.message).toContain(`Received: ${received}`);
  },
);

test('an augmentation accepts pixels, pairs of factors and fill modes, and refuses a pair in the wrong order', () => {
  const changed = {
    ...REFERENCE_RECIPE.augmentation!,
    widthShiftRange: 12,
    zoomRange: [0.8, 1.5] as [number, number],
    verticalFlip: true,
    channelShiftRange: 20,
    brightnessRange: [0, 1.5] as [number, number],
    fillMode: 'constant' as const,
    cval: 255,
  };
  expect(withChanges(REFERENCE_RECIPE, { augmentation: changed }).augmentation).toEqual(changed);
  for (const wrong of [
    { zoomRange: [1.5, 0.8] as [number, number] },
    { zoomRange: [0, 1] as [number, number] },
    { zoomRange: 1 },
    { brightnessRange: [2, 1] as [number, number] },
    { fillMode: 'mirror' as 'reflect' },
    { cval: 256 },
  ]) {
    const error = errorOf(() => withChanges(REFERENCE_RECIPE, { augmentation: { ...changed, ...wrong } }));
    expect(error.message).toContain(`Field 'augmentation.${Object.keys(wrong)[0]}`);
  }
});

test('a head is units and dropout, or the layers of Keras with their defaults', () => {
  const layers = [
    { layer: 'MaxPooling2D' },
    { layer: 'Flatten' },
    { layer: 'BatchNormalization' },
    { layer: 'Dense', units: 64 },
    { layer: 'Activation', activation: 'relu' },
    { layer: 'Dropout', rate: 0.5 },
  ];
  const { head } = parseRecipe({ ...REFERENCE_RECIPE, head: { layers } });
  expect(head).toEqual({
    layers: [
      { layer: 'MaxPooling2D', poolSize: 2 },
      { layer: 'Flatten' },
      { layer: 'BatchNormalization', momentum: 0.99, epsilon: 1e-3 },
      { layer: 'Dense', units: 64, activation: 'linear' },
      { layer: 'Activation', activation: 'relu' },
      { layer: 'Dropout', rate: 0.5 },
    ],
  });
  expect(parseRecipe(JSON.parse(JSON.stringify({ ...REFERENCE_RECIPE, head }))).head).toEqual(head);
  const asUnits = [{ layer: 'GlobalAveragePooling2D' }, { layer: 'Dense', units: 9, activation: 'relu' }];
  expect(parseRecipe({ ...REFERENCE_RECIPE, head: { layers: asUnits } }).head).toEqual({ units: [9], dropout: 0 });
});

test.each<{ field: string; head: object; expected: string }>([
  { field: 'head.layers', head: { layers: [] }, expected: 'GlobalAveragePooling2D, GlobalMaxPooling2D, Flatten' },
  {
    field: 'head.layers',
    head: { layers: [{ layer: 'Flatten' }, { layer: 'GlobalMaxPooling2D' }] },
    expected: 'is expected, once',
  },
  {
    field: 'head.layers',
    head: { layers: [{ layer: 'Flatten' }], units: [3] },
    expected: 'in place of units and dropout',
  },
  { field: 'head.layers.0.layer', head: { layers: [{ layer: 'Conv2D' }] }, expected: 'BatchNormalization' },
  { field: 'head.layers.0.rate', head: { layers: [{ layer: 'Dropout', rate: 1 }] }, expected: 'below 1' },
  {
    field: 'head.layers.0.activation',
    head: { layers: [{ layer: 'Dense', units: 3, activation: 'rely' }] },
    expected: "'relu'",
  },
])('a head that does not fit is an error that names the layer: $field', ({ field, head, expected }) => {
  const { message } = errorOf(() => parseRecipe({ ...REFERENCE_RECIPE, head }));
  expect(message).toContain(`Field '${field}' of the recipe does not fit`);
  expect(message).toContain(expected);
});

test('fromLogits is left out where it is false, so that a recipe has one form', () => {
  const loss = { name: 'CategoricalCrossentropy', labelSmoothing: 0 };
  expect(parseRecipe({ ...REFERENCE_RECIPE, loss: { ...loss, fromLogits: false } })).toEqual(REFERENCE_RECIPE);
  expect(Object.keys(withChanges(REFERENCE_RECIPE, { loss: { name: 'BinaryCrossentropy' } }).loss)).toEqual([
    'name',
    'labelSmoothing',
  ]);
  expect(parseRecipe({ ...REFERENCE_RECIPE, loss: { ...loss, fromLogits: true } }).loss).toEqual({
    ...loss,
    fromLogits: true,
  });
});

test("an argument of Keras' augmentation that thaw does not have is an error", () => {
  const augmentation = { ...REFERENCE_RECIPE.augmentation!, zcaWhitening: true };
  const error = errorOf(() => withChanges(REFERENCE_RECIPE, { augmentation }));
  expect(error.message).toMatch(/^A recipe has no field 'augmentation\.zcaWhitening': allowed are .*cval\./);
});

test.each<{ field: string; changes: object; allowed: string }>([
  { field: 'lerningRate', changes: { lerningRate: 1e-4 }, allowed: 'learningRate' },
  { field: 'optimizer.momentun', changes: { optimizer: { name: 'SGD', momentun: 0.9 } }, allowed: 'momentum' },
  { field: 'schedule.warmup', changes: { schedule: { name: 'CosineDecay', warmup: 3 } }, allowed: 'warmupSteps' },
  { field: 'reduceOnPlateau.minLr', changes: { reduceOnPlateau: { minLr: 0 } }, allowed: 'minLearningRate' },
])('a typo names the field and those that are allowed: $field', ({ field, changes, allowed }) => {
  const { message } = errorOf(() => withChanges(REFERENCE_RECIPE, changes));
  expect(message).toContain(`A recipe has no field '${field}': allowed are `);
  expect(message).toContain(allowed);
});

test.each<{ field: string; changes: object; allowed: string[] }>([
  { field: 'optimizer.name', changes: { optimizer: { name: 'adam' } }, allowed: ['Adam', 'AdamW', 'RMSprop', 'SGD'] },
  {
    field: 'schedule.name',
    changes: { schedule: { name: 'cosine' } },
    allowed: ['Constant', 'CosineDecay', 'OneCycle'],
  },
  { field: 'loss.name', changes: { loss: { name: 'focal' } }, allowed: ['CategoricalFocalCrossentropy'] },
  { field: 'scaling.0.step', changes: { scaling: [{ step: 'center' }] }, allowed: ['preprocess_input', 'rescale'] },
  { field: 'monitor', changes: { monitor: 'val_acc' }, allowed: ['loss', 'accuracy', 'val_loss', 'val_accuracy'] },
  { field: 'lastBatch', changes: { lastBatch: 'pad' }, allowed: ['drop', 'keep'] },
])('a name that there is not is an error that lists those that there are: $field', ({ field, changes, allowed }) => {
  const { message } = errorOf(() => withChanges(REFERENCE_RECIPE, changes));
  expect(message).toContain(`Field '${field}' of the recipe does not fit`);
  for (const name of allowed) expect(message.split('Received')[0]).toContain(name);
});

test.each<{ field: string; changes: object }>([
  { field: 'optimizer.globalClipnorm', changes: { optimizer: { name: 'SGD', clipnorm: 1, globalClipnorm: 1 } } },
  { field: 'schedule.decaySteps', changes: { schedule: { name: 'ExponentialDecay', decayRate: 0.5 } } },
  {
    field: 'schedule.boundaries',
    changes: { schedule: { name: 'PiecewiseConstantDecay', boundaries: [9, 3], factors: [1, 0.5, 0.1] } },
  },
  {
    field: 'schedule.factors',
    changes: { schedule: { name: 'PiecewiseConstantDecay', boundaries: [3, 9], factors: [1, 0.5] } },
  },
  { field: 'reduceOnPlateau.factor', changes: { reduceOnPlateau: { factor: 1 } } },
  { field: 'reduceOnPlateau', changes: { reduceOnPlateau: {}, schedule: { name: 'CosineDecay' } } },
  { field: 'loss.labelSmoothing', changes: { loss: { name: 'CategoricalCrossentropy', labelSmoothing: 1 } } },
  { field: 'backboneRate', changes: { backboneRate: 0 } },
  { field: 'logitAdjustment', changes: { lastActivation: 'sigmoid', logitAdjustment: 1 } },
  { field: 'logitAdjustment', changes: { loss: { name: 'MeanSquaredError' }, phases: [{ logitAdjustment: 1 }] } },
  { field: 'mixup', changes: { loss: { name: 'SparseCategoricalCrossentropy' }, mixup: 0.2 } },
  { field: 'lastActivation', changes: { lastActivation: 'elu' } },
])('a value that does not fit is an error that names the field: $field', ({ field, changes }) => {
  expect(errorOf(() => withChanges(REFERENCE_RECIPE, changes)).message).toContain(
    `Field '${field}' of the recipe does not fit`,
  );
});

test('an older recipe without optimizer, schedule and loss gets the values that it ran with', () => {
  const { optimizer, backboneRate, schedule, reduceOnPlateau, loss, lastBatch, monitor, minDelta, ...newer } =
    REFERENCE_RECIPE;
  const { sampling, logitAdjustment, mixup, phases, ...old } = newer;
  expect(parseRecipe(old)).toEqual(REFERENCE_RECIPE);
  expect({ sampling, logitAdjustment, mixup, phases }).toEqual({
    sampling: 'shuffled',
    logitAdjustment: 0,
    mixup: 0,
    phases: [],
  });
  expect({ optimizer, backboneRate, schedule, reduceOnPlateau, loss, lastBatch, monitor, minDelta }).toEqual({
    optimizer: {
      name: 'Adam',
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-7,
      weightDecay: 0,
      clipnorm: null,
      globalClipnorm: null,
    },
    backboneRate: 1,
    schedule: { name: 'Constant' },
    reduceOnPlateau: null,
    loss: { name: 'CategoricalCrossentropy', labelSmoothing: 0 },
    lastBatch: 'drop',
    monitor: 'val_accuracy',
    minDelta: 0,
  });
});

test.each<{ changes: object; field: string; near: string }>([
  { changes: { optimizer: { name: 'adam' } }, field: 'optimizer.name', near: 'Adam' },
  { changes: { backbone: { name: 'InceptionV3 ', weights: 'x' } }, field: 'backbone.name', near: 'InceptionV3' },
  { changes: { monitor: 'val_acc' }, field: 'monitor', near: 'val_accuracy' },
  { changes: { loss: { name: 'categorical_crossentropy' } }, field: 'loss.name', near: 'CategoricalCrossentropy' },
  { changes: { interpolation: 'biliniar' }, field: 'interpolation', near: 'bilinear' },
  { changes: { learning_rate: 1e-4 }, field: 'learning_rate', near: 'learningRate' },
  { changes: { optimizer: { name: 'SGD', momentun: 0.9 } }, field: 'optimizer.momentun', near: 'momentum' },
  { changes: { scaling: [{ step: 'rescale', faktor: 2 }] }, field: 'scaling.0.faktor', near: 'factor' },
])('a typing error names the field, what came, what is allowed, and what was meant: $field', (typo) => {
  const { message } = errorOf(() => withChanges(REFERENCE_RECIPE, typo.changes));
  expect(message).toContain(`'${typo.field}'`);
  expect(message).toMatch(/allowed are .*; the nearest to '.*' is '.*'\. Received: /);
  expect(message).toContain(`is '${typo.near}'. Received: `);
});

test('arguments of optimizers, schedules, losses and callbacks default to those of Keras', () => {
  const recipe = withChanges(REFERENCE_RECIPE, {
    optimizer: { name: 'AdamW', clipnorm: 1 },
    loss: { name: 'CategoricalFocalCrossentropy' },
    reduceOnPlateau: { factor: 0.5 },
  });
  expect(recipe.optimizer).toMatchObject({ name: 'AdamW', beta1: 0.9, weightDecay: 0.004, clipnorm: 1 });
  expect(recipe.loss).toEqual({ name: 'CategoricalFocalCrossentropy', alpha: 0.25, gamma: 2, labelSmoothing: 0 });
  expect(recipe.reduceOnPlateau).toMatchObject({ monitor: 'val_loss', factor: 0.5, patience: 10, minDelta: 1e-4 });
});

/** Every path of a value: `['head', 'units']`, ... */
function pathsOf(value: unknown): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [[key], ...pathsOf(inner).map((path) => [key, ...path])]);
}

/** A copy of a value with another one at a path; undefined removes the field. */
function replaced(value: unknown, [key, ...rest]: readonly string[], by: unknown): unknown {
  const copy = structuredClone(value) as Record<string, unknown>;
  if (rest.length > 0) copy[key] = replaced(copy[key], rest, by);
  else if (by === undefined && !Array.isArray(copy)) delete copy[key];
  else copy[key] = by;
  return copy;
}

/** Recipes with every field that there is. */
const FULL_RECIPES: unknown[] = [
  {
    ...REFERENCE_RECIPE,
    scaling: [...REFERENCE_RECIPE.scaling, { step: 'featurewise_center', mean: [1, 2, 3] }],
    augmentation: {
      ...REFERENCE_RECIPE.augmentation,
      zoomRange: [0.8, 1.2],
      verticalFlip: true,
      channelShiftRange: 3,
      brightnessRange: [0.5, 1.5],
      fillMode: 'constant',
      cval: 7,
    },
    reduceOnPlateau: { monitor: 'val_loss', factor: 0.5, patience: 2, minDelta: 0, cooldown: 1, minLearningRate: 1e-6 },
    testTimeAugmentation: { flip: true, draws: 3 },
    classWeight: { name: 'EffectiveNumber', beta: 0.9 },
    phases: [{ trains: 'classifier', epochs: 2, unfrozen: { above: 'mixed7', batchNormalization: true } }],
  },
  {
    ...REFERENCE_RECIPE,
    optimizer: {
      name: 'RMSprop',
      rho: 0.8,
      momentum: 0.1,
      epsilon: 1e-6,
      centered: true,
      weightDecay: 0.1,
      clipnorm: 1,
    },
    schedule: { name: 'CosineDecay', warmupSteps: 3, warmupFrom: 0, decaySteps: 9, alpha: 0.1 },
    loss: { name: 'CategoricalFocalCrossentropy', alpha: [0.1, 0.2], gamma: 1, labelSmoothing: 0.1 },
  },
  { ...REFERENCE_RECIPE, schedule: { name: 'PiecewiseConstantDecay', boundaries: [3, 9], factors: [1, 0.5, 0.1] } },
  { ...REFERENCE_RECIPE, schedule: { name: 'OneCycle', pctStart: 0.3, div: 10, divFinal: 100 } },
];
/** Fields without a default: what only the user knows, and what names one of several objects. */
const REQUIRED =
  /^(backbone(\.name)?|scaling\.\d+\.(step|factor|mean)|(optimizer|schedule|loss)\.name|classWeight\.(name|beta)|schedule\.(boundaries|factors))$/;

test('each field may be left out, but for those that only the user knows', () => {
  for (const full of FULL_RECIPES) {
    for (const path of pathsOf(full).filter((one) => !/^\d+$/.test(one[one.length - 1]))) {
      const left = replaced(full, path, undefined);
      if (REQUIRED.test(path.join('.')))
        expect(() => parseRecipe(left), path.join('.')).toThrow(/(Add|Correct) the field\.$/);
      else expect(() => parseRecipe(left), path.join('.')).not.toThrow();
    }
  }
  expect(parseRecipe({ backbone: { name: 'VGG16' } })).toMatchObject({ height: 256, batchSize: 32, patience: 1 });
});

test('what is wrong in any field is told in words of its own, with the field, what is expected, what came and what to do', () => {
  for (const full of FULL_RECIPES) {
    for (const path of pathsOf(full)) {
      for (const wrong of ['odd', '', -1e9, 1e9, 0.123, true, null, [], ['a'], {}, { odd: 1 }]) {
        let message = '';
        try {
          parseRecipe(replaced(full, path, wrong));
        } catch (error) {
          expect(error, path.join('.')).toBeInstanceOf(UserError);
          message = (error as UserError).message;
        }
        // Some of these values fit.
        if (message === '') continue;
        const shown = `${path.join('.')} = ${JSON.stringify(wrong)}: ${message}`;
        expect(message, shown).not.toMatch(/Invalid|Too (small|big)|received|undefined|\[object/);
        expect(message, shown).toMatch(
          /^(Field '.*' of the recipe does not fit: |A recipe has no field '.*': ).+\. Received: .+\. (Correct|Add) the field\.$/,
        );
      }
    }
  }
});

test('a learning rate that is left out is that of the optimizer, a mode of preprocess_input that of the backbone', () => {
  const of = (optimizer: object): number => parseRecipe({ backbone: { name: 'VGG16' }, optimizer }).learningRate;
  expect([of({ name: 'Adam' }), of({ name: 'SGD' })]).toEqual([1e-3, 0.01]);
  const scaling = [{ step: 'preprocess_input' }, { step: 'rescale', factor: 0.5 }];
  const [step] = parseRecipe({ backbone: { name: 'VGG16' }, scaling }).scaling;
  expect(step).toEqual({ step: 'preprocess_input', mode: 'caffe' });
  expect(parseRecipe({ backbone: { name: 'VGG16' }, epochs: 7 }).patience).toBe(7);
});

test('an augmentation that changes nothing is none, in a recipe and in a phase, and so is its run', () => {
  const parsed = (augmentation: object | null): Recipe =>
    parseRecipe({ backbone: { name: 'VGG16' }, epochs: 2, augmentation, phases: [{ augmentation }, {}] });
  const none = parsed(null);
  for (const idle of [{}, NO_AUGMENTATION, { fillMode: 'wrap' }, { widthShiftRange: 1 }, { zoomRange: [1, 1] }]) {
    expect(parsed(idle), JSON.stringify(idle)).toEqual(none);
  }
  const changing: Partial<Augmentation>[] = [
    ...[
      { rotationRange: 1 },
      { widthShiftRange: 0.1 },
      { heightShiftRange: 2 },
      { shearRange: 0.2 },
      { zoomRange: 0.1 },
    ],
    ...[{ zoomRange: [0.9, 1] as [number, number] }, { horizontalFlip: true }, { verticalFlip: true }],
    ...[{ channelShiftRange: 9 }, { brightnessRange: [1, 1] as [number, number] }],
  ];
  for (const one of changing) expect(parsed(one).augmentation, JSON.stringify(one)).toMatchObject(one);
});

test('undefined in changes leaves a field as it is', () => {
  expect(withChanges(REFERENCE_RECIPE, { epochs: undefined })).toEqual(REFERENCE_RECIPE);
});

test('a value that is no recipe at all is an error', () => {
  for (const value of [undefined, null, 'InceptionV3', []]) {
    expect(errorOf(() => parseRecipe(value)).message).toMatch(
      /^A recipe does not fit: an object with .* is expected\. Received: .* Correct the recipe\.$/,
    );
  }
});

function errorOf(run: () => unknown): UserError {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return error as UserError;
  }
  throw new Error('An error was expected, and none came.');
}
