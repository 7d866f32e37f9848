import { expect, test } from 'vitest';
import { kerasName } from '../../../src/script/edit/kerasNames.js';
import { call, parse } from './parsed.js';

test.each([
  ['from keras.optimizers import Adam\nf()\n', 'Adam', 0],
  ['from keras.optimizers import SGD\nimport keras\nf()\n', 'Adam', 1],
  ['import keras\nf()\n', 'keras.optimizers.Adam', 0],
  ['import tensorflow as tf\nfrom tensorflow import keras\nf()\n', 'keras.optimizers.Adam', 0],
  ['import tensorflow as tf\nf()\n', 'tf.keras.optimizers.Adam', 0],
  ['import tensorflow.keras as K\nf()\n', 'K.optimizers.Adam', 0],
  ['from tensorflow.keras import optimizers as o\nf()\n', 'o.Adam', 0],
  ['from keras.models import Model\nf()\n', 'Adam', 1],
  ['import keras.backend as K\nf()\n', 'Adam', 1],
  ['import tensorflow as tf\ntf = load()\nf()\n', 'Adam', 1],
  ['import tensorflow as tf\nfor tf in all:\n  g()\nf()\n', 'Adam', 1],
  ['f()\nimport keras\n', 'Adam', 1],
])('%j calls it %s, with %i edits', async (text, name, edits) => {
  const parsed = await parse(text);
  const found = kerasName(parsed.script, 'optimizers', 'Adam', call(parsed, 'f').place);
  expect([found.name, 'edits' in found ? found.edits.length : found.reason]).toEqual([name, edits]);
});
