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

test('what is not patched is told with its lines and why, and what is, too', async () => {
  const saves = "callbacks=[ModelCheckpoint('b.h5', save_best_only=True, monitor='loss')]";
  const text = SCRIPT.replace('epochs=5', `epochs=5, ${saves}`).replace(
    'from keras.layers',
    'from keras.callbacks import ModelCheckpoint\nfrom keras.layers',
  );
  writeFileSync(file, `${text}model.evaluate(train)\n`);
  await fixScript({ scriptFile: file, write: false }, python, console);
  const said = printed.join('\n').replace(/\s+/g, ' ');
  expect(said).toContain('wrong-scaling (train.py:7; train.py:8): fixed.');
  expect(said).toMatch(/checkpoint-not-best \(train\.py:13; train\.py:12\): not patched, since .* To do: Load b\.h5/);
});

test('what is fixed in part, and what is only worth knowing, is told too', async () => {
  const imports = 'import numpy as np\nfrom PIL import Image\n';
  const predicts = `image = Image.open('a.jpg').convert('RGB').resize((224, 224), Image.BICUBIC)
model.predict(np.array(image, dtype='float32')[None] / 127.5)
`;
  const steps = 'epochs=5, steps_per_epoch=nb_train_samples';
  writeFileSync(file, `nb_train_samples = 900\n${imports}${SCRIPT.replace('epochs=5', steps)}${predicts}`);
  await fixScript({ scriptFile: file, write: false }, python, console);
  const said = printed.join('\n').replace(/\s+/g, ' ');
  expect(said).toMatch(/train-validation-mismatch \([^)]*\): fixed in part\. Left \([^)]*\): Images are resized with /);
  expect(said).toMatch(/too-few-steps \(train\.py:15[^)]*\): not patched, only worth knowing\. An epoch is /);
});

test('a script in Latin-1 is patched to the byte, and one in UTF-16 is told to be saved as UTF-8', async () => {
  const text = `# -*- coding: latin-1 -*-\n# Größe\n${SCRIPT}`;
  writeFileSync(file, text, 'latin1');
  const outFile = path.join(folder, 'latin.patch');
  await fixScript({ scriptFile: file, outFile, write: false }, python, console);
  execFileSync('git', ['apply', outFile], { cwd: folder });
  const patched = readFileSync(file, 'latin1');
  expect(patched).toContain('# Größe\n');
  expect(patched).toContain('preprocessing_function=preprocess_input');
  writeFileSync(file, `\uFEFF${SCRIPT}`, 'utf16le');
  const { diff } = await fixScript({ scriptFile: file, write: true }, python, console);
  expect(diff).toHaveLength(0);
  expect(printed.join('\n').replace(/\s+/g, ' ')).toContain('which Python does not run: save it as UTF-8');
});

test('a patch of a script with a byte order mark and CRLF applies', async () => {
  writeFileSync(file, `\uFEFF${SCRIPT.replaceAll('\n', '\r\n')}`);
  const outFile = path.join(folder, 'mark.patch');
  await fixScript({ scriptFile: file, outFile, write: false }, python, console);
  execFileSync('git', ['apply', outFile], { cwd: folder });
  const patched = readFileSync(file, 'utf8');
  expect(patched.startsWith('\uFEFFfrom keras')).toBe(true);
  expect(patched).toContain('preprocess_input)');
  expect(patched.replaceAll('\r\n', '')).not.toContain('\n');
});

test('a version of Keras may be named', () => {
  expect(readFixOptions([file, '--keras', '2.2.4'])).toMatchObject({ scriptFile: file, keras: '2.2.4', write: false });
});

test('images may be named, and fields that the script does not show', () => {
  const words = [file, '--data', folder, '--minutes', '4', '--set', 'height=224'];
  expect(readFixOptions(words)).toMatchObject({ dataFolder: folder, minutes: 4, changes: { height: 224 } });
});

test.each([
  { words: [], says: 'name one script' },
  { words: ['--script', path.join(folder, 'none.py')], says: 'expected to be a file' },
  { words: ['--script', folder], says: 'expected to be a file' },
  { words: [file, '--data', 'nowhere'], says: '--data is expected to be a folder' },
  { words: [file, '--minutes', '3'], says: '--minutes needs images' },
  { words: [file, '--set', 'height=224'], says: '--set needs images' },
])('refuses $words', ({ words, says }) => {
  expect(() => readFixOptions(words)).toThrow(says);
});
