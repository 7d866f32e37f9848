import { expect, test } from 'vitest';
import { layerNames } from '../../../../src/diagnose/checks/script/layerNames.js';
import { findingsOf } from './findingsOf.js';

const LOOP = (model: string, test_: string): string => `
from tensorflow.keras.applications import ${model}
from tensorflow.keras import layers, models
base = ${model}(weights='imagenet', include_top=False, pooling='avg')
set_trainable = False
for layer in base.layers:
    if ${test_}:
        set_trainable = True
    layer.trainable = set_trainable
model = models.Sequential([base, layers.Dense(5, activation='softmax', name='answers')])
model.compile('adam', 'categorical_crossentropy')
model.fit(train, epochs=5)
`;

test('a name that no layer has is found', async () => {
  const [finding] = await findingsOf(layerNames, LOOP('VGG16', "layer.name == 'block5_conv4'"));
  expect(finding).toMatchObject({ check: 'unknown-layer-name', severity: 'critical' });
  expect(finding?.places?.[0]).toMatchObject({ line: 6, text: "if layer.name == 'block5_conv4':" });
});

test('a name of older versions is found with the versions that have it', async () => {
  const [finding] = await findingsOf(layerNames, LOOP('ResNet50', "layer.name == 'res5a_branch2a'"));
  expect(finding?.summary).toMatch(
    /o layer of ResNet50 fits 'res5a_branch2a'.*Such a name is in Keras 1\.1 to 2\.3\.1/,
  );
});

test.each([
  ['VGG16', "layer.name == 'block5_conv1'"],
  ['VGG16', "layer.name in ['block5_conv1', 'block4_conv1']"],
  ['VGG16', "layer.name.startswith('block5')"],
  ['InceptionV3', "layer.name == 'mixed7'"],
  ['ResNet50', "'conv5' in layer.name"],
  // Counted by Keras, or a layer of the script.
  ['InceptionV3', "layer.name == 'conv2d_94'"],
  ['VGG16', "layer.name == 'answers'"],
])('%s with %s is sound', async (model, condition) => {
  expect(await findingsOf(layerNames, LOOP(model, condition))).toEqual([]);
});

const TWO = (variable: string): string => `
from keras.applications import VGG16
from keras import layers, models
base = VGG16(weights='imagenet', include_top=False)
for l in base.layers:
    l.trainable = False
for layer in base.layers[15:]:
    ${variable}.trainable = True
`;

test('a flag on the variable of another loop is found', async () => {
  const [finding] = await findingsOf(layerNames, TWO('l'));
  expect(finding).toMatchObject({ check: 'flags-without-effect', severity: 'critical' });
  expect(finding?.places?.[0]).toMatchObject({ line: 7, text: 'l.trainable = True' });
  expect(await findingsOf(layerNames, TWO('layer'))).toEqual([]);
  expect(await findingsOf(layerNames, TWO('base'))).toEqual([]);
});
