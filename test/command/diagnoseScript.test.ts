import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { runDiagnose } from '../../src/command/runDiagnose.js';

const folder = mkdtempSync(path.join(tmpdir(), 'thaw-script-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(name: string, text: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}

const SCRIPT = fileOf(
  'train.py',
  `from keras.applications import ResNet50
from keras.layers import Dense
from keras.models import Model
from keras.preprocessing.image import ImageDataGenerator
from mine import head

train = ImageDataGenerator(rescale=1./255).flow_from_directory('train', target_size=(224, 224))
base = ResNet50(weights='imagenet', include_top=False, pooling='avg')
base.trainable = False
model = Model(base.input, Dense(3, activation='softmax')(base.output))
model.compile('adam', 'categorical_crossentropy', metrics=['accuracy'])
head(model)
model.fit(train, epochs=5)
`,
);
const LOG = fileOf(
  'log.txt',
  ['1', '2', '3', '4']
    .map((epoch) => `Epoch ${epoch}/4\n50/50 [====] - 3s 60ms/step - loss: 1.0986 - accuracy: 0.3333`)
    .join('\n'),
);

/** What the command prints, and its exit code. */
async function diagnose(...words: string[]): Promise<{ code: number; text: string }> {
  const lines: string[] = [];
  const print = (text: string): void => void lines.push(text);
  const noSession = (): never => {
    throw new Error('a script alone needs no session');
  };
  const code = await runDiagnose(words, { print, fail: print, progress: () => {}, width: 100 }, async () =>
    noSession(),
  );
  return { code, text: lines.join('\n') };
}

test('a script alone is diagnosed without images and without TensorFlow', async () => {
  const { code, text } = await diagnose('--script', SCRIPT);
  expect(code).toBe(1);
  expect(text).toContain('The training (line 13)');
  expect(text).toMatch(/backbone +ResNet50, weights 'imagenet' +line 8/);
  expect(text).toMatch(/\/ 255 +0\.\.1/);
  expect(text).toMatch(/ResNet50 expects/);
  expect(text).toContain('CRITICAL  wrong-scaling');
  expect(text).toMatch(/train\.py:7 {2}rescale=1\.\/255/);
  const [, last] = text.split('\nNext: ');
  expect(last).toMatch(
    /^`npx thaw fix --script \S*train\.py` writes a patch;\s`--data DIR` [^;]*;\s`--history FILE` [^;]*\.$/,
  );
});

test('a history stands beside the script, and names what the figures show', async () => {
  const { text } = await diagnose('--script', SCRIPT, '--history', LOG);
  expect(text).toContain('The history');
  expect(text).not.toContain('`--history FILE`');
  expect(text).toMatch(/found in the script, train\.py:7/);
});

test('a cause in the history that the script has by another name is named with its check and line', async () => {
  const script = fileOf(
    'one.py',
    readFileSync(SCRIPT, 'utf8').replace('Dense(3,', 'Dense(1,').replace("'categorical", "'binary"),
  );
  const log = fileOf(
    'one.txt',
    ['1', '2', '3']
      .map((epoch) => `Epoch ${epoch}/3\n50/50 [====] - 3s 60ms/step - loss: 7.9712 - accuracy: 0.5000`)
      .join('\n'),
  );
  const { text } = await diagnose('--script', script, '--history', log);
  expect(text).toMatch(/one-unit-softmax\s+\(found\s+in\s+the\s+script\s+as\s+last-layer-mismatch,\s+one\.py:10\)/);
  // The script scales to 0..1, which ResNet50 takes for almost nothing: nothing is saturated by that.
  expect(text).not.toContain('Values far larger');
});

test('the version that --keras names goes on to the next command, and a file without a training has none', async () => {
  const { text } = await diagnose('--script', SCRIPT, '--keras', 'tf.keras 2.10');
  expect(text).toMatch(/Next: `npx thaw fix --script \S+ --keras 'tf\.keras 2\.10'`\swrites/);
  const { text: without } = await diagnose('--script', fileOf('names.py', 'import keras\n'));
  expect(without).not.toContain('Next:');
});

test('a script without a training is not called sound: it could not be judged, with exit code 2', async () => {
  const { code, text } = await diagnose('--script', fileOf('names.py', 'import keras\n'));
  expect(text).toContain('Nothing is checked, since no training is found.');
  expect(code).toBe(2);
  const read = readFileSync(SCRIPT, 'utf8').replace('rescale=1./255', 'preprocessing_function=preprocess_input');
  const sound = fileOf('sound.py', `from keras.applications.resnet50 import preprocess_input\n${read}`);
  expect((await diagnose('--script', sound)).code).toBe(0);
});

test('a fit that is not understood is named where no training is found, and what is not understood is said once', async () => {
  const broken = fileOf('broken.py', readFileSync(SCRIPT, 'utf8').replace('epochs=5)', 'epochs=5, = 3)'));
  const { text } = await diagnose('--script', broken);
  expect(text).toContain('No training is found in it: the call of `fit` in line 13 is not understood.');
  expect(text.match(/line 13:? /g)).toHaveLength(2);
  const twice = fileOf('twice.py', `${readFileSync(SCRIPT, 'utf8')}x = np.zeros(3)\ny = np.ones(3)\n`);
  expect((await diagnose('--script', twice)).text).toMatch(/line 14; line 15 np: it is not imported/);
});

test('what is not visible is not said to be sound', async () => {
  const sound = readFileSync(SCRIPT, 'utf8').replace('rescale=1./255', 'preprocessing_function=preprocess_input');
  const read = `from keras.applications.resnet50 import preprocess_input\n${sound}`;
  expect((await diagnose('--script', fileOf('hidden.py', read))).text).toContain(
    'Not visible, and so not checked: layers that train.',
  );
});

test('a history beside a script that prepares all images alike does not blame their preparation', async () => {
  const valid = "valid = ImageDataGenerator(rescale=1./255).flow_from_directory('valid', target_size=(224, 224))\n";
  const alike = readFileSync(SCRIPT, 'utf8')
    .replace('base = ', `${valid}base = `)
    .replace('epochs=5', 'epochs=5, validation_data=valid');
  const log = fileOf(
    'chance.txt',
    [0.31, 0.61, 0.81, 0.91]
      .map(
        (accuracy, i) =>
          `Epoch ${i + 1}/4\n50/50 [====] - 3s 60ms/step - loss: ${1.2 - accuracy} - accuracy: ${accuracy} - val_loss: ${6 + accuracy} - val_accuracy: 0.3333`,
      )
      .join('\n'),
  );
  const blames = /- train-validation-mismatch/;
  expect((await diagnose('--script', fileOf('alike.py', alike), '--history', log)).text).not.toMatch(blames);
  const other = alike.replace(
    "rescale=1./255).flow_from_directory('valid",
    "rescale=1./127).flow_from_directory('valid",
  );
  expect((await diagnose('--script', fileOf('other.py', other), '--history', log)).text).toMatch(blames);
});

test('a history alone is read too', async () => {
  const { code, text } = await diagnose('--history', LOG);
  expect(code).toBe(1);
  expect(text).toContain('4 epochs of 1 training');
});

test('--json has the settings with their lines, and the findings', async () => {
  const json = path.join(folder, 'out.json');
  await diagnose('--script', SCRIPT, '--json', json);
  const { script } = JSON.parse(readFileSync(json, 'utf8'));
  const backbone = script.trainings[0].fields.find((field: { field: string }) => field.field === 'backbone');
  expect(backbone).toMatchObject({ from: 'read' });
  expect(backbone.places[0]).toMatchObject({ where: 'train.py:8', line: 8 });
  expect(script.findings.map((finding: { check: string }) => finding.check)).toContain('wrong-scaling');
});

test.each([
  { words: ['--script', path.join(folder, 'none.py')], says: 'expected to be a file' },
  { words: ['--script', SCRIPT, '--recipe', SCRIPT], says: 'A script or a recipe is expected' },
  { words: ['--set', 'height=3'], says: '--set needs a script' },
  { words: ['--keras', '2.2.4'], says: '--keras needs a script' },
])('refuses $words', async ({ words, says }) => {
  const { code, text } = await diagnose(...words);
  expect(code).toBe(2);
  expect(text).toContain(says);
});
