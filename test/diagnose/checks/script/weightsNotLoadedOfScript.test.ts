import { expect, test } from 'vitest';
import { otherBuild } from '../../../../src/diagnose/checks/script/otherBuild.js';
import { weightsNotLoadedOfScript } from '../../../../src/diagnose/checks/script/weightsNotLoadedOfScript.js';
import { scriptFindings } from '../../../../src/diagnose/stages/scriptFindings.js';
import { findingsOf } from './findingsOf.js';

const SCRIPT = (weights: string, { flags = 'base.trainable = False', load = '' } = {}): string => `
from tensorflow import keras
base = keras.applications.VGG16(weights=${weights}, include_top=False, pooling='avg')
${load}
${flags}
model = keras.Sequential([base, keras.layers.Dense(5, activation='softmax', name='answers')])
model.compile('adam', 'categorical_crossentropy')
model.fit(train, epochs=5)
`;

test('a frozen base without weights', async () => {
  const [finding] = await findingsOf(weightsNotLoadedOfScript, SCRIPT('None'));
  expect(finding).toMatchObject({ check: 'weights-not-loaded', severity: 'critical' });
  expect(finding?.summary).toContain('13 of its 13 layers with weights are frozen');
});

test.each([
  ['imagenet', SCRIPT("'imagenet'")],
  ['a path', SCRIPT("'notop.h5'")],
  ['from scratch', SCRIPT('None', { flags: '' })],
  ['loaded later', SCRIPT('None', { load: "base.load_weights('notop.h5')" })],
  ['set', SCRIPT('None', { load: 'base.set_weights(weights)' })],
])('%s is sound', async (_what, script) => {
  expect(await findingsOf(weightsNotLoadedOfScript, script)).toEqual([]);
});

const BY_NAME = (layers: string): string => `
from keras import layers, models
from keras.applications import VGG16
base = VGG16(weights=None, include_top=False, pooling='avg')
model = models.Sequential(${layers})
model.load_weights('vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5', by_name=True)
`;

test('weights by name that fit no layer', async () => {
  const [nested] = await findingsOf(weightsNotLoadedOfScript, BY_NAME("[base, layers.Dense(5, name='answers')]"));
  expect(nested).toMatchObject({ check: 'weights-not-loaded', severity: 'critical' });
  expect(nested?.fix.text).toBe('Load the weights into VGG16 itself, before it is added.');
  const fits = BY_NAME("[layers.Conv2D(64, 3, name='block1_conv1'), layers.Dense(5, name='answers')]");
  expect(await findingsOf(weightsNotLoadedOfScript, fits)).toEqual([]);
  const shared = BY_NAME("[*base.layers, layers.Dense(5, name='answers')]");
  expect(await findingsOf(weightsNotLoadedOfScript, shared)).toEqual([]);
});

const BUILD = (model: string, weights = 'None'): string => `
from tensorflow import keras
base = keras.applications.${model}(weights=${weights}, include_top=False, pooling='avg')
model = keras.Sequential([base, keras.layers.Dense(5, activation='softmax')])
model.load_weights('trained.h5')
model.predict(images)
`;

test('EfficientNet that is built without weights has a layer less (C33)', async () => {
  const [finding] = await findingsOf(otherBuild, BUILD('EfficientNetB0'));
  expect(finding).toMatchObject({ check: 'other-build', severity: 'warning' });
  expect(await findingsOf(otherBuild, BUILD('EfficientNetB0', "'imagenet'"))).toEqual([]);
  expect(await findingsOf(otherBuild, BUILD('VGG16'))).toEqual([]);
});

const TWO_MODES = (weights: string): string => `
import sys
from tensorflow import keras
def build(weights):
    base = keras.applications.EfficientNetB0(weights=weights, include_top=False, pooling='avg')
    base.trainable = False
    return keras.Sequential([base, keras.layers.Dense(5, activation='softmax')])
def train():
    model = build('imagenet')
    model.compile('adam', 'sparse_categorical_crossentropy')
    model.fit(images, labels)
    model.save_weights('trained.h5')
if sys.argv[1] == 'train':
    train()
else:
    model = build(${weights})
    model.load_weights('trained.h5')
    model.predict(images)
`;

test('what a mode of the script does that trains nothing is checked, too', async () => {
  const checks = async (weights: string): Promise<string[]> =>
    (await findingsOf(scriptFindings, TWO_MODES(weights))).map(({ check }) => check);
  expect(await checks('None')).toContain('other-build');
  expect(await checks("'imagenet'")).not.toContain('other-build');
});

const STAGES = (between: string, { fit = 'callbacks=[keep]', rate = '1e-5', base = 'True' } = {}): string => `
from tensorflow import keras
def build(trains):
    base = keras.applications.MobileNetV2(include_top=False, pooling='avg')
    base.trainable = trains
    return keras.Sequential([base, keras.layers.Dense(4, activation='softmax')])
keep = keras.callbacks.ModelCheckpoint('head.weights.h5', save_weights_only=True)
model = build(not ${base})
model.compile(keras.optimizers.Adam(1e-3), 'categorical_crossentropy')
model.fit(train, epochs=5, ${fit})
${between}
model.compile(keras.optimizers.Adam(${rate}), 'categorical_crossentropy')
model.fit(train, epochs=5)
`;

