import { describe, expect, test } from 'vitest';
import { learningRateOfScript } from '../../../../src/diagnose/checks/script/learningRateOfScript.js';
import { findingsOf } from './findingsOf.js';

const SCRIPT = (schedule: string, fit = 'epochs=EPOCHS', before = ''): string => `
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras.optimizers.schedules import ExponentialDecay, CosineDecay, PolynomialDecay, PiecewiseConstantDecay
EPOCHS = 30
${before}
train = keras.utils.image_dataset_from_directory('train')
base = keras.applications.VGG16(weights='imagenet', include_top=False, pooling='avg')
base.trainable = False
model = keras.Sequential([base, keras.layers.Dense(5, activation='softmax')])
model.compile(keras.optimizers.Adam(learning_rate=${schedule}), 'sparse_categorical_crossentropy')
model.fit(train, ${fit})
`;

describe('a decay whose steps are written as epochs', () => {
  test.each([
    ['ExponentialDecay(1e-3, decay_steps=10, decay_rate=0.9, staircase=True)', 'after 438 batches', '100 steps'],
    ['ExponentialDecay(1e-3, 5, 0.5)', 'after 34 batches', '7.2 steps'],
    ['CosineDecay(1e-3, EPOCHS)', 'after 30 batches', '15 steps'],
    ['PolynomialDecay(1e-3, EPOCHS, end_learning_rate=1e-6)', 'after 30 batches', '15 steps'],
    ['PiecewiseConstantDecay([10, 20], [1e-3, 1e-4, 1e-5])', 'after 20 batches', '11 steps'],
  ])('%s', async (schedule, over, worth) => {
    const [finding, ...more] = await findingsOf(learningRateOfScript, SCRIPT(schedule));
    expect(finding).toMatchObject({ check: 'learning-rate-too-low', severity: 'warning' });
    expect(finding?.summary).toContain(over);
    expect(finding?.summary).toContain(`worth ${worth}`);
    expect(more).toEqual([]);
  });

  test('where the batches of an epoch are known, the share counts', async () => {
    const schedule = 'ExponentialDecay(1e-3, 100, 0.9)';
    expect(
      await findingsOf(learningRateOfScript, SCRIPT(schedule, 'epochs=EPOCHS, steps_per_epoch=1000')),
    ).toMatchObject([{ check: 'learning-rate-too-low' }]);
    expect(await findingsOf(learningRateOfScript, SCRIPT(schedule, 'epochs=EPOCHS, steps_per_epoch=100'))).toEqual([]);
    const few = SCRIPT('ExponentialDecay(1e-3, 10, 0.9)', 'epochs=EPOCHS, steps_per_epoch=4');
    expect(await findingsOf(learningRateOfScript, few)).toEqual([]);
  });

  test.each([
    ['ExponentialDecay(1e-3, decay_steps=2 * steps, decay_rate=0.9, staircase=True)', 'epochs=EPOCHS'],
    ['ExponentialDecay(1e-3, decay_steps=1000, decay_rate=0.96)', 'epochs=EPOCHS'],
    ['ExponentialDecay(1e-3, decay_steps=10, decay_rate=0.9999)', 'epochs=EPOCHS'],
    ['ExponentialDecay(1e-3, decay_steps=100, decay_rate=0.9)', 'epochs=EPOCHS'],
    ['CosineDecay(1e-3, EPOCHS * steps)', 'epochs=EPOCHS'],
    ['CosineDecay(1e-3, EPOCHS, alpha=0.1)', 'epochs=EPOCHS'],
    ['CosineDecay(0.0, EPOCHS, warmup_target=1e-3, warmup_steps=1000)', 'epochs=EPOCHS'],
    ['PolynomialDecay(1e-3, EPOCHS)', 'epochs=EPOCHS'],
    ['PiecewiseConstantDecay([1000, 2000], [1e-3, 1e-4, 1e-5])', 'epochs=EPOCHS'],
    ['PiecewiseConstantDecay([10, 20], [1e-3, 5e-4, 1e-4])', 'epochs=EPOCHS'],
    ['CosineDecay(1e-3, 100)', 'epochs=EPOCHS'],
    ['ExponentialDecay(1e-3, 10, 0.9)', 'epochs=epochs'],
  ])('not: %s', async (schedule, fit) => {
    expect(await findingsOf(learningRateOfScript, SCRIPT(schedule, fit))).toEqual([]);
  });

  test('not where a scheduler among the callbacks counts epochs', async () => {
    const fit = 'epochs=EPOCHS, callbacks=[keras.callbacks.LearningRateScheduler(lambda e: 1e-3 * 0.9 ** e)]';
    expect(await findingsOf(learningRateOfScript, SCRIPT('1e-3', fit))).toEqual([]);
  });
});
