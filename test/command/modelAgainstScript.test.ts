import { expect, test } from 'vitest';
import { comparedWithModel, type ModelFacts, modelAgainstScriptText } from '../../src/command/modelAgainstScript.js';
import { readingOf } from '../script/reading/readingOf.js';

const SCRIPT = `
from tensorflow.keras.applications import MobileNetV2
from tensorflow.keras.layers import Dense
from tensorflow.keras.models import Model
from tensorflow.keras.preprocessing.image import ImageDataGenerator
train = ImageDataGenerator().flow_from_directory('d', target_size=(160, 160))
base = MobileNetV2(include_top=False, pooling='avg')
base.trainable = False
model = Model(base.input, Dense(3, activation='softmax')(base.output))
model.compile('adam', 'categorical_crossentropy')
model.fit(train)
`.trimStart();

/** The file of this very model. */
const SAME: ModelFacts = {
  backbone: 'MobileNetV2',
  inputShape: [160, 160, 3],
  output: { units: 3, activation: 'softmax' },
  above: 'nothing',
};

async function textOf(facts: Partial<ModelFacts>, script = SCRIPT): Promise<string> {
  const reading = await readingOf(script);
  return modelAgainstScriptText(reading.file, comparedWithModel(reading, { ...SAME, ...facts }), 100);
}

test('a file of the model that the script describes agrees with it', async () => {
  expect((await textOf({})).replaceAll('\n', ' ')).toBe(
    'The model file and the script agree: backbone, size of the input, units of the last layer, its activation, layers that train.',
  );
});

test.each<[string, Partial<ModelFacts>, RegExp]>([
  ['backbone', { backbone: 'VGG16' }, /backbone +MobileNetV2 +line 6 +VGG16/],
  ['an unknown backbone', { backbone: undefined }, /backbone +MobileNetV2 +line 6 +another network/],
  ['size', { inputShape: [224, 224, 3] }, /size of the input +160x160 +line 5 +224x224/],
  ['units', { output: { units: 5, activation: 'softmax' } }, /units of the last layer +3 +line 8 +5/],
  ['activation', { output: { units: 3, activation: 'sigmoid' } }, /its activation +softmax +line 8 +sigmoid/],
  ['frozen layers', { above: 'everything' }, /layers that train +the head alone +line 7 +all, the base too/],
])('%s: where it differs, that is said with the line, and what agrees is left out', async (_what, facts, row) => {
  const text = await textOf(facts);
  expect(text).toContain('The model file is not what the script describes.');
  expect(text).toMatch(row);
  expect(text.split('\n')).toHaveLength(3);
});

test('what the file or the text leaves open is not compared', async () => {
  const open = SCRIPT.replace('Dense(3', 'Dense(n').replace("'softmax'", 'chosen');
  const facts = { inputShape: [null, null, 3], above: undefined, output: { units: 9, activation: undefined } };
  expect(await textOf(facts, open)).toBe('The model file and the script agree: backbone.');
  expect(await textOf({}, 'import keras\n')).toBe('');
});
