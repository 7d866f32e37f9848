import { describe, expect, test } from 'vitest';
import { learningRateOfScript } from '../../../../src/diagnose/checks/script/learningRateOfScript.js';
import type { Finding } from '../../../../src/diagnose/finding.js';
import { readingOf } from '../../../script/reading/readingOf.js';
import { findingsOf, inShort } from './findingsOf.js';

const HIDDEN = "keras.layers.Dense(64, activation='relu'), ";
const SCRIPT = (optimizer: string, flags = '', rest = '', hidden = ''): string => `
from tensorflow import keras
from tensorflow.keras.optimizers import Adam, RMSprop, SGD
base = keras.applications.VGG16(weights='imagenet', include_top=False, pooling='avg')
${flags}
model = keras.Sequential([base, ${hidden}keras.layers.Dense(5, activation='softmax')])
model.compile(${optimizer}, 'categorical_crossentropy')
model.fit(train, epochs=5, steps_per_epoch=100)
${rest}
`;
const FROZEN = 'base.trainable = False';

describe('too high', () => {
  test.each([
    ['Adam(0.001)', '', 'warning'],
    ["'adam'", '', 'warning'],
    ['RMSprop()', '', 'warning'],
    ['Adam(0.01)', '', 'critical'],
    ['SGD(0.01)', '', 'warning'],
    ['Adam(0.1)', FROZEN, 'critical'],
    ['SGD(1.0)', FROZEN, 'critical'],
  ])('%s with %j', async (optimizer, flags, severity) => {
    const found = await findingsOf(learningRateOfScript, SCRIPT(optimizer, flags));
    expect(found).toMatchObject([{ check: 'learning-rate-too-high', severity }]);
  });

  test('unfrozen at the rate of the head', async () => {
    const second = `
base.trainable = True
model.compile(Adam(0.001), 'categorical_crossentropy')
model.fit(train, epochs=5)`;
    const [finding] = await findingsOf(learningRateOfScript, SCRIPT('Adam(0.001)', FROZEN, second));
    expect(finding?.summary).toContain('That is the rate of the head before');
    expect(finding?.fix.text).toBe('Compile with about 1e-5 for the base.');
    const smaller = await findingsOf(
      learningRateOfScript,
      SCRIPT('Adam(0.001)', FROZEN, second.replace('0.001', '1e-5')),
    );
    expect(smaller).toEqual([]);
  });
});

test('a base at the least rate of SGD, after a head that was trained at ten times as much', async () => {
  const second = (rate: string): string => `
base.trainable = True
model.compile(${rate}, 'categorical_crossentropy')
model.fit(train, epochs=5)`;
  const found = (head: string, base: string, flags = FROZEN): Promise<Finding[]> =>
    findingsOf(learningRateOfScript, SCRIPT(head, flags, second(base)));
  expect(await found('SGD(0.1, momentum=0.9)', 'SGD(0.01, momentum=0.9)')).toEqual([]);
  expect(await found('SGD(0.05)', 'SGD(0.01)')).toHaveLength(1);
  expect(await found('SGD(0.5)', 'SGD(0.05)')).toHaveLength(1);
  expect(await found('Adam(0.01)', 'Adam(0.001)')).toHaveLength(1);
  // The base trained in the first stage too.
  expect(await found('SGD(0.1)', 'SGD(0.01)', '')).toHaveLength(2);
});

describe('too low', () => {
  test.each(['Adam(1e-6)', 'SGD(1e-5)', 'SGD(1e-6, momentum=0.9)'])('%s for a new head', async (optimizer) => {
    const found = await findingsOf(learningRateOfScript, SCRIPT(optimizer, FROZEN));
    expect(inShort(found)).toMatchObject([{ check: 'learning-rate-too-low', severity: 'warning' }]);
  });

  test('how far the weights can move is said', async () => {
    const [finding] = await findingsOf(learningRateOfScript, SCRIPT('Adam(1e-6)', FROZEN));
    expect(finding?.summary).toContain('In 500 steps no weight moves by more than about');
  });
});

