import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { kerasEraText, statedVersion } from '../../../src/script/reading/kerasEra.js';
import { readScript } from '../../../src/script/reading/readScript.js';
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

test('a number that several versions of TensorFlow have stands for all of them', async () => {
  const era = async (version: string): Promise<string> =>
    kerasEraText((await readingOf('from tensorflow import keras\n', version)).keras, 'train.py');
  expect(await era('2.4.0')).toContain('tf.keras 2.3 to tf.keras 2.4');
  expect(await era('2.2.4-tf')).toContain('tf.keras 1.13 to tf.keras 2.2');
  expect(await era('tf.keras 2.4')).not.toContain('2.3');
});
