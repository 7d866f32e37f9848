import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { readModel } from '../../../src/backbones/keras/readModel.js';
import { tf } from '../../../src/engine/tensorflow.js';
import { outputOf } from '../outputOf.js';

/** Written by keras2.py, which stands beside them. */
const FIXTURES = path.join(import.meta.dirname, '../../fixtures');
/** Of probabilities; float32 keeps seven digits. */
const TOLERANCE = 1e-6;

const recorded = JSON.parse(readFileSync(path.join(FIXTURES, 'keras2.json'), 'utf8')) as {
  shape: number[];
  pictures: number[];
  predictions: { flat: number[][]; nested: number[][]; head: number[][] };
};

beforeAll(() => tf.ready());

test.each(['flat', 'nested', 'head'] as const)(
  'a model that Keras 2 saved after training predicts as it did: %s',
  async (name) => {
    const { network, weights, inputShape } = await readModel(path.join(FIXTURES, `keras2-${name}.h5`));
    expect(inputShape).toEqual([15, 30, 3]);
    const { values } = outputOf(network, weights, {
      shape: recorded.shape,
      values: Float32Array.from(recorded.pictures),
    });
    const expected = recorded.predictions[name].flat();
    expect(Math.max(...expected.map((value, i) => Math.abs(value - values[i])))).toBeLessThan(TOLERANCE);
  },
);