test.each([
  ['Adam(0.001)', FROZEN],
  ['Adam(0.01)', FROZEN],
  ['SGD(0.01)', FROZEN],
  ['Adam(1e-5)', ''],
  ['SGD(0.001, momentum=0.9)', ''],
  ['SGD(1e-4, momentum=0.9)', ''],
  ['Adam(rate)', ''],
])('%s with %j is sound, or not known', async (optimizer, flags) => {
  expect(await findingsOf(learningRateOfScript, SCRIPT(optimizer, flags))).toEqual([]);
});

test('a head that was trained before, or whose weights are loaded, may go on at 1e-6', async () => {
  const again =
    "\nbase.trainable = True\nmodel.compile(Adam(1e-6), 'categorical_crossentropy')\nmodel.fit(train, epochs=5)";
  expect(await findingsOf(learningRateOfScript, SCRIPT('Adam(0.001)', FROZEN, again))).toEqual([]);
  const loaded = SCRIPT('Adam(1e-6)', FROZEN).replace(
    'model.compile(',
    "model.load_weights('head.h5')\nmodel.compile(",
  );
  expect(await findingsOf(learningRateOfScript, loaded)).toEqual([]);
  const copied = SCRIPT('Adam(1e-6)', FROZEN).replace('model.compile(', 'model.set_weights(weights)\nmodel.compile(');
  expect(await findingsOf(learningRateOfScript, copied)).toEqual([]);
});

test('from scratch, the usual rate is sound', async () => {
  const scratch = SCRIPT('Adam(0.001)').replace("weights='imagenet'", 'weights=None');
  expect(await findingsOf(learningRateOfScript, scratch)).toEqual([]);
});

