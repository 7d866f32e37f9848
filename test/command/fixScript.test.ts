import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { PROJECT } from '../../src/base/project.js';
import { pythonOfProject } from '../../src/base/pythonOfProject.js';
import { fixScript } from '../../src/command/fix.js';
import { readFixOptions } from '../../src/command/fixOptions.js';

const folder = mkdtempSync(path.join(tmpdir(), 'thaw-fix-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = path.join(folder, 'train.py');
const python = pythonOfProject(PROJECT);

const SCRIPT = `from keras.applications import ResNet50
from keras.layers import Dense
from keras.models import Model
from keras.preprocessing.image import ImageDataGenerator

train = ImageDataGenerator(rescale=1./255).flow_from_directory('train', target_size=(224, 224))
base = ResNet50(weights='imagenet', include_top=False, pooling='avg')
base.trainable = False
model = Model(base.input, Dense(3, activation='softmax')(base.output))
model.compile('adam', 'categorical_crossentropy')
model.fit(train, epochs=5)
`;

let printed: string[];
const console = {
  print: (text: string) => void printed.push(text),
  fail: (text: string) => void printed.push(text),
  progress: () => {},
  width: 100,
};

beforeEach(() => {
  printed = [];
  writeFileSync(file, SCRIPT);
});

test('a patch is printed, and the script stays as it is', async () => {
  const { diff } = await fixScript({ scriptFile: file, write: false }, python, console);
  expect(diff.toString()).toContain('+train = ImageDataGenerator(preprocessing_function=preprocess_input)');
  expect(printed.join('\n')).toContain('--- a/train.py');
  expect(readFileSync(file, 'utf8')).toBe(SCRIPT);
});

test('the patch applies with git, and the patched script has nothing left to patch', async () => {
  const outFile = path.join(folder, 'fix.patch');
  await fixScript({ scriptFile: file, outFile, write: false }, python, console);
  execFileSync('git', ['apply', outFile], { cwd: folder });
  const { diff } = await fixScript({ scriptFile: file, write: false }, python, console);
  expect(diff).toHaveLength(0);
  expect(printed.at(-1)).toContain('nothing to patch');
});

test('the version of Keras that is named decides what is patched', async () => {
  const watching = 'from keras.callbacks import EarlyStopping\n';
  const stop = SCRIPT.replace("'categorical_crossentropy'", "'categorical_crossentropy', metrics=['accuracy']").replace(
    'epochs=5',
    "epochs=5, validation_data=train, callbacks=[EarlyStopping('val_acc')]",
  );
  writeFileSync(file, watching + stop);
  const open = await fixScript({ scriptFile: file, write: false }, python, console);
  expect(open.diff.toString()).not.toContain("EarlyStopping('val_accuracy'");
  const known = await fixScript({ scriptFile: file, keras: '2.3.1', write: false }, python, console);
  expect(known.diff.toString()).toContain("EarlyStopping('val_accuracy'");
  expect(readFixOptions(['--script', file, '--keras', '2.3.1'])).toMatchObject({ keras: '2.3.1' });
});

test('--write changes the script and keeps what it was', async () => {
  await fixScript({ scriptFile: file, write: true }, python, console);
  expect(readFileSync(file, 'utf8')).toContain('preprocess_input');
  expect(readFileSync(`${file}.orig`, 'utf8')).toBe(SCRIPT);
});

test.each([
  { words: [], says: 'name one script' },
  { words: ['--script', path.join(folder, 'none.py')], says: 'expected to be a file' },
  { words: ['--script', folder], says: 'expected to be a file' },
])('refuses $words', ({ words, says }) => {
  expect(() => readFixOptions(words)).toThrow(says);
});
