import { expect, test } from 'vitest';
import { augmentedValidation } from '../../../../src/diagnose/checks/script/augmentedValidation.js';
import { inShort } from '../../../diagnose/checks/script/findingsOf.js';
import { readingOf } from '../../reading/readingOf.js';

/** A Sequence whose images pass a pipeline of albumentations. */
function script({ aug, val = "Batches('val', False)" }: { aug: string; val?: string }): string {
  return `
import albumentations as A
import cv2
import numpy as np
from tensorflow import keras
class Batches(keras.utils.Sequence):
    def __init__(self, folder, augment=True):
        self.aug = ${aug} if augment else None
    def __getitem__(self, i):
        images = []
        for name in self.names[i * 32:(i + 1) * 32]:
            image = cv2.cvtColor(cv2.imread(name), cv2.COLOR_BGR2RGB)
            if self.aug is not None:
                image = self.aug(image=image)['image']
            images.append(image)
        return np.array(images), self.labels[i]
train, val = Batches('train'), ${val}
base = keras.applications.MobileNetV2(include_top=False, pooling='avg')
model = keras.Sequential([base, keras.layers.Dense(5, activation='softmax')])
model.compile('adam', 'categorical_crossentropy')
model.fit(train, validation_data=val)
`.trimStart();
}

test.each([
  ['A.Compose([A.HorizontalFlip(), A.Rotate(20)])', ['augment', 'augment'], [0, 255]],
  ['A.Compose([A.Resize(96, 96), A.OneOf([A.GaussNoise(), A.Blur()])])', ['resize', 'augment', 'augment'], [0, 255]],
  ['A.Compose([A.RandomCrop(height=96, width=96), A.ToFloat(max_value=255)])', ['crop', 'scale'], [0, 1]],
  ['A.Normalize(mean=(0.5, 0.5, 0.5), std=(0.5, 0.5, 0.5))', ['scale'], [-1, 1]],
  ['A.Compose([A.HorizontalFlip(), Own()])', ['augment', 'unknown'], undefined],
  ['A.Compose([A.NoSuchChange()])', ['unknown'], undefined],
])('%s is followed', async (aug, kinds, range) => {
  const { stages } = await readingOf(script({ aug }));
  const { steps, end } = stages[0]!.training!;
  const [from] = steps.flatMap(({ kind }, i) => (kind === 'swap channels' ? [i + 1] : []));
  expect(steps.slice(from).map(({ kind }) => kind)).toEqual(kinds);
  expect(end.range?.[0]?.map((value) => Number(value.toFixed(6)))).toEqual(range);
});

test.each([
  [
    'by the default of its argument',
    { aug: 'A.Compose([A.HorizontalFlip(p=0.5)])', val: "Batches('val')" },
    [16, 7, 20],
  ],
  ['by its argument', { aug: 'A.RandomGamma()', val: "Batches('val', augment=True)" }, [16, 7, 20]],
])('a class that augments validation %s is found where the object is made', async (_, parts, lines) => {
  expect(inShort(augmentedValidation(await readingOf(script(parts))))).toEqual([
    { check: 'augmented-validation', severity: 'warning', lines },
  ]);
});

test.each([
  ['augments training alone', { aug: 'A.Compose([A.HorizontalFlip(p=0.5)])' }],
  [
    'changes all images alike',
    { aug: 'A.Compose([A.Resize(96, 96), A.CLAHE(p=1), A.Normalize()])', val: "Batches('val')" },
  ],
  ['never applies its change', { aug: 'A.HorizontalFlip(p=0)', val: "Batches('val')" }],
])('a class that %s is no finding', async (_, parts) => {
  expect(augmentedValidation(await readingOf(script(parts)))).toEqual([]);
});
