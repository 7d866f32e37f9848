import { expect, test } from 'vitest';
import { lowerLayersTrain } from '../../../../src/diagnose/checks/script/lowerLayersTrain.js';
import { findingsOf } from './findingsOf.js';

const SCRIPT = (flags: string): string => `
import tensorflow as tf
base = tf.keras.applications.MobileNetV2(weights='imagenet', include_top=False, pooling='avg')
${flags}
model = tf.keras.Sequential([base, tf.keras.layers.Dense(5, activation='softmax')])
model.compile('adam', 'categorical_crossentropy')
model.fit(train, epochs=5)
`;

test.each([
  'for layer in base.layers[100:]:\n    layer.trainable = False',
  'base.trainable = True\nfor layer in base.layers[100:]:\n    layer.trainable = False',
  'for layer in base.layers[-30:]:\n    layer.trainable = False',
  'for i, layer in enumerate(base.layers):\n    layer.trainable = i < 100',
  'for layer in base.layers[:100]:\n    layer.trainable = True\nfor layer in base.layers[100:]:\n    layer.trainable = False',
])('%s trains the first layers', async (flags) => {
  const [finding] = await findingsOf(lowerLayersTrain, SCRIPT(flags));
  expect(finding).toMatchObject({ check: 'lower-layers-train', severity: 'warning' });
  expect(finding?.summary).toMatch(/^The first \d+ of 52 layers with weights of MobileNetV2 train/);
});

test.each([
  'for layer in base.layers[:100]:\n    layer.trainable = False',
  'base.trainable = False',
  '',
  'for layer in base.layers:\n    layer.trainable = not isinstance(layer, tf.keras.layers.BatchNormalization)',
  'for layer in base.layers[50:100]:\n    layer.trainable = False',
  'base.set_weights(weights)\nfor layer in base.layers[100:]:\n    layer.trainable = False',
  'for layer in base.layers[count:]:\n    layer.trainable = False',
])('sound, or not known: %s', async (flags) => {
  expect(await findingsOf(lowerLayersTrain, SCRIPT(flags))).toEqual([]);
});
