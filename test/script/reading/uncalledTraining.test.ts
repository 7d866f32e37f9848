import { expect, test } from 'vitest';
import { pipelinesOf } from '../../../src/script/reading/pipelines.js';
import { rangeText } from '../../../src/script/reading/stepText.js';
import { readingOf } from './readingOf.js';

const CLASS = (before: string, fit: string): string => `
from keras.applications import VGG16
from keras.preprocessing.image import ImageDataGenerator
class Training:
    def __init__(self, config):
        self.config = config
    ${before}
    def fit(self, callbacks):
        model = VGG16()
        model.compile('sgd', 'categorical_crossentropy')
        ${fit}
`;

async function rangesOf(text: string): Promise<string[]> {
  return pipelinesOf(await readingOf(text)).map(({ steps }) => rangeText(steps.at(-1)!.after));
}

test.each([
  [
    'one sets both',
    CLASS(
      `def images(self):
        made = ImageDataGenerator(rescale=1 / 255)
        self.train = made.flow_from_directory(self.config.train)
        self.valid = made.flow_from_directory(self.config.valid)`,
      'model.fit(self.train, validation_data=self.valid)',
    ),
  ],
  [
    'of a pair',
    CLASS(
      `def images(self):
        made = ImageDataGenerator(rescale=1 / 255)
        self.train, self.valid = made.flow_from_directory('t'), made.flow_from_directory('v')`,
      'model.fit(self.train, validation_data=self.valid)',
    ),
  ],
  [
    'each needs another one',
    CLASS(
      `def validation(self):
        self.valid = self.made.flow_from_directory('v')
    def generator(self):
        self.made = ImageDataGenerator(rescale=1 / 255)
    def training(self):
        self.train = self.made.flow_from_directory('t')`,
      'model.fit(self.train, validation_data=self.valid)',
    ),
  ],
])('methods that set what an uncalled training reads come before it: %s', async (_name, text) => {
  expect(await rangesOf(text)).toEqual(['0..1', '0..1']);
});

test('a method that sets nothing of it is not called', async () => {
  const text = CLASS(
    `def other(self):
        self.config = None
        self.train = ImageDataGenerator(rescale=1 / 127).flow_from_directory('t')`,
    "model.fit(ImageDataGenerator(rescale=1 / 255).flow_from_directory('t'))",
  );
  expect(await rangesOf(text)).toEqual(['0..1']);
});

test('where the script calls the methods itself, that counts', async () => {
  const text = CLASS(
    `def images(self, scale=1 / 255):
        self.train = ImageDataGenerator(rescale=scale).flow_from_directory('t')`,
    'model.fit(self.train)',
  );
  expect(await rangesOf(`${text}\none = Training(None)\none.images(1 / 127.5)\none.fit([])`)).toEqual(['0..2']);
});
