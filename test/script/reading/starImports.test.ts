import { expect, test } from 'vitest';
import { readingOf } from './readingOf.js';

test('of several modules that are imported whole, keras.applications brings its models and no other names', async () => {
  const { stages } = await readingOf(`
from keras.models import *
from keras.layers import *
from keras.applications import *
base = ResNet50(input_tensor=Input((224, 224, 3)), weights='imagenet', include_top=False)
model = Model(base.input, Dense(1, activation='sigmoid')(GlobalAveragePooling2D()(base.output)))
model.compile('adadelta', 'binary_crossentropy')
model.fit(x, y)
`);
  expect(stages[0]?.model.base?.className).toBe('ResNet50');
  expect(stages[0]?.model.head.map(({ className }) => className)).toEqual(['GlobalAveragePooling2D', 'Dense']);
});
