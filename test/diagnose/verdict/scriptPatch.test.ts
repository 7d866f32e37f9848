import { expect, test } from 'vitest';
import { patchScript } from '../../../src/diagnose/verdict/scriptPatch.js';
import { parsePatched } from '../../../src/script/edit/parsePatched.js';
import { sourceOf } from '../../../src/script/edit/sourceFile.js';
import { readAgain, readParsed } from '../../../src/script/reading/readScript.js';
import { parseSource } from '../../../src/script/syntax/parseScript.js';
import { patchOf } from '../fixes/patchOf.js';

const SCRIPT = `from tensorflow.keras.applications import ResNet50
from tensorflow.keras.layers import Dense
from tensorflow.keras.models import Model
from tensorflow.keras.preprocessing.image import ImageDataGenerator
gen = ImageDataGenerator(rescale=1. / 255, horizontal_flip=True, validation_split=0.2)
train = gen.flow_from_directory('data', target_size=(224, 224), subset='training')
val = gen.flow_from_directory('data', target_size=(224, 224), subset='validation')
base = ResNet50(weights='imagenet', include_top=False, pooling='avg')
base.trainable = False
model = Model(base.input, Dense(3, activation='softmax')(base.output))
model.compile('adam', 'categorical_crossentropy')
model.fit(train, validation_data=val, epochs=5)
`;

test('a change that would undo another one is left to the next run, which makes it', async () => {
  const first = await patchOf(SCRIPT);
  expect(first.fixed).toEqual(['wrong-scaling']);
  expect(first.words['augmented-validation']).toBe(
    'its change would undo that for wrong-scaling; run fix again on the patched script',
  );
  const second = await patchOf(first.text);
  expect(second).toMatchObject({ fixed: ['augmented-validation'], words: {} });
  expect(second.text).toContain(
    'val_gen = ImageDataGenerator(preprocessing_function=preprocess_input, validation_split=0.2)',
  );
  expect(await patchOf(second.text)).toEqual({ text: second.text, fixed: [], words: {} });
});

test('of two changes of the same place, the second one is told with its line, and made by the next run', async () => {
  const text = SCRIPT.replace('rescale=1. / 255, horizontal_flip=True', 'preprocessing_function=preprocess_input')
    .replace(
      'import ResNet50\n',
      'import ResNet50\nfrom tensorflow.keras.applications.resnet50 import preprocess_input\n',
    )
    .replace('base.trainable = False\n', '')
    .replace('model.fit', 'for layer in base.layers[:50]:\n    layer.trainable = False\nmodel.fit');
  const first = await patchOf(text);
  expect(first.fixed).toEqual(['flags-without-compile']);
  expect(first.words).toEqual({
    'learning-rate-too-high':
      'its change is at the same place as that for flags-without-compile (train.py:11); run fix again on the patched script',
  });
  const second = await patchOf(first.text);
  expect(second).toMatchObject({ fixed: ['learning-rate-too-high'], words: {} });
  expect(second.text).toContain("Adam(1e-5), 'categorical_crossentropy')\nmodel.fit(");
});

test('what another change cures is fixed, too', async () => {
  const text = SCRIPT.replace(
    /gen = .*\n.*\n.*\nbase/,
    `train = ImageDataGenerator(rescale=1. / 255).flow_from_directory('train', target_size=(224, 224))
val = ImageDataGenerator(rescale=1. / 127).flow_from_directory('val', target_size=(224, 224))
base`,
  );
  const { fixed, words } = await patchOf(text);
  expect([fixed.sort(), words]).toEqual([['train-validation-mismatch', 'wrong-scaling'], {}]);
});

const PREDICTED = `import numpy as np
from PIL import Image
${SCRIPT.replace('rescale=1. / 255, horizontal_flip=True', 'rescale=1. / 255')}
image = Image.open('a.jpg').convert('RGB').resize((224, 224), Image.BICUBIC)
model.predict(np.array(image, dtype='float32')[None] / 127.5)
`;

test.each([
  [
    'less severe',
    PREDICTED,
    'Images are resized with nearest in training, but with bicubic in prediction. Nothing else is found to differ.',
  ],
  [
    'a part of it',
    PREDICTED.replace('(224, 224), Image.BICUBIC', '(200, 200), Image.NEAREST'),
    'Images are 224x224 in training, but 200x200 in prediction.',
  ],
])('what a change leaves of its finding is told, where that is %s', async (_what, text, left) => {
  const script = await parseSource('train.py', text, { python: 'no such program' });
  const reading = readParsed(script);
  const { fixed, text: patched } = await patchScript(
    sourceOf('train.py', Buffer.from(text)),
    reading,
    async (changed) => {
      const parsed = await parsePatched(script, changed, { python: 'no such program' });
      return parsed && readAgain(reading, parsed);
    },
  );
  const mismatch = fixed.find(({ finding }) => finding.check === 'train-validation-mismatch');
  expect(mismatch).toMatchObject({ finding: { severity: 'critical' }, rest: [{ summary: left }] });
  expect(mismatch?.change).toHaveProperty('edits');
  expect(patched).toContain('preprocess_input(np.array(');
  expect(fixed.filter(({ rest }) => rest !== undefined)).toHaveLength(1);
});

test('a change that leaves its finding, or brings a new one, is not made', async () => {
  const script = await parseSource('train.py', SCRIPT, { python: 'no such program' });
  const reading = readParsed(script);
  const source = sourceOf('train.py', Buffer.from(SCRIPT));
  const same = await patchScript(source, reading, async () => reading);
  expect(same.edits).toEqual([]);
  expect(same.text).toBe(SCRIPT);
  for (const { change } of same.fixed)
    expect(change).toHaveProperty('reason', expect.stringMatching(/^the change would leave/));
  const unread = await patchScript(source, reading, async () => undefined);
  expect(unread.edits).toEqual([]);
  for (const { change } of unread.fixed) expect(change).toEqual({ reason: 'the changed line could not be read' });
});

test('a file in UTF-16 has words alone', async () => {
  const script = await parseSource('train.py', SCRIPT, { python: 'no such program' });
  const reading = readParsed(script);
  const source = sourceOf('train.py', Buffer.from(`\uFEFF${SCRIPT}`, 'utf16le'));
  const { fixed, edits } = await patchScript(source, reading, async () => reading);
  expect(edits).toEqual([]);
  for (const { change } of fixed) expect(change).toHaveProperty('reason', expect.stringContaining('save it as UTF-8'));
});
