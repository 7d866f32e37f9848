import { expect, test } from 'vitest';
import { parseRecipe } from '../../src/recipe/recipe.js';
import type { Recipe } from '../../src/recipe/recipeType.js';
import { python } from './python.js';

const BACKBONE = { backbone: { name: 'InceptionV3' } };
const recipe = parseRecipe(BACKBONE);
const withOptimizer = (name: string): Recipe => parseRecipe({ ...BACKBONE, optimizer: { name } });
const withSchedule = (schedule: object): Recipe['schedule'] => parseRecipe({ ...BACKBONE, schedule }).schedule;

/** What the signatures of the environment's Keras say, by function and argument. */
const keras = python(
  `
import inspect, keras
from keras.src.legacy.preprocessing.image import ImageDataGenerator
o, s, l, c = keras.optimizers, keras.optimizers.schedules, keras.losses, keras.callbacks
functions = {
    'ImageDataGenerator': ImageDataGenerator, 'flow_from_directory': ImageDataGenerator.flow_from_directory,
    'image_dataset_from_directory': keras.utils.image_dataset_from_directory, 'fit': keras.Model.fit,
    'Adam': o.Adam, 'AdamW': o.AdamW, 'RMSprop': o.RMSprop, 'SGD': o.SGD,
    'CosineDecay': s.CosineDecay, 'ExponentialDecay': s.ExponentialDecay,
    'CategoricalCrossentropy': l.CategoricalCrossentropy, 'CategoricalFocalCrossentropy': l.CategoricalFocalCrossentropy,
    'EarlyStopping': c.EarlyStopping, 'ReduceLROnPlateau': c.ReduceLROnPlateau,
    'InceptionV3': keras.applications.InceptionV3,
}
answer = {name: {p.name: p.default for p in inspect.signature(function).parameters.values()
                 if isinstance(p.default, (int, float, str, bool, tuple, type(None)))} for name, function in functions.items()}
answer['Dense'] = {'trainable': keras.layers.Dense(1).trainable}
`,
  null,
) as Record<string, Record<string, unknown>>;

test('an augmentation that is left out in part changes nothing else, as in ImageDataGenerator', () => {
  const { augmentation } = parseRecipe({ ...BACKBONE, augmentation: { rotationRange: 10 } });
  const theirs = keras.ImageDataGenerator;
  // All of it left out is no augmentation.
  expect(theirs.rotation_range).toBe(0);
  expect(parseRecipe({ ...BACKBONE, augmentation: {} }).augmentation).toBeNull();
  expect(augmentation).toEqual({
    rotationRange: 10,
    widthShiftRange: theirs.width_shift_range,
    heightShiftRange: theirs.height_shift_range,
    shearRange: theirs.shear_range,
    zoomRange: theirs.zoom_range,
    horizontalFlip: theirs.horizontal_flip,
  });
  // Left out here too: what thaw does then is that.
  expect([
    theirs.vertical_flip,
    theirs.channel_shift_range,
    theirs.brightness_range,
    theirs.fill_mode,
    theirs.cval,
  ]).toEqual([false, 0, null, 'nearest', 0]);
  expect([theirs.rescale, theirs.preprocessing_function, recipe.scaling]).toEqual([null, null, []]);
});

test('size, interpolation and batch are those of flow_from_directory', () => {
  const { target_size: size, interpolation, batch_size: batch } = keras.flow_from_directory;
  expect({ size: [recipe.height, recipe.width], interpolation: recipe.interpolation, batch: recipe.batchSize }).toEqual(
    {
      size,
      interpolation,
      batch,
    },
  );
  expect(keras.image_dataset_from_directory.batch_size).toBe(recipe.batchSize);
});

test('epochs and class weights are those of fit, which stops early only by a callback', () => {
  const { epochs, class_weight: weights, callbacks } = keras.fit;
  expect([recipe.epochs, weights, callbacks]).toEqual([epochs, null, null]);
  expect([recipe.classWeight, recipe.patience, recipe.reduceOnPlateau]).toEqual(['none', recipe.epochs, null]);
  expect(recipe.minDelta).toBe(keras.EarlyStopping.min_delta);
});

test('a layer trains, and a backbone has ImageNet weights', () => {
  expect(keras.InceptionV3.weights).toBe(recipe.backbone.weights);
  expect(keras.Dense.trainable).toBe(true);
  expect(recipe.unfrozen).toEqual({ above: 'everything', batchNormalization: true });
  expect(recipe.batchNormalization).toBe('moving');
});

test.each(['Adam', 'AdamW', 'RMSprop', 'SGD'])('arguments of %s', (name) => {
  const { optimizer, learningRate } = withOptimizer(name);
  const theirs = keras[name];
  expect(learningRate).toBe(theirs.learning_rate);
  const names: Record<string, string> = {
    beta1: 'beta_1',
    beta2: 'beta_2',
    weightDecay: 'weight_decay',
    globalClipnorm: 'global_clipnorm',
  };
  for (const [field, value] of Object.entries(optimizer)) {
    if (field === 'name') continue;
    const expected = theirs[names[field] ?? field];
    // No decay of weights is None in Keras.
    expect(value, field).toBe(field === 'weightDecay' ? (expected ?? 0) : expected);
  }
});

test('arguments of schedules, losses and ReduceLROnPlateau', () => {
  const cosine = withSchedule({ name: 'CosineDecay' });
  const { alpha, warmup_steps: warmupSteps } = keras.CosineDecay;
  expect(cosine).toMatchObject({ alpha, warmupSteps });
  const { staircase } = keras.ExponentialDecay;
  expect(withSchedule({ name: 'ExponentialDecay', decaySteps: 3, decayRate: 0.5 })).toMatchObject({ staircase });
  expect(recipe.loss).toEqual({
    name: 'CategoricalCrossentropy',
    labelSmoothing: keras.CategoricalCrossentropy.label_smoothing,
  });
  const focal = keras.CategoricalFocalCrossentropy;
  expect(parseRecipe({ ...BACKBONE, loss: { name: 'CategoricalFocalCrossentropy' } }).loss).toMatchObject({
    alpha: focal.alpha,
    gamma: focal.gamma,
    labelSmoothing: focal.label_smoothing,
  });
  const plateau = keras.ReduceLROnPlateau;
  expect(parseRecipe({ ...BACKBONE, reduceOnPlateau: {} }).reduceOnPlateau).toEqual({
    monitor: plateau.monitor,
    factor: plateau.factor,
    patience: plateau.patience,
    minDelta: plateau.min_delta,
    cooldown: plateau.cooldown,
    minLearningRate: plateau.min_lr,
  });
});
