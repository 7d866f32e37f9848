import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { batchNormalizationTable, rowOfKeras3 } from '../../src/backbones/keras/batchNormalizationByVersion.js';
import { python } from './python.js';

test("the environment's Keras does in fit what the table says of its version", () => {
  const { version, ...measured } = python(
    `
import keras, numpy as np
pixels = (np.random.RandomState(0).randn(64, 6) * 3 + 5).astype('float32')
def run(trainable, **called):
    start, outer = keras.Input((6,)), keras.Input((6,))
    layer = keras.layers.BatchNormalization(momentum=0.9)
    base = keras.Model(start, layer(start))
    layer.trainable = trainable
    head = keras.layers.Dense(1, kernel_initializer='ones', trainable=False)
    model = keras.Model(outer, head(base(outer, **called)))
    model.compile('sgd', 'mse')
    before = [np.array(w) for w in layer.get_weights()]
    loss = model.fit(pixels, np.zeros((64, 1)), batch_size=64, verbose=0, shuffle=False).history['loss'][0]
    # The loss of the first step says which statistics it was computed with.
    def loss_by(mean, variance):
        return np.mean(((pixels - mean) / np.sqrt(variance + 1e-3)).sum(1) ** 2)
    by = {'batch': loss_by(pixels.mean(0), pixels.var(0)), 'moving': loss_by(0, 1)}
    moves = bool(np.abs(layer.get_weights()[2] - before[2]).max() > 1e-6)
    return {'statistics': min(by, key=lambda name: abs(by[name] - loss)), 'moves': moves}
answer = {'version': keras.__version__, 'trainable': run(True), 'trainableCalledWithFalse': run(True, training=False),
          'frozen': run(False), 'frozenCalledWithFalse': run(False, training=False)}
`,
    null,
  ) as Record<string, unknown>;
  const { trainable, trainableCalledWithFalse, frozen } = rowOfKeras3(String(version));
  expect(measured).toEqual({ trainable, trainableCalledWithFalse, frozen, frozenCalledWithFalse: frozen });
});

test('docs/batch-normalization.md has the table', () => {
  const page = readFileSync(path.join(import.meta.dirname, '../../docs/batch-normalization.md'), 'utf8');
  expect(page).toContain(batchNormalizationTable());
});
