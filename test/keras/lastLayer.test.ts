import { describe, expect, test } from 'vitest';
import { floorOfTwo } from '../../src/diagnose/checks/script/lastLayerMismatch.js';
import { RELEASES } from '../../src/script/keras/kerasVersion.js';
import { accuracyOfBinaryOf, logitsBeforeActivationOf } from '../../src/script/keras/versionMeaning.js';
import { python } from './python.js';

/** What a tiny model gives: its metrics, its smallest output, or the error that stops it. */
type Result = Partial<
  Record<'loss' | 'accuracy' | 'binary_accuracy' | 'categorical_accuracy' | 'equal' | 'smallest', number>
> & {
  error?: string;
};

const TRAINED = python(
  `
import warnings
import keras
import numpy as np
import tensorflow as tf

warnings.simplefilter('ignore')
keras.utils.set_random_seed(1)
x = np.random.rand(96, 8).astype('float32')
numbers = np.random.randint(0, 5, 96)
one_hot = keras.utils.to_categorical(numbers, 5)
binary = np.random.randint(0, 2, 96)

def train(units, activation, loss, y, metrics=('accuracy',), steps=1, extra=()):
    keras.utils.set_random_seed(3)
    model = keras.Sequential([keras.layers.Input((8,)), keras.layers.Dense(units, activation=activation), *extra])
    model.compile(keras.optimizers.SGD(0.5), loss, metrics=list(metrics))
    try:
        model.fit(x, y, epochs=steps, batch_size=96, verbose=0)
    except Exception as error:
        return {'error': type(error).__name__}
    result = model.evaluate(x, y, verbose=0, return_dict=True)
    result['smallest'] = model.predict(x, verbose=0).min()
    return {name: float(value) for name, value in result.items()}

def overlap(dataset):
    return len(set(map(int, dataset.take(20))) & set(map(int, dataset.skip(20))))

cce, bce, sparse = 'categorical_crossentropy', 'binary_crossentropy', 'sparse_categorical_crossentropy'
softmax = keras.layers.Activation('softmax')
order = tf.data.Dataset.range(100)
answer = {
    'softmaxOfOne': train(1, 'softmax', bce, binary, steps=3),
    'share': {'accuracy': float(binary.mean())},
    'categoricalOfOne': train(1, 'sigmoid', cce, binary, steps=3),
    'right': train(5, 'softmax', cce, one_hot, steps=30),
    'fromLogits': train(5, 'softmax', keras.losses.CategoricalCrossentropy(from_logits=True), one_hot, steps=30),
    'twoSoftmaxes': train(5, 'softmax', cce, one_hot, steps=30, extra=[softmax]),
    'noActivation': train(5, None, cce, one_hot, steps=30),
    'sparseOnOneHot': train(5, 'softmax', sparse, one_hot),
    'categoricalOnNumbers': train(5, 'softmax', cce, numbers),
    'twoUnitsOnBinary': train(2, 'softmax', bce, binary),
    'oneUnitOnOneHot': train(1, 'sigmoid', bce, one_hot),
    'fewerUnits': train(4, 'softmax', cce, one_hot),
    'moreUnits': train(9, 'softmax', sparse, numbers),
    'sigmoids': train(5, 'sigmoid', bce, one_hot, ['accuracy', 'binary_accuracy', 'categorical_accuracy']),
    'accuracyObject': train(5, 'softmax', cce, one_hot, [keras.metrics.Accuracy(name='equal')]),
    'reshuffled': {'accuracy': overlap(order.shuffle(100, seed=1))},
    'shuffledOnce': {'accuracy': overlap(order.shuffle(100, reshuffle_each_iteration=False))},
}
`,
  {},
) as Record<string, Result>;

const of = (name: string): Result => TRAINED[name]!;
const LATEST = RELEASES.filter(({ flavor, major, minor }) => flavor === 'keras' && major === 3 && minor === 15);

describe('what Keras makes of a last layer that does not fit', () => {
  test('softmax of one unit is 1 for every image, and accuracy the share of class 1', () => {
    expect(of('softmaxOfOne').smallest).toBe(1);
    expect(of('softmaxOfOne').accuracy).toBeCloseTo(of('share').accuracy!, 6);
  });

  test('a categorical loss of one unit is 0', () => {
    expect(of('categoricalOfOne').loss).toBeLessThan(1e-6);
  });

  test('softmax twice has a higher loss, above its floor; no activation a far higher one', () => {
    expect(of('twoSoftmaxes').loss).toBeGreaterThan(of('right').loss!);
    expect(of('twoSoftmaxes').loss).toBeGreaterThan(Number(floorOfTwo(5)));
    // Clipped outputs have no gradient: nan, or a loss that stays high.
    expect(of('noActivation').loss! < 2 * of('right').loss!).toBe(false);
  });

  test('from_logits after softmax trains as if it were not there', () => {
    expect(of('fromLogits').loss).toBeCloseTo(of('right').loss!, 4);
    expect(logitsBeforeActivationOf(LATEST).readings.map(({ value }) => value)).toEqual([true]);
  });
});

test.each(['sparseOnOneHot', 'categoricalOnNumbers', 'twoUnitsOnBinary', 'oneUnitOnOneHot', 'fewerUnits'])(
  'fit fails with labels that do not fit: %s',
  (name) => {
    expect(of(name).error).toBeDefined();
  },
);

test('more units than classes train', () => {
  expect(of('moreUnits').error).toBeUndefined();
});

test("'accuracy' with binary cross-entropy is top-1 in this Keras, and binary_accuracy counts each output", () => {
  const { accuracy, binary_accuracy: each, categorical_accuracy: top } = of('sigmoids');
  expect(accuracy).toBe(top);
  expect(each).toBeGreaterThan(top! + 0.2);
  expect(accuracyOfBinaryOf(LATEST).readings.map(({ value }) => value)).toEqual(['top-1']);
});

test('Accuracy() reads 0', () => {
  expect(of('accuracyObject').equal).toBe(0);
});

test('take and skip after a shuffle share elements, unless the order is drawn once', () => {
  expect(of('reshuffled').accuracy).toBeGreaterThan(5);
  expect(of('shuffledOnce').accuracy).toBe(0);
});
