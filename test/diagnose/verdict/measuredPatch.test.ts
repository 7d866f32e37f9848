import { expect, test } from 'vitest';
import { measuredPatch } from '../../../src/diagnose/verdict/measuredPatch.js';
import type { Fault } from '../../../src/diagnose/verdict/verdict.js';
import { withChanges } from '../../../src/recipe/recipe.js';
import type { Recipe } from '../../../src/recipe/recipeType.js';
import { parsePatched } from '../../../src/script/edit/parsePatched.js';
import { sourceOf } from '../../../src/script/edit/sourceFile.js';
import { readAgain, readParsed, type ScriptReading } from '../../../src/script/reading/readScript.js';
import { recipeFromScript } from '../../../src/script/reading/recipeFromScript.js';
import { parseSource } from '../../../src/script/syntax/parseScript.js';

/** The second parser takes milliseconds. */
const QUICK = { python: 'no such program' };
const SCRIPT = `from tensorflow.keras.applications import VGG16
from tensorflow.keras.applications.vgg16 import preprocess_input
from tensorflow.keras.layers import Dense, Dropout
from tensorflow.keras.models import Model
from tensorflow.keras.optimizers import Adam
from tensorflow.keras.preprocessing.image import ImageDataGenerator
BATCH = 4
gen = ImageDataGenerator(preprocessing_function=preprocess_input)
train = gen.flow_from_directory('train', target_size=(224, 224), batch_size=BATCH)
val = gen.flow_from_directory('val', target_size=(224, 224), batch_size=BATCH, shuffle=False)
base = VGG16(weights='imagenet', include_top=False, pooling='avg')
base.trainable = False
x = Dropout(0.9)(base.output)
model = Model(base.input, Dense(3, activation='softmax')(x))
model.compile(Adam(learning_rate=2e-3), 'categorical_crossentropy')
model.fit(train, validation_data=val, epochs=5)
`;

const recipeOf = (reading: ScriptReading): Recipe => recipeFromScript(reading).recipe;

/** What becomes of a script whose measurement speaks for these values of its recipe. */
async function patched(
  text: string,
  changes: Partial<Recipe>,
  {
    check,
    refuted = [],
  }: { check?: Fault['check']; refuted?: Parameters<typeof measuredPatch>[2]['verdict']['refuted'] } = {},
) {
  const script = await parseSource('train.py', text, QUICK);
  const reading = readParsed(script);
  const fault = { check, headline: 'a fault', fields: Object.keys(changes) } as Fault;
  const found = {
    verdict: { faults: fault.fields.length === 0 ? [] : [fault], refuted },
    measured: { fixed: { recipe: withChanges(recipeOf(reading), changes) } },
  } as unknown as Parameters<typeof measuredPatch>[2];
  const patch = await measuredPatch(
    sourceOf('train.py', Buffer.from(text)),
    reading,
    found,
    async (changed) => {
      const parsed = await parsePatched(script, changed, QUICK);
      return parsed && readAgain(reading, parsed);
    },
    recipeOf,
  );
  const lines = text.split('\n');
  return {
    added: patch.text.split('\n').filter((line) => !lines.includes(line)),
    reasons: patch.faults.map(({ reason }) => reason),
    explained: patch.explained,
    left: patch.fixed.flatMap(({ change }) => ('reason' in change ? [change.reason] : [])),
  };
}

test.each<[Partial<Recipe>, string]>([
  [{ learningRate: 3e-4 }, "model.compile(Adam(learning_rate=3e-4), 'categorical_crossentropy')"],
  [{ batchSize: 32 }, 'BATCH = 32'],
  [{ epochs: 20 }, 'model.fit(train, validation_data=val, epochs=20)'],
  [{ head: { units: [], dropout: 0.3 } }, 'x = Dropout(0.3)(base.output)'],
])('a number that was measured is written into its line: %j', async (changes, line) => {
  const { added, reasons, explained } = await patched(SCRIPT, changes);
  expect({ added, reasons }).toEqual({ added: [line], reasons: [undefined] });
  expect(explained).toHaveLength(1);
});

test('without early stopping, its patience follows the epochs', async () => {
  const { added, reasons } = await patched(SCRIPT, { epochs: 16, patience: 16 });
  expect({ added, reasons }).toEqual({
    added: ['model.fit(train, validation_data=val, epochs=16)'],
    reasons: [undefined],
  });
});

test('several values are changed one after the other', async () => {
  const { added, reasons } = await patched(SCRIPT, { learningRate: 1e-4, batchSize: 16 });
  expect(reasons).toEqual([undefined]);
  expect(added).toEqual(['BATCH = 16', "model.compile(Adam(learning_rate=1e-4), 'categorical_crossentropy')"]);
});

test('a number that the call leaves to its default is given to it', async () => {
  const text = SCRIPT.replaceAll(', batch_size=BATCH', '').replace('Adam(learning_rate=2e-3)', "'adam'");
  const { added } = await patched(text, { batchSize: 8 });
  expect(added).toEqual(["train = gen.flow_from_directory('train', target_size=(224, 224), batch_size=8)"]);
});

test('a constant that stands for something else too is not changed', async () => {
  const text = SCRIPT.replace('epochs=5', 'epochs=BATCH');
  const { added, reasons } = await patched(text, { batchSize: 32 });
  expect({ added, reasons }).toEqual({
    added: [],
    reasons: ['the changed lines would not read as this change alone'],
  });
});

test('what takes more than a number is told', async () => {
  const { added, reasons } = await patched(SCRIPT, { interpolation: 'bilinear' });
  expect({ added, reasons }).toEqual({ added: [], reasons: ['it takes more than a number in a line'] });
  const layers = await patched(SCRIPT, { head: { units: [256], dropout: 0.9 } });
  expect(layers.reasons).toEqual(['it changes the layers of the head']);
});

const SCALED = SCRIPT.replace('preprocessing_function=preprocess_input', 'rescale=1. / 255');

test('a finding of the text is fixed in its own way, whatever values were measured', async () => {
  const scaling: Recipe['scaling'] = [{ step: 'preprocess_input', mode: 'caffe' }];
  const { added, reasons } = await patched(SCALED, { scaling }, { check: 'wrong-scaling' });
  expect(added).toEqual(['gen = ImageDataGenerator(preprocessing_function=preprocess_input)']);
  expect(reasons).toEqual([undefined]);
});

test('a finding of the text that gained nothing on the images is left', async () => {
  const refuted = {
    check: 'wrong-scaling' as const,
    severity: 'critical' as const,
    summary: '',
    change: 'one scaling',
    gain: { value: 0.001, interval: [-0.01, 0.012] as [number, number] },
  };
  const { added, left } = await patched(SCALED, {}, { refuted: [refuted] });
  expect(added).toEqual([]);
  expect(left[0]).toMatch(/^one scaling gained .* on these images$/);
});
