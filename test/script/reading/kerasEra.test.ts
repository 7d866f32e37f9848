import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { versionText } from '../../../src/script/keras/kerasVersion.js';
import { kerasEraText, statedVersion } from '../../../src/script/reading/kerasEra.js';
import { readParsed, readScript } from '../../../src/script/reading/readScript.js';
import { parseSource } from '../../../src/script/syntax/parseScript.js';
import { readingOf } from './readingOf.js';

const OLD = `
from keras.models import Sequential
from keras.layers import Dense
from keras.optimizers import Adadelta, SGD
model = Sequential([Dense(2, activation='softmax')])
model.compile(optimizer=SGD(lr=0.01, decay=1e-6), loss='categorical_crossentropy')
model.fit_generator(train, samples_per_epoch=2000, nb_epoch=5)
`.trimStart();

test('spellings of Keras 1 and 2 say the version, with their lines', async () => {
  const { keras } = await readingOf(OLD);
  expect(keras.to).toMatchObject({ flavor: 'keras', major: 2, minor: 3 });
  expect(keras.releases.every(({ flavor, major }) => flavor === 'keras' && major < 3)).toBe(true);
  expect(kerasEraText(keras, 'train.py')).toMatch(/^Keras 1\.0 to Keras 2\.3\.1, as .* in line \d+/);
});

test('a name of TensorFlow 1 that is imported says the version, wherever it stands', async () => {
  const script = (imported: string): string => `
import tensorflow as tf
def seeded():
    ${imported}
    set_random_seed(1)
model = tf.keras.Sequential([tf.keras.layers.Dense(2)])
model.compile('sgd', 'mse')
model.fit(x, y)
`;
  const { keras } = await readingOf(script('from tensorflow import set_random_seed'));
  expect(keras.releases.every(({ major }) => major === 1)).toBe(true);
  const other = await readingOf(script('from numpy.random import seed as set_random_seed'));
  expect(other.keras.to.major).toBeGreaterThan(1);
});

test('what a notebook printed says how its version names the accuracy', async () => {
  const notebook = (printed: string, metrics = "['accuracy']"): string =>
    JSON.stringify({
      nbformat: 4,
      metadata: {},
      cells: [
        { cell_type: 'markdown', source: 'A classifier.' },
        {
          cell_type: 'code',
          source: `from keras.models import Sequential\nmodel = Sequential()\nmodel.compile('sgd', 'mse', metrics=${metrics})\nmodel.fit(x, y)`,
          outputs: [{ output_type: 'stream', name: 'stdout', text: ['Epoch 1/2\n', printed] }],
        },
      ],
    });
  const eraOf = async (text: string) =>
    (await readParsed(await parseSource('a.ipynb', text, { python: 'none' }))).keras;
  const line = '9/9 [====] - 3s 1s/step - loss: 0.41 - acc: 0.86 - val_loss: 0.55 - val_acc: 0.79\n';
  const old = await eraOf(notebook(line));
  expect(old).toMatchObject({ sure: true, to: { flavor: 'keras', major: 2, minor: 2 } });
  expect(kerasEraText(old, 'a.ipynb')).toContain('the output with val_acc in cell 2');
  const recent = await eraOf(notebook(line.replaceAll('acc:', 'accuracy:')));
  expect(recent.from).toMatchObject({ major: 2, minor: 3 });
  // Its own name for the metric, or a text of something else.
  expect((await eraOf(notebook(line, "['acc']"))).to.major).toBe(3);
  expect((await eraOf(notebook(line, "[BinaryAccuracy(name='acc')]"))).to.major).toBe(3);
  expect((await eraOf(notebook('the best val_acc: 0.79'))).to.major).toBe(3);
});

test("the default of Adadelta's rate follows the version", async () => {
  const [old] = (await readingOf(OLD.replace('SGD(lr=0.01, decay=1e-6)', 'Adadelta()'))).stages;
  expect(old?.optimizer.rate).toMatchObject({ from: 'default', value: 1 });
  const text = OLD.replaceAll('from keras', 'from tensorflow.keras').replace('SGD(lr=0.01, decay=1e-6)', "'adadelta'");
  const [recent] = (
    await readingOf(
      `from tensorflow.keras.layers import Rescaling\n${text}`.replace('samples_per_epoch=2000, nb_epoch', 'epochs'),
    )
  ).stages;
  expect(recent?.optimizer.rate).toMatchObject({ from: 'default', value: 0.001 });
});

