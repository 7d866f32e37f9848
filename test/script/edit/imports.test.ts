import { expect, test } from 'vitest';
import { addImport } from '../../../src/script/edit/imports.js';
import { find, type Parsed, parse, parseNotebook, patched, reason } from './parsed.js';

const VGG16 = 'from keras.applications.vgg16 import preprocess_input';

/** Adds an import before the last statement of a script. */
function add({ script }: Parsed, statement: string): ReturnType<typeof addImport> {
  return addImport(script, statement, { before: script.body.at(-1)!.place });
}

test.each([
  [
    'after the last import of Keras, from tensorflow.keras as the others',
    'import tensorflow as tf\nfrom tensorflow.keras.layers import Dense\nimport numpy as np\nx()\n',
    'import tensorflow as tf\nfrom tensorflow.keras.layers import Dense\nfrom tensorflow.keras.applications.vgg16 import preprocess_input\nimport numpy as np\nx()\n',
  ],
  [
    'from keras as the others',
    'from keras.layers import Dense\nx()\n',
    'from keras.layers import Dense\nfrom keras.applications.vgg16 import preprocess_input\nx()\n',
  ],
  [
    'on the line of an import of the same module',
    'from keras.applications.vgg16 import VGG16  # base\nx()\n',
    'from keras.applications.vgg16 import VGG16, preprocess_input  # base\nx()\n',
  ],
  [
    'after an import in brackets',
    'from keras.applications.vgg16 import (\n    VGG16,\n)\nx()\n',
    'from keras.applications.vgg16 import (\n    VGG16,\n)\nfrom keras.applications.vgg16 import preprocess_input\nx()\n',
  ],
  [
    'after the docstring and before the code where there is no import',
    '#!/usr/bin/env python\n"""Trains."""\nfrom __future__ import division\n\nx()\n',
    '#!/usr/bin/env python\n"""Trains."""\nfrom __future__ import division\nfrom keras.applications.vgg16 import preprocess_input\n\nx()\n',
  ],
  [
    'before the code where nothing is imported',
    '# Trains.\n\nx()\n',
    '# Trains.\n\nfrom keras.applications.vgg16 import preprocess_input\nx()\n',
  ],
  [
    'from TensorFlow where only that is imported',
    'import tensorflow as tf\nx()\n',
    'import tensorflow as tf\nfrom tensorflow.keras.applications.vgg16 import preprocess_input\nx()\n',
  ],
])('an import stands %s', async (_, before, after) => {
  const parsed = await parse(before);
  const change = add(parsed, VGG16);
  expect(change.name).toBe('preprocess_input');
  expect(await patched(parsed, change)).toBe(after);
});

test('what is imported already is not imported again', async () => {
  const parsed = await parse('from tensorflow.keras.applications.vgg16 import preprocess_input as prep\nx()\n');
  expect(add(parsed, VGG16)).toEqual({ edits: [], name: 'prep' });
});

test('an import that another one hides counts for nothing, and the alias names the module', async () => {
  const parsed = await parse(
    'from keras.applications.vgg16 import preprocess_input\nfrom keras.applications.resnet50 import preprocess_input\nx()\n',
  );
  const change = add(parsed, VGG16);
  expect(change.name).toBe('vgg16_preprocess_input');
  expect(await patched(parsed, change)).toBe(
    'from keras.applications.vgg16 import preprocess_input, preprocess_input as vgg16_preprocess_input\nfrom keras.applications.resnet50 import preprocess_input\nx()\n',
  );
});

test.each([
  'preprocess_input = 1',
  'def preprocess_input(x): pass',
  'def f(preprocess_input): pass',
  'for preprocess_input in y: pass',
  'z = [preprocess_input for preprocess_input in y]',
  'from keras.applications.xception import *',
  'import other as preprocess_input',
])('a name that means something else gets an alias: %s', async (line) => {
  const parsed = await parse(`from keras import layers\n${line}\nx()\n`);
  expect(add(parsed, VGG16).name).toBe('vgg16_preprocess_input');
});

test('an alias that is taken gets a number', async () => {
  const parsed = await parse('import keras\npreprocess_input = vgg16_preprocess_input = 1\nx()\n');
  expect(add(parsed, VGG16).name).toBe('vgg16_preprocess_input_2');
});

test('an import that comes after the use, or in a function, does not count', async () => {
  const parsed = await parse('def f():\n    from keras.applications.vgg16 import VGG16\ng()\nimport numpy\n');
  const change = addImport(parsed.script, VGG16, { before: find(parsed, 'Expr', 'g()').place });
  expect(await patched(parsed, change)).toBe(
    'from keras.applications.vgg16 import preprocess_input\ndef f():\n    from keras.applications.vgg16 import VGG16\ng()\nimport numpy\n',
  );
});

test('before the docstring stands no import', async () => {
  const parsed = await parse('"""Trains."""\nx()\n');
  const change = addImport(parsed.script, VGG16, { before: parsed.script.body[0]!.place });
  expect(reason(change)).toBe('no import can stand before it');
});

test('an import that two changes want is made once; two names are added one after the other', async () => {
  const parsed = await parse('from keras.applications.vgg16 import VGG16\nx()\n');
  const other = add(parsed, 'from keras.applications.vgg16 import decode_predictions');
  expect(await patched(parsed, add(parsed, VGG16), add(parsed, VGG16), other)).toBe(
    'from keras.applications.vgg16 import VGG16, preprocess_input, decode_predictions\nx()\n',
  );
});

test('a whole module is imported under its alias', async () => {
  const parsed = await parse('import os\nx()\n');
  const change = add(parsed, 'import numpy as np');
  expect(change.name).toBe('np');
  expect(await patched(parsed, change)).toBe('import os\nimport numpy as np\nx()\n');
  expect(add(await parse('import numpy as np\nx()\n'), 'import numpy as np')).toEqual({ edits: [], name: 'np' });
});

test('in a notebook an import goes to the imports, in a cell before the use', async () => {
  const json = (lines: string): string =>
    `{"cells":[{"cell_type":"code","source":[${lines}]},{"cell_type":"code","source":["x()"]}],"nbformat":4}`;
  const parsed = await parseNotebook(json('"import keras"'));
  expect(await patched(parsed, add(parsed, VGG16))).toBe(
    json('"import keras\\n","from keras.applications.vgg16 import preprocess_input"'),
  );
});
