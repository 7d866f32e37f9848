import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { saveModel } from '../../src/backbones/keras/saveModel.js';
import { random } from '../../src/base/random.js';
import { tf } from '../../src/engine/tensorflow.js';
import { endOfMaps, openModel } from '../../src/features/openModel.js';
import { gradCam } from '../../src/measure/model/gradCam.js';
import { smallModel } from '../backbones/smallModel.js';
import { expectParity, largestDifference, SEED } from './parity.js';
import { pythonWithTensors } from './tensorFolder.js';

/** Of heat, whose most is 1. */
const TOLERANCE = 1e-5;
const [HEIGHT, WIDTH] = [17, 24];
const folder = mkdtempSync(path.join(tmpdir(), 'thaw-grad-cam-'));

beforeAll(() => tf.ready());
afterAll(() => rmSync(folder, { recursive: true }));

test('heat maps are those that a GradientTape gives for the same model in Keras, for every class', async () => {
  const model = smallModel(SEED);
  const file = path.join(folder, 'small.keras');
  await saveModel(file, model);
  const draw = random(SEED, 'grad-cam');
  const numClasses = 7;
  const pictures = Array.from({ length: numClasses }, () =>
    Uint8Array.from({ length: HEIGHT * WIDTH * 3 }, () => draw.below(256)),
  );
  const { results } = pythonWithTensors(
    `
import keras, tensorflow as tf
model = keras.saving.load_model(given['file'])
maps_and_logits = keras.Model(model.input, [model.get_layer('depthwise').output, model.get_layer('classes').output])
cells, heat = [], []
for label, picture in enumerate(tensors['pictures']):
    with tf.GradientTape() as tape:
        maps, logits = maps_and_logits(picture[None] / 127.5 - 1, training=False)
        score = logits[0, label]
    importance = tf.reduce_mean(tape.gradient(score, maps), axis=(0, 1, 2))
    cam = tf.nn.relu(tf.reduce_sum(maps[0] * importance, -1))
    cam = cam / tf.reduce_max(cam) if tf.reduce_max(cam) > 0 else cam
    heat.append(tf.image.resize(cam[..., None], picture.shape[:2], 'bilinear')[..., 0].numpy())
results = {'heat': np.stack(heat)}
`,
    { file },
    new Map([
      [
        'pictures',
        {
          shape: [numClasses, HEIGHT, WIDTH, 3],
          values: Float32Array.from(pictures.flatMap((picture) => [...picture])),
        },
      ],
    ]),
  );
  const open = openModel(model, [{ step: 'preprocess_input', mode: 'tf' }]);
  const size = { height: HEIGHT, width: WIDTH };
  const before = tf.memory().numTensors;
  const heatMaps = await gradCam(open, pictures, size, [...pictures.keys()]);
  expect(tf.memory().numTensors).toBe(before);
  const { values } = results.get('heat')!;
  let lit = 0;
  heatMaps.forEach((heatMap, label) => {
    expect(heatMap.cells).toEqual([7, 10]);
    const expected = values.subarray(label * HEIGHT * WIDTH, (label + 1) * HEIGHT * WIDTH);
    if (Math.max(...expected) > 0) lit++;
    const difference = largestDifference(heatMap.values, expected);
    expectParity(`Grad-CAM of class ${label}, against Keras and GradientTape`, difference, TOLERANCE);
  });
  expect(lit).toBeGreaterThan(2);
  open.dispose();
});

test('the maps are those of the last convolution, before pooling and padding, and after normalization and activation', () => {
  expect(endOfMaps(smallModel().network)).toEqual({ maps: 'depthwise', pooled: 'flat' });
});
