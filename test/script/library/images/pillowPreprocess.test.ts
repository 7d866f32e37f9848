import { expect, test } from 'vitest';
import { pipelinesOf } from '../../../../src/script/reading/pipelines.js';
import { readingOf } from '../../reading/readingOf.js';

/** The last step of a prediction whose image a script prepares, and what it leaves. */
async function lastStep(module: string, image: string): Promise<{ kind: string; range: unknown } | undefined> {
  const reading = await readingOf(`
import numpy as np
from PIL import Image
from keras.applications.${module} import preprocess_input
from keras.applications import ResNet50
from keras.preprocessing.image import load_img, img_to_array
model = ResNet50()
image = ${image}
model.predict(np.expand_dims(np.array(preprocess_input(image)), 0))
`);
  const step = pipelinesOf(reading)[0]?.steps.at(-1);
  return step && { kind: step.kind, range: step.after.range };
}

test('preprocess_input of an image of Pillow is an error in Keras, not a range', async () => {
  const loaded = "load_img('a.jpg', target_size=(224, 224))";
  expect(await lastStep('mobilenet_v2', loaded)).toEqual({ kind: 'unknown', range: undefined });
  expect(await lastStep('resnet50', "Image.open('a.jpg')")).toMatchObject({ kind: 'unknown' });
  expect(await lastStep('mobilenet_v2', `img_to_array(${loaded})`)).toEqual({
    kind: 'preprocess_input',
    range: [[-1, 1]],
  });
});

test('that of EfficientNet returns the image as it is', async () => {
  expect(await lastStep('efficientnet', "load_img('a.jpg')")).toMatchObject({ kind: 'preprocess_input' });
});
