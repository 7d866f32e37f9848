import { describe, expect, test } from 'vitest';
import { sliceOfModel } from '../../../../src/diagnose/checks/script/sliceOfModel.js';
import { findingsOf } from './findingsOf.js';

const NESTED = `
import tensorflow as tf
from tensorflow.keras import layers
base = tf.keras.applications.ResNet50(weights='imagenet', include_top=False, input_shape=(224, 224, 3))
base.trainable = False
inputs = tf.keras.Input((224, 224, 3))
x = layers.GlobalAveragePooling2D()(base(inputs, training=False))
model = tf.keras.Model(inputs, layers.Dense(5, activation='softmax')(x))
model.compile('adam', 'categorical_crossentropy', metrics=['accuracy'])
model.fit(train, epochs=5)
FLAGS
model.compile(tf.keras.optimizers.Adam(1e-5), 'categorical_crossentropy', metrics=['accuracy'])
model.fit(train, epochs=5)
`;
const SEQUENTIAL = NESTED.replace(
  /inputs = [\s\S]*?(?=model.compile)/,
  "model = tf.keras.Sequential([base, layers.Flatten(), layers.Dense(5, activation='softmax')])\n",
);
const FLAT = NESTED.replace('base(inputs, training=False)', 'base.output').replace(
  'Model(inputs,',
  'Model(base.input,',
);

async function found(script: string, flags: string): Promise<string[]> {
  const findings = await findingsOf(sliceOfModel, script.replace('FLAGS', flags));
  return findings.map(({ check, severity, summary, places }) => {
    expect([check, severity]).toEqual(['flags-without-effect', 'critical']);
    return `${places?.[0]?.text}: ${summary}`;
  });
}

describe('a slice of a model that has its base as one layer', () => {
  test.each([
    [
      'base.trainable = True\nfor layer in model.layers[:-30]:\n    layer.trainable = False',
      'takes none of them, and all',
    ],
    ['base.trainable = True\nfrozen = model.layers[:-30]\nfor layer in frozen: layer.trainable = False', 'takes none'],
    ['base.trainable = True\n[setattr(l, "trainable", False) for l in model.layers[:-30]]', 'takes none'],
    ['n = 40\nbase.trainable = True\nfor i, l in enumerate(model.layers[:-n]):\n    l.trainable = False', 'takes none'],
    [
      'for layer in model.layers[100:]:\n    layer.trainable = True',
      'takes none of them, and no layer of ResNet50 trains',
    ],
    [
      'for layer in model.layers[-20:]:\n    layer.trainable = True',
      'takes all of them, ResNet50 whole, and all layers',
    ],
    [
      'def thaw(net, n):\n    for layer in net.layers[-n:]:\n        layer.trainable = True\nthaw(model, 20)',
      'takes all of them',
    ],
  ])('%s', async (flags, text) => {
    for (const script of [NESTED, SEQUENTIAL]) {
      const [one, ...more] = await found(script, flags);
      expect(one).toContain(text);
      expect(more).toEqual([]);
    }
  });

  test.each([
    'base.trainable = True\nfor layer in base.layers[:-30]:\n    layer.trainable = False',
    'base.trainable = True\nfor layer in model.layers[0].layers[:-30]:\n    layer.trainable = False',
    'for layer in model.layers[:-2]:\n    layer.trainable = False',
    'for layer in model.layers[:-30]:\n    layer.trainable = False',
    'base.trainable = True\nprint([layer.name for layer in model.layers[:-30]])',
    'for layer in model.layers[:-30]:\n    layer.trainable = False\nbase.trainable = True',
    'base.trainable = True\nfor layer in model.layers[:-30]:\n    layer.trainable = False\nfor layer in base.layers[:-30]:\n    layer.trainable = False',
    'base.trainable = True\nfor layer in model.layers[:n]:\n    layer.trainable = False',
  ])('not: %s', async (flags) => {
    for (const script of [NESTED, SEQUENTIAL]) expect(await found(script, flags)).toEqual([]);
  });

  test('nor where the layers of the base are those of the model', async () => {
    const flags = 'base.trainable = True\nfor layer in model.layers[:-30]:\n    layer.trainable = False';
    expect(await found(FLAT, flags)).toEqual([]);
  });
});
