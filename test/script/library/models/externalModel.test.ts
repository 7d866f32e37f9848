import { expect, test } from 'vitest';
import { expectedInputOf } from '../../../../src/diagnose/evidence/expectedInput.js';
import { fieldsOf } from '../../../../src/script/reading/fields.js';
import { readingOf } from '../../reading/readingOf.js';

const MODULE = 'https://tfhub.dev/google/imagenet/mobilenet_v2_100_224/feature_vector/5';

/** What is read of a training on a base, and what the base expects. */
async function readingOfBase(
  base: string,
  { imports = '', after = '' } = {},
): Promise<{
  backbone: unknown;
  unfrozen: unknown;
  expects: string | undefined;
}> {
  const reading = await readingOf(`
import tensorflow as tf
import tensorflow_hub as hub
${imports}
base = ${base}
${after}
model = tf.keras.Sequential([base, tf.keras.layers.Dense(5, activation='softmax')])
model.compile('adam', 'mse')
model.fit(train)
`);
  const [stage] = reading.stages;
  const fields = fieldsOf(stage!);
  const text = (name: string): unknown => {
    const found = fields.find(({ field }) => field === name)?.read;
    return found?.value ?? (found?.from === 'unknown' ? `not visible: ${found.why}` : undefined);
  };
  return { backbone: text('backbone'), unfrozen: text('unfrozen'), expects: expectedInputOf(stage!.model.base)?.words };
}

test.each([
  ['', 'the head alone'],
  [', trainable=False', 'the head alone'],
  [', trainable=True', 'all, the base too'],
])('hub.KerasLayer(url%s): %s', async (settings, unfrozen) => {
  expect(await readingOfBase(`hub.KerasLayer('${MODULE}'${settings})`)).toEqual({
    backbone: 'MobileNetV2 of TensorFlow Hub',
    unfrozen,
    expects: '0..1',
  });
});

test('a hub layer is unfrozen later, and called on a tensor', async () => {
  const { unfrozen } = await readingOfBase(`hub.KerasLayer('${MODULE}')`, { after: 'base.trainable = True' });
  expect(unfrozen).toBe('all, the base too');
  const reading = await readingOf(`
import tensorflow as tf
import tensorflow_hub as hub
inputs = tf.keras.Input((224, 224, 3))
x = hub.KerasLayer('${MODULE}')(tf.keras.layers.Rescaling(1 / 255)(inputs))
model = tf.keras.Model(inputs, tf.keras.layers.Dense(5)(x))
model.compile('adam', 'mse')
model.fit(train)
`);
  const { base, before, head } = reading.stages[0]!.model;
  expect([base?.className, before.map(({ className }) => className), head.map(({ className }) => className)]).toEqual([
    'KerasLayer',
    ['Input', 'Rescaling'],
    ['Dense'],
  ]);
});

test('a module of the hub that thaw does not know is said to be that', async () => {
  expect(await readingOfBase("hub.KerasLayer('https://tfhub.dev/sayakpaul/vit_s16_fe/1')")).toEqual({
    backbone: "not visible: thaw does not know the model 'https://tfhub.dev/sayakpaul/vit_s16_fe/1' of TensorFlow Hub",
    unfrozen: 'the head alone',
    expects: undefined,
  });
});

test.each([
  ['import efficientnet.tfkeras as efn', 'efn.EfficientNetB3(include_top=False)'],
  ['from efficientnet.keras import EfficientNetB3', "EfficientNetB3(include_top=False, weights='noisy-student')"],
])('%s: its EfficientNet has its own preprocessing', async (imports, base) => {
  const read = await readingOfBase(base, { imports });
  expect(read.backbone).toContain('EfficientNetB3 of the package efficientnet');
  expect(read.expects).toBe("ImageNet's mean and deviation, -2.1..2.6");
});

test('weights of a file are not those of ImageNet', async () => {
  const imports = 'import efficientnet.tfkeras as efn';
  expect((await readingOfBase("efn.EfficientNetB3(weights='mine.h5')", { imports })).expects).toBeUndefined();
});

test('flags of some layers of a base whose layers are not known are not visible', async () => {
  const imports = 'import efficientnet.tfkeras as efn';
  const after = 'for layer in base.layers[:-20]:\n    layer.trainable = False';
  const { unfrozen } = await readingOfBase('efn.EfficientNetB3()', { imports, after });
  expect(unfrozen).toBe('not visible: it depends on what the text does not say');
  const whole = await readingOfBase('efn.EfficientNetB3()', { imports, after: 'base.trainable = False' });
  expect(whole.unfrozen).toBe('the head alone');
});

test('a head on a layer of such a base stands on the base', async () => {
  const reading = await readingOf(`
import efficientnet.keras as efn
from keras.layers import Dense
from keras.models import Model
base = efn.EfficientNetB0(weights='imagenet')
model = Model(base.input, Dense(5)(base.layers[-2].output))
model.compile('adam', 'mse')
model.fit(train)
`);
  expect(reading.stages[0]?.model.base?.model?.external?.name).toBe('EfficientNetB0');
});

test.each([
  ['importlib', "importlib.import_module('keras.applications.' + 'vgg16').VGG16(include_top=False)"],
  ['getattr of a module', "getattr(tf.keras.applications, 'VGG16')(include_top=False)"],
  [
    'getattr of an imported module',
    "getattr(importlib.import_module('tensorflow.keras.applications'), 'VGG16')(include_top=False)",
  ],
])('%s finds a backbone by its name', async (_name, base) => {
  const read = await readingOfBase(base, { imports: 'import importlib' });
  expect(read.backbone).toBe("VGG16, weights 'imagenet'");
  expect(read.expects).toContain('BGR');
});

test('a backbone whose name the text does not say is not visible', async () => {
  const { backbone } = await readingOfBase('getattr(tf.keras.applications, NAME)(include_top=False)');
  expect(backbone).toContain('not visible');
});