test('where versions differ in a default and nothing says which, it is not visible and both are named', async () => {
  const text = `
import keras
model = keras.models.Sequential([keras.layers.Dense(2)])
model.compile('adadelta', 'mse')
model.fit(x, y)
`;
  const [stage] = (await readingOf(text.trimStart())).stages;
  expect(stage?.optimizer.rate.from).toBe('unknown');
  expect(JSON.stringify(stage?.optimizer.rate)).toMatch(/1 in Keras 1\.0 to 2\.3\.1; 0\.001 in /);
});

test('a shell line that installs a version is quoted with its place', async () => {
  const { keras } = await readingOf('!pip install tensorflow==2.3.0\nfrom tensorflow.keras.layers import Dense\n');
  expect(kerasEraText(keras, 'train.py')).toMatch(/^tf\.keras 2\.3, as !pip install tensorflow==2\.3\.0 in line 1/);
});

test('requirement files beside the script, and the version that the user names, count', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'thaw-era-'));
  const file = path.join(folder, 'train.py');
  await writeFile(file, 'from tensorflow.keras.layers import Dense\n');
  await writeFile(path.join(folder, 'requirements.txt'), 'numpy\ntensorflow==2.3.0\n');
  const python = 'no such program';
  const { keras } = await readScript(file, { python });
  expect(kerasEraText(keras, 'train.py')).toBe(
    'tf.keras 2.3, as tensorflow.keras.layers.Dense in line 1 says; requirements.txt asks for tensorflow ==2.3.0',
  );
  const stated = (await readScript(file, { python, keras: 'tf.keras 2.10' })).keras;
  expect(stated.releases).toEqual([{ flavor: 'tf.keras', major: 2, minor: 10 }]);
  expect(kerasEraText(stated, 'train.py')).toMatch(/contradicts that$/);
});

test('an import in a `try` says nothing, and a script without Keras fits any version', async () => {
  const text = 'try:\n    from tf_keras import layers\nexcept ImportError:\n    from keras import layers\n';
  expect(kerasEraText((await readingOf(text)).keras, 'train.py')).toMatch(/any version/);
});

test('lr= of a legacy optimizer is no sign of an old version', async () => {
  const text = 'import tensorflow as tf\nopt = tf.keras.optimizers.legacy.Adam(lr=1e-3, decay=1e-5)\n';
  const { keras } = await readingOf(text);
  expect(keras.because.map(({ what }) => what)).not.toContain('lr=');
});

test('a version that does not exist is refused', () => {
  expect(() => statedVersion('7.1')).toThrow(/expected to be a version of Keras/);
  expect(() => statedVersion('new')).toThrow(/expected to be a version of Keras/);
});

test('a patch that is not told apart counts as its minor version', () => {
  expect(statedVersion('3.6.0')).toMatchObject({ version: { flavor: 'keras', major: 3, minor: 6 } });
  expect(statedVersion('2.2.4')).toMatchObject({ version: { flavor: 'keras', major: 2, minor: 2, patch: 4 } });
  expect(statedVersion('2.10')).toMatchObject({ version: { flavor: 'tf.keras', minor: 10 } });
});

const IMPORTS = `import tensorflow as tf
from tensorflow.keras.callbacks import ModelCheckpoint
from tensorflow.keras.applications import VGG16
import os
`;

/** The versions that lines after those imports are for, and what says so beyond the imports. */
async function said(lines: string): Promise<{ from: string; to: string; because: string[] }> {
  const { keras } = await readingOf(`${IMPORTS}${lines}\n`);
  const because = keras.because.map(({ what }) => what).filter((what) => !what.startsWith('tensorflow.keras.'));
  return { from: versionText(keras.from), to: versionText(keras.to), because };
}

const trained = (checkpoint: string): string => `
model = tf.keras.Sequential([tf.keras.layers.Dense(2)])
model.compile('sgd', 'mse')
model.fit(x, y, callbacks=[ModelCheckpoint(${checkpoint})])`;

test.each([
  ["'best.hdf5', save_best_only=True", 'the checkpoint best.hdf5'],
  ["'weights.{epoch:02d}.h5', save_weights_only=True", 'the checkpoint weights.{epoch:02d}.h5'],
  ["os.path.join(folder, 'best.hdf5')", 'the checkpoint {folder}/best.hdf5'],
  ["'checkpoints/cp.ckpt', save_weights_only=True", 'the checkpoint checkpoints/cp.ckpt'],
  ["'best.keras', period=5", 'period='],
])('a checkpoint (%s) is not for Keras 3', async (checkpoint, what) => {
  expect(await said(trained(checkpoint))).toMatchObject({ to: 'tf.keras 2.15', because: [what] });
});

