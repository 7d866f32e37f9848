import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { saveModel } from '../../src/backbones/keras/saveModel.js';
import { loadBackbone } from '../../src/backbones/pretrained/loadBackbone.js';
import { forSigned } from '../../src/benchmark/weights.js';
import { python } from './python.js';

test('weights for [-1, 1] compute in Keras what those of nsfwjs compute for the same images in [0, 1]', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'thaw-signed-'));
  try {
    const { network, weights } = await loadBackbone('InceptionV3', 'nsfwjs', 0);
    const inputShape = [96, 96, 3] as [number, number, number];
    const [unit, signed] = ['unit.h5', 'signed.h5'].map((name) => path.join(folder, name));
    await saveModel(unit!, { network, weights, inputShape });
    await saveModel(signed!, { network, weights: forSigned(weights), inputShape });
    // As keras.applications does it: by the order of layers.
    const script = `
import numpy as np
from keras.applications import InceptionV3
images = np.random.default_rng(1).random((2, 96, 96, 3)).astype("float32")
model = InceptionV3(weights=None, include_top=False, input_shape=(96, 96, 3))
def outputs(file, x):
    model.load_weights(file)
    return model.predict(x, verbose=0)
unit, signed = outputs(given[0], images), outputs(given[1], 2 * images - 1)
answer = [float(np.abs(unit - signed).max()), float(np.abs(unit).max())]`;
    const [difference, largest] = python(script, [unit, signed]) as [number, number];
    expect(largest).toBeGreaterThan(0.5);
    expect(difference / largest).toBeLessThan(1e-4);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
