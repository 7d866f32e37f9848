import { expect, test } from 'vitest';
import { changedLines } from '../../src/recipe/keras/kerasLines.js';
import { REFERENCE_RECIPE, type RecipeChanges, withChanges } from '../../src/recipe/recipe.js';

const cases: { what: string; changes: RecipeChanges; before: string[]; after: string[] }[] = [
  {
    what: 'one scaling instead of two',
    changes: { scaling: [{ step: 'preprocess_input', mode: 'tf' }] },
    before: ['ImageDataGenerator(preprocessing_function=inception_v3.preprocess_input, rescale=1 / 255)'],
    after: ['ImageDataGenerator(preprocessing_function=inception_v3.preprocess_input)'],
  },
  {
    what: 'a frozen batch normalization that uses moving statistics',
    changes: { batchNormalization: 'moving' },
    before: ['# pip install "keras>=2.1.3,<2.4": frozen batch normalization uses each batch'],
    after: ['# pip install --upgrade "keras>=2.4": frozen batch normalization uses moving statistics'],
  },
  {
    what: 'the scaling of weights that are not those of Keras',
    changes: { scaling: [{ step: 'preprocess_input', mode: 'unit' }] },
    before: ['ImageDataGenerator(preprocessing_function=inception_v3.preprocess_input, rescale=1 / 255)'],
    after: [
      "ImageDataGenerator(rescale=1 / 255)  # for the weights of nsfwjs; Keras' own of InceptionV3 expect [-1, 1]",
    ],
  },
  {
    what: 'no augmentation',
    changes: { augmentation: null },
    before: [
      'ImageDataGenerator(',
      '    rotation_range=30, width_shift_range=0.2, height_shift_range=0.2,',
      '    shear_range=0.2, zoom_range=0.2, horizontal_flip=True,',
      ')',
    ],
    after: ['ImageDataGenerator()  # no augmentation'],
  },
  { what: 'another rate', changes: { learningRate: 1e-5 }, before: ['rate = 0.001'], after: ['rate = 0.00001'] },
  {
    what: 'the right way up',
    changes: { height: 454, width: 227 },
    before: ['target_size = (227, 454)'],
    after: ['target_size = (454, 227)'],
  },
  {
    what: 'no head',
    changes: { head: { units: [], dropout: 0.5 } },
    before: ['x = Dense(1024, activation="relu")(x)'],
    after: ['x = Dropout(0.5)(x)'],
  },
  {
    what: 'a metric that exists',
    changes: { monitor: 'val_loss' },
    before: [
      'EarlyStopping(monitor="val_accuracy", patience=10)',
      'ModelCheckpoint("best.keras", monitor="val_accuracy", save_best_only=True)',
    ],
    after: [
      'EarlyStopping(monitor="val_loss", patience=10)',
      'ModelCheckpoint("best.keras", monitor="val_loss", save_best_only=True)',
    ],
  },
];

test.each(cases)('two recipes differ in the lines of what changes and in no other: $what', (given) => {
  const changed = withChanges(REFERENCE_RECIPE, given.changes);
  expect(changedLines(REFERENCE_RECIPE, changed)).toEqual({ before: given.before, after: given.after });
  expect(changedLines(changed, REFERENCE_RECIPE)).toEqual({ before: given.after, after: given.before });
});

test('a factor that divides by no whole number above 1 is written as it is', () => {
  const factors = [1 / 255, 1, 2, 1e38, 0.3];
  const lines = factors.map((factor) => {
    const changed = withChanges(REFERENCE_RECIPE, { scaling: [{ step: 'rescale', factor }] });
    return changedLines(REFERENCE_RECIPE, changed).after[0];
  });
  const written = ['1 / 255', '1', '2', '1e+38', '0.3'];
  expect(lines.map((line) => /rescale=([^,)]*)/.exec(line)?.[1])).toEqual(written);
});

test('equal recipes differ in no line', () => {
  expect(changedLines(REFERENCE_RECIPE, structuredClone(REFERENCE_RECIPE))).toEqual({ before: [], after: [] });
});

test('the version of Keras is no line where no batch normalization is frozen', () => {
  const linesOf = (changes: RecipeChanges): string[] => {
    const recipe = withChanges(REFERENCE_RECIPE, changes);
    return changedLines(recipe, withChanges(recipe, { batchNormalization: 'moving' })).after;
  };
  expect(linesOf({ unfrozen: { above: 'everything', batchNormalization: false } })).toHaveLength(1);
  expect(linesOf({ unfrozen: { above: 'everything', batchNormalization: true } })).toEqual([]);
  expect(linesOf({ backbone: { name: 'SqueezeNet', weights: 'imagenet' } })).toEqual([]);
});