test.each([
  "'best.keras', save_best_only=True",
  "'best.h5'",
  "'best.weights.h5', save_weights_only=True",
  'path',
  'folder + name',
  "os.path.join('best', name)",
])('a checkpoint (%s) may be for Keras 3', async (checkpoint) => {
  expect(await said(trained(checkpoint))).toMatchObject({ to: 'Keras 3.16', because: [] });
});

test('weights that are saved to another file than .weights.h5 are not for Keras 3', async () => {
  expect(await said("model.save_weights('vgg.h5')")).toMatchObject({ to: 'tf.keras 2.15' });
  expect(await said("model.save_weights('vgg.weights.h5')\nmodel.save('vgg.h5')")).toMatchObject({ to: 'Keras 3.16' });
});

test('arguments and names of TensorFlow bound its version', async () => {
  expect(await said("VGG16(classifier_activation='softmax')")).toMatchObject({ from: 'tf.keras 2.2' });
  expect(await said('mine(classifier_activation=None)')).toMatchObject({ because: [] });
  expect(await said('tf.random.set_seed(1)')).toMatchObject({
    from: 'tf.keras 2.0',
    because: ['tensorflow.random.set_seed'],
  });
  expect(await said('tf.data.AUTOTUNE')).toMatchObject({ from: 'tf.keras 2.4' });
  expect(await said('tf.set_random_seed(1)')).toMatchObject({ to: 'tf.keras 1.15' });
});

test('names of TensorFlow 1 and 2 side by side, or of compat.v1, say nothing', async () => {
  expect(await said('if old:\n    tf.set_random_seed(1)\nelse:\n    tf.random.set_seed(1)')).toMatchObject({
    because: [],
  });
  expect(await said('tf.compat.v1.Session()')).toMatchObject({ because: [] });
  expect(await said('tf.set_random_seed = seed').then(({ to }) => to)).toBe('tf.keras 1.15');
  const { keras } = await readingOf('import tensorflow.compat.v1 as tf\ntf.Session()\nimport keras\n');
  expect(keras.because.map(({ what }) => what)).not.toContain('tensorflow.Session');
});

test("metrics=['acc'] is logged as it is written, so that a watched val_acc says nothing of the version", async () => {
  const lines = (metric: string): string => `
model.compile('sgd', 'mse', metrics=['${metric}'])
tf.keras.callbacks.EarlyStopping('val_acc')`;
  expect(await said(lines('acc'))).toMatchObject({ to: 'Keras 3.16', because: [] });
  expect(await said(lines('accuracy'))).toMatchObject({ to: 'tf.keras 1.15', because: ["'val_acc'"] });
});

test.each([
  ['from torch.optim import Adam', 'Adam(net.parameters(), lr=1e-3)'],
  ['import torch.optim as optim', 'optim.SGD(net.parameters(), lr=1e-3)'],
  ['import torch.optim as o', 'o.SGD(net.parameters(), lr=1e-3)'],
  ['import torch', 'torch.optim.Adam(net.parameters(), lr=1e-3)'],
  ['from transformers import AdamW', 'AdamW(lr=1e-3)'],
  ['def Adam(lr):\n    return lr', 'Adam(lr=1e-3)'],
  ['class SGD:\n    def __init__(self, lr):\n        self.lr = lr', 'SGD(lr=1e-3)'],
  ['def train_model(model, nb_epoch):\n    pass', 'train_model(model, nb_epoch=5)'],
  ['', 'trainer.train(nb_epoch=5)'],
  ['class Mine:\n    def fit(self, nb_epoch):\n        pass', 'Mine().fit(nb_epoch=5)'],
])('names of other packages and of the script say nothing (%s)', async (before, line) => {
  expect((await said(`${before}\n${line}`)).because).toEqual([]);
});

test('the same spellings of Keras say the version', async () => {
  expect((await said('tf.keras.optimizers.Adam(lr=1e-3)')).because).toEqual(['lr=']);
  expect((await said('from keras.optimizers import Adam\nAdam(lr=1e-3)')).because).toContain('lr=');
  expect((await said('model.fit(x, y, nb_epoch=5)')).because).toEqual(['nb_epoch=']);
});

test('a number that several versions of TensorFlow have stands for all of them', async () => {
  const era = async (version: string): Promise<string> =>
    kerasEraText((await readingOf('from tensorflow import keras\n', version)).keras, 'train.py');
  expect(await era('2.4.0')).toContain('tf.keras 2.3 to tf.keras 2.4');
  expect(await era('2.2.4-tf')).toContain('tf.keras 1.13 to tf.keras 2.2');
  expect(await era('tf.keras 2.4')).not.toContain('2.3');
});
