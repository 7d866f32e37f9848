import { expect, test } from 'vitest';
import { pipelinesOfScript } from '../../../src/diagnose/checks/script/pipelinesOfScript.js';
import { readingOf } from './readingOf.js';

const TRAINS = `
import cv2
import numpy as np
from PIL import Image
from keras.applications.xception import Xception, preprocess_input
from keras.preprocessing.image import ImageDataGenerator, load_img, img_to_array
from keras.models import load_model
model = Xception(include_top=True)
model.compile('adam', 'categorical_crossentropy')
training = ImageDataGenerator(rescale=1 / 255).flow_from_directory('train', target_size=(299, 299))
model.fit(training)
model.save('best.h5')
`;

async function checksOf(text: string): Promise<string[]> {
  const reading = await readingOf(TRAINS + text);
  expect(reading.notUnderstood).toEqual([]);
  expect(reading.alternatives).toEqual([]);
  return pipelinesOfScript(reading).map(({ check }) => check);
}

test.each([
  [
    'given the model',
    `
def classify(file, net, names):
    image = img_to_array(load_img(file, target_size=(299, 299)))
    image = preprocess_input(np.expand_dims(image, axis=0))
    return names[net.predict(image).argmax()]`,
  ],
  [
    'with the model of the script',
    `
def classify(file):
    picture = load_img(file, target_size=(299, 299))
    if picture is None:
        return None
    image = preprocess_input(img_to_array(picture))
    return model.predict(image[None])`,
  ],
  [
    'that loads the model',
    `
def classify(file):
    saved = load_model('best.h5')
    image = np.array(Image.open(file).resize((299, 299))).astype('float32')
    return saved.predict(image[np.newaxis] / 127.5 - 1)`,
  ],
  [
    'that calls one that loads',
    `
def prepare(path):
    image = cv2.cvtColor(cv2.imread(path), cv2.COLOR_BGR2RGB)
    return np.expand_dims(cv2.resize(image, (299, 299)), 0)
def classify(path, net):
    return net.predict(prepare(path))`,
  ],
])('images of a function that nobody calls are compared with those of training: %s', async (_name, text) => {
  expect(await checksOf(text)).toEqual(['train-validation-mismatch']);
});

test.each([
  [
    'which are the same',
    `
def classify(file, net):
    image = img_to_array(load_img(file, target_size=(299, 299))) / 255
    return net.predict(np.expand_dims(image, axis=0))`,
  ],
  [
    'which somebody gives it',
    `
def classify(image, net):
    return net.predict(preprocess_input(image))`,
  ],
  [
    'which it shows alone',
    `
def show(file):
    return preprocess_input(img_to_array(load_img(file)))`,
  ],
  [
    'where the script has another model',
    `
other = Xception()
other.predict(np.zeros((1, 299, 299, 3)))
def classify(file, net):
    image = preprocess_input(img_to_array(load_img(file, target_size=(299, 299))))
    return net.predict(image[None])`,
  ],
])('a function that nobody calls says nothing of images %s', async (_name, text) => {
  expect(await checksOf(text)).toEqual([]);
});
