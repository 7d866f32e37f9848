import { describe, expect, test } from 'vitest';
import { versionText } from '../../../src/script/keras/kerasVersion.js';
import { readingOf } from './readingOf.js';

const OF_KERAS = 'from keras.layers import Dense\nDense(3)\n';
const OF_TENSORFLOW = 'from tensorflow.keras.layers import Dense\nDense(3)\n';

/** The versions that a script is for: the first and the last. */
async function versionsOf(text: string): Promise<string[]> {
  const { keras } = await readingOf(text);
  return [versionText(keras.from), versionText(keras.to)];
}

describe('versions in remarks', () => {
  test.each([
    ['# Keras 2.1.6', OF_KERAS, 'Keras 2.1.6'],
    ['"""Wildlife camera, keras 2.1.6"""', OF_KERAS, 'Keras 2.1.6'],
    ['# requirements: keras==2.1.6, tensorflow==1.12', OF_KERAS, 'Keras 2.1.6'],
    ['# tested with TensorFlow v2.3', OF_TENSORFLOW, 'tf.keras 2.3'],
    ['import tensorflow as tf  # 2.3', OF_TENSORFLOW, 'tf.keras 2.3'],
    ['import tensorflow as tf\nprint(tf.__version__)  # 2.3.1', OF_TENSORFLOW, 'tf.keras 2.3'],
    ["import tensorflow as tf\nassert tf.__version__.startswith('2.3')", OF_TENSORFLOW, 'tf.keras 2.3'],
    ["import tensorflow as tf\nassert tf.__version__ == '2.3.0'", OF_TENSORFLOW, 'tf.keras 2.3'],
  ])('%s', async (remark, script, version) => {
    const [from, to] = await versionsOf(`${remark}\n${script}`);
    expect([from, to]).toEqual([version, version]);
  });

  test.each([
    ['# renamed in Keras 2.3', OF_KERAS],
    ['# val_acc before keras 2.3', OF_KERAS],
    ["# doesn't work: Keras 2.1.6", OF_KERAS],
    ['# Keras 2.1.6\n# Keras 2.2.4', OF_KERAS],
    ['# see https://example.org/keras-2.1.6', OF_KERAS],
    ['print("# Keras 2.1.6")', OF_KERAS],
    ['rate = 2.3  # 2.3', OF_TENSORFLOW],
    ["import torch\nassert torch.__version__ == '2.3.0'", OF_TENSORFLOW],
  ])('not: %s', async (remark, script) => {
    expect(await versionsOf(`${remark}\n${script}`)).toEqual(await versionsOf(script));
  });

  test('a remark is only likely, and what the script calls counts more', async () => {
    const { keras } = await readingOf(`# Keras 2.1.6\n${OF_KERAS}`);
    expect(keras.sure).toBe(false);
    const { keras: other } = await readingOf(`# Keras 3.3\n${OF_KERAS}model.fit_generator(train)\n`);
    expect(other.to).toMatchObject({ major: 2 });
    expect(other.contradictions).toHaveLength(1);
  });
});

test.each([
  ["model.save('flowers')", 2],
  ["model.save('out/flowers.pb')", 2],
  ["model.save('flowers.h5')", 3],
  ["model.save('flowers.keras')", 3],
  ["model.save(folder + '/flowers')", 3],
  ["model.export('flowers')", 3],
])('%s is for Keras up to %i', async (line, major) => {
  const { keras } = await readingOf(
    `import tensorflow as tf\nmodel = tf.keras.Sequential([tf.keras.layers.Dense(3)])\n${line}\n`,
  );
  expect(keras.to.major).toBe(major);
});