test('fine-tuning of a model that is built anew, with the head of the first stage in a file', async () => {
  const [finding] = await findingsOf(weightsNotLoadedOfScript, STAGES('model = build(True)'));
  expect(finding).toMatchObject({ check: 'weights-not-loaded', severity: 'warning' });
  expect(finding?.summary).toContain('built anew');
});

test.each([
  ['the same model', STAGES('model.layers[0].trainable = True')],
  ['weights that are loaded', STAGES("model = build(True)\nmodel.load_weights('head.weights.h5')")],
  ['a model that is loaded', STAGES("model = keras.models.load_model('head.keras')\nmodel.trainable = True")],
  ['weights that are copied', STAGES('first = model\nmodel = build(True)\nmodel.set_weights(first.get_weights())')],
  ['a first training that keeps nothing', STAGES('model = build(True)', { fit: '' })],
  ['another training at the same rate', STAGES('model = build(True)', { rate: '1e-3' })],
  ['two frozen trainings', STAGES('model = build(False)')],
  ['two trainings of all layers', STAGES('model = build(True)', { base: 'False' })],
])('%s: nothing is lost, or nothing says so', async (_what, script) => {
  const found = await findingsOf(weightsNotLoadedOfScript, script);
  expect(found.filter(({ summary }) => summary.includes('built anew'))).toEqual([]);
});

const RELOADED = (first: string, second: string, options = ', by_name=True'): string => `
from keras import layers, models
from keras.applications import VGG16
def built():
    base = VGG16(weights='imagenet', include_top=False)
    x = layers.GlobalAveragePooling2D()(base.output)
    return models.Model(base.input, layers.Dense(5, name='answers')(x))
def nested():
    base = VGG16(weights='imagenet', include_top=False)
    return models.Sequential([base, layers.GlobalAveragePooling2D(), layers.Dense(5)])
first = ${first}
first.save_weights('first.h5')
second = ${second}
second.load_weights('first.h5'${options})
`;

test('weights that this script saved, by name into a model of other names', async () => {
  const [finding] = await findingsOf(weightsNotLoadedOfScript, RELOADED('built()', 'nested()'));
  expect(finding).toMatchObject({ check: 'weights-not-loaded', severity: 'critical' });
  expect(await findingsOf(weightsNotLoadedOfScript, RELOADED('built()', 'built()'))).toEqual([]);
  // Names that Keras counts may be the same.
  expect(await findingsOf(weightsNotLoadedOfScript, RELOADED('nested()', 'nested()'))).toEqual([]);
  expect(await findingsOf(weightsNotLoadedOfScript, RELOADED('built()', 'nested()', ''))).toEqual([]);
});

const TWO_BUILDS = (first: string, second: string): string => `
import sys
from tensorflow import keras
def build(pooling='max', hidden='relu', last='softmax', rate=0.5):
    base = keras.applications.VGG16(weights='imagenet', include_top=False)
    pool = keras.layers.GlobalMaxPooling2D() if pooling == 'max' else keras.layers.GlobalAveragePooling2D()
    return keras.Sequential([base, pool, keras.layers.Dense(64, activation=hidden), keras.layers.Dropout(rate), keras.layers.Dense(5, activation=last)])
if sys.argv[1] == 'train':
    model = build(${first})
    model.compile('adam', 'sparse_categorical_crossentropy')
    model.fit(images, labels)
    model.save_weights('trained.h5')
else:
    model = build(${second})
    model.load_weights('trained.h5')
    model.predict(images)
`;

test('a model that gets weights of one with other pooling or activations', async () => {
  const [pooling] = await findingsOf(otherBuild, TWO_BUILDS("'avg'", ''));
  expect(pooling).toMatchObject({ check: 'other-build', severity: 'critical' });
  expect(pooling?.summary).toContain('GlobalAveragePooling2D, and are loaded into one with GlobalMaxPooling2D');
  const [hidden] = await findingsOf(otherBuild, TWO_BUILDS('', "hidden='tanh'"));
  expect(hidden?.summary).toContain('relu in a dense layer, and are loaded into one with tanh');
  const inBase = TWO_BUILDS('', '').replace(/build\(\)\n {4}model.load/, 'other()\n    model.load');
  const other = `def other():
    base = keras.applications.VGG16(weights='imagenet', include_top=False, pooling='avg')
    return keras.Sequential([base, keras.layers.Dense(64, activation='relu'), keras.layers.Dense(5)])
if sys`;
  expect((await findingsOf(otherBuild, inBase.replace('if sys', other)))[0]?.summary).toContain('GlobalAverage');
});

test.each([
  ['the same build', '', ''],
  ['no dropout in predictions', '', 'rate=0'],
  ['a softmax on what was trained as logits', 'last=None', ''],
  ['an activation that is not visible', '', 'hidden=chosen'],
])('%s is sound', async (_what, first, second) => {
  expect(await findingsOf(otherBuild, TWO_BUILDS(first, second))).toEqual([]);
});
