import { expect, test } from 'vitest';
import { orderedSplit } from '../../../../src/diagnose/checks/script/orderedSplit.js';
import { findingsOf } from './findingsOf.js';

/** A training on a list of pairs of a path and a class that is cut. */
function script({ cut, mix = '', items = 'train_items' }: { cut: string; mix?: string; items?: string }): string {
  return `
import os, random
import keras
import numpy as np
from keras import layers

def list_items(root):
    classes = sorted(os.listdir(root))
    items, train_items, val_items = [], [], []
    for k, name in enumerate(classes):
        files = sorted(os.listdir(os.path.join(root, name)))
        for f in files:
            items.append((os.path.join(root, name, f), k))
        train_items += [(os.path.join(root, name, f), k) for f in files[:80]]
        val_items += [(os.path.join(root, name, f), k) for f in files[80:]]
    return items, train_items, val_items

class Batches(keras.utils.PyDataset):
    def __init__(self, items):
        super().__init__()
        self.items = list(items)
    def __len__(self):
        return len(self.items) // 32
    def __getitem__(self, i):
        batch = self.items[i * 32:(i + 1) * 32]
        x = np.stack([keras.utils.img_to_array(keras.utils.load_img(p, target_size=(224, 224))) for p, _ in batch])
        return x / 127.5 - 1, np.array([k for _, k in batch])

items, train_items, val_items = list_items('data')
${mix}
${cut}
model = keras.Sequential([keras.applications.MobileNetV2(include_top=False, pooling='avg'), layers.Dense(6, activation='softmax')])
model.compile('adam', 'sparse_categorical_crossentropy')
model.fit(Batches(${items}), validation_data=Batches(val_items), epochs=10)
`;
}

const CUT = 'n = int(0.8 * len(items))\ntrain_items, val_items = items[:n], items[n:]';

test('a list that a loop over folders fills is cut class by class, also where a class of the script reads it', async () => {
  expect(await findingsOf(orderedSplit, script({ cut: CUT }))).toMatchObject([{ check: 'ordered-split' }]);
});

test('a list that is shuffled before the cut is not, nor lists that take a part of each folder', async () => {
  expect(await findingsOf(orderedSplit, script({ cut: CUT, mix: 'random.shuffle(items)' }))).toEqual([]);
  expect(await findingsOf(orderedSplit, script({ cut: CUT, mix: 'items = random.sample(items, len(items))' }))).toEqual(
    [],
  );
  expect(await findingsOf(orderedSplit, script({ cut: '' }))).toEqual([]);
});