test('a rate that TensorFlow 2.11 to 2.15 ignore is the default of the optimizer, and it is said why', async () => {
  const found = async (optimizer: string, keras: string): Promise<string[]> => {
    const text = SCRIPT(optimizer);
    return learningRateOfScript(await readingOf(text, keras)).map(({ summary }) => summary);
  };
  const [summary] = await found('Adam(lr=1e-5)', 'tf.keras 2.13');
  expect(summary).toMatch(/at 0\.001, Keras' default, since TensorFlow 2\.11 to 2\.15 ignore lr=\. The/);
  expect(await found('Adam(lr=1e-5)', 'tf.keras 2.10')).toEqual([]);
  expect(await found('Adam(learning_rate=1e-5)', 'tf.keras 2.13')).toEqual([]);
  expect(await found('keras.optimizers.legacy.Adam(lr=1e-5)', 'tf.keras 2.13')).toEqual([]);
  expect((await found("'adam'", 'tf.keras 2.13'))[0]).toContain("at 0.001, Keras' default.");
});

test('a rate that is set after the optimizer was made holds, whatever its keyword', async () => {
  const text = SCRIPT('opt').replace('model.compile', 'opt = Adam(lr=1e-3)\nopt.lr = 1e-5\nmodel.compile');
  expect((await readingOf(text, 'tf.keras 2.13')).stages[0]!.optimizer.rate).toMatchObject({
    from: 'read',
    value: 1e-5,
  });
});

test('many fits of a base cost time in proportion to their number', async () => {
  const reading = await readingOf(SCRIPT('Adam(0.001)', '', 'model.fit(train)\n'.repeat(1500)));
  const before = process.cpuUsage();
  expect(learningRateOfScript(reading)).toHaveLength(1501);
  const { user, system } = process.cpuUsage(before);
  // Linear in the number of fits: 0.1 s. A square took 4 s.
  expect((user + system) / 1e6).toBeLessThan(2);
});

test('where the base is frozen too late, the rate is that of the head', async () => {
  const late = SCRIPT('Adam(0.001)').replace('model.fit', `${FROZEN}\nmodel.fit`);
  expect(await findingsOf(learningRateOfScript, `import tensorflow as tf\n${late}`)).toEqual([]);
  const part = SCRIPT('Adam(0.001)').replace('model.fit', 'base.layers[0].trainable = False\nmodel.fit');
  expect(await findingsOf(learningRateOfScript, part)).toMatchObject([{ check: 'learning-rate-too-high' }]);
});

test.each(['SGD(0.1, momentum=0.9)', 'SGD(0.05, momentum=0.95)', 'SGD(0.5)'])(
  '%s is too high for a hidden layer of ReLU on a frozen base, and for that alone',
  async (optimizer) => {
    const of = (hidden: string, flags = FROZEN): Promise<Finding[]> =>
      findingsOf(learningRateOfScript, SCRIPT(optimizer, flags, '', hidden));
    expect(await of(HIDDEN)).toMatchObject([{ check: 'learning-rate-too-high', severity: 'critical' }]);
    expect(await of('')).toEqual([]);
    expect(await of(HIDDEN.replace('relu', 'tanh'))).toEqual([]);
    expect(await of(`${HIDDEN}keras.layers.BatchNormalization(), `)).toEqual([]);
    expect((await of(HIDDEN, ''))[0]?.summary).not.toContain('undoes');
  },
);

test.each(['SGD(0.01, momentum=0.9)', 'SGD(0.05, momentum=0.9)', 'SGD(0.1, momentum=m)', 'SGD(0.5, clipnorm=1.0)'])(
  '%s of a head is in use, or not known',
  async (optimizer) => {
    expect(await findingsOf(learningRateOfScript, SCRIPT(optimizer, FROZEN, '', HIDDEN))).toEqual([]);
  },
);

test('a plain rate of 0.2 is a warning, and of 0.1 none', async () => {
  const of = async (optimizer: string): Promise<string[]> =>
    (await findingsOf(learningRateOfScript, SCRIPT(optimizer, FROZEN, '', HIDDEN))).map(({ severity }) => severity);
  expect(await of('SGD(0.2)')).toEqual(['warning']);
  expect(await of('SGD(0.1)')).toEqual([]);
});

test('what momentum adds is said', async () => {
  const [finding] = await findingsOf(learningRateOfScript, SCRIPT('SGD(0.1, momentum=0.9)', FROZEN, '', HIDDEN));
  expect(finding?.summary).toContain('a rate of 0.1, and momentum adds up steps to 10 times that');
});

describe('a scheduler among the callbacks sets the rate', () => {
  const SCHEDULED = (schedule: string, fit = ''): string =>
    SCRIPT('Adam(1e-5)').replace(
      'model.fit(train',
      `${schedule}\nmodel.fit(train${fit}, callbacks=[keras.callbacks.LearningRateScheduler(schedule)]`,
    );

  test.each([
    'def schedule(epoch):\n    return 1e-2 * 0.9 ** epoch',
    'schedule = lambda epoch: 0.01 if epoch < 5 else 1e-4',
    'def schedule(epoch, lr):\n    return lr * 1000',
    'def schedule(epoch):\n    if epoch > 10:\n        return 1e-4\n    return 1e-2',
  ])('%s', async (schedule) => {
    const [finding] = await findingsOf(learningRateOfScript, SCHEDULED(schedule));
    expect(finding).toMatchObject({ check: 'learning-rate-too-high', severity: 'critical' });
    expect(finding?.summary).toContain('at 0.01');
  });

  test.each([
    'def schedule(epoch):\n    return 1e-5 * 0.9 ** epoch',
    'def schedule(epoch, lr):\n    return lr if epoch < 5 else lr * 0.1',
    'schedule = chosen',
    'def schedule(epoch):\n    return rates[epoch]',
    'def schedule(epoch):\n    return min(1e-5, 1e-7 * (epoch + 1))',
  ])('sound, or not known: %s', async (schedule) => {
    expect(await findingsOf(learningRateOfScript, SCHEDULED(schedule))).toEqual([]);
  });

  test('a fit that goes on begins at its initial epoch', async () => {
    const schedule = 'def schedule(epoch):\n    return 1e-2 if epoch < 10 else 1e-5';
    expect(await findingsOf(learningRateOfScript, SCHEDULED(schedule, ', initial_epoch=10'))).toEqual([]);
    expect(await findingsOf(learningRateOfScript, SCHEDULED(schedule, ', initial_epoch=5'))).toHaveLength(1);
  });

  test('a rate that the schedule hands on is that of the optimizer, by default too', async () => {
    const schedule = 'def schedule(epoch, lr):\n    return lr if epoch < 5 else lr * 0.1';
    const [finding] = await findingsOf(learningRateOfScript, SCHEDULED(schedule).replace('Adam(1e-5)', "'adam'"));
    expect(finding?.summary).toContain("at 0.001, Keras' default");
  });
});
