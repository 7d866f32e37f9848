import { describe, expect, test } from 'vitest';
import { eraFromHints, eraText } from '../../../src/script/keras/eraFromHints.js';
import type { Hint, Spelling } from '../../../src/script/keras/hints.js';
import { parseVersion, RELEASES } from '../../../src/script/keras/kerasVersion.js';
import { hintsOfFile, hintsOfShellLine } from '../../../src/script/keras/requirementFiles.js';

const name = (qualified: string): Hint => ({ kind: 'name', name: qualified, what: `it imports ${qualified}` });
const spelling = (written: Spelling): Hint => ({ kind: 'spelling', spelling: written, what: `it writes ${written}` });
const range = (...hints: Hint[]): string => eraText(eraFromHints(hints));

describe('eraFromHints', () => {
  test('without a sign, any version is possible, and that is sure', () => {
    expect(eraFromHints([])).toMatchObject({ releases: RELEASES, sure: true, because: [] });
  });

  test.each<[string, Hint[]]>([
    ['Keras 1.0 to Keras 2.3.1', [name('keras.layers.Dense'), spelling('samples_per_epoch')]],
    ['Keras 2.0.0 to tf.keras 2.15', [name('keras.utils.to_categorical'), spelling('fit_generator')]],
    ['tf.keras 2.6 to Keras 3.16', [name('tensorflow.keras.layers.Rescaling')]],
    ['tf.keras 2.2 to tf.keras 2.15', [name('tf.keras.layers.experimental.preprocessing.Rescaling')]],
    ['Keras 3.0 to Keras 3.16', [name('keras.ops.cast')]],
    ['tf.keras 2.15', [name('tf_keras.layers.Dense')]],
  ])('%s', (text, hints) => {
    expect(range(...hints)).toBe(text);
  });

  test('a stated version decides', () => {
    const stated: Hint = { kind: 'stated', version: parseVersion('2.2.4')!, what: '--keras 2.2.4' };
    expect(eraFromHints([stated])).toMatchObject({ from: stated.version, to: stated.version, sure: true });
  });

  test('a sign that leaves no release is a contradiction and is not applied', () => {
    const stated: Hint = { kind: 'stated', version: parseVersion('2.2.4')!, what: '--keras 2.2.4' };
    const era = eraFromHints([name('keras.ops.cast'), stated]);
    expect(era).toMatchObject({ sure: false, contradictions: [{ what: 'it imports keras.ops.cast' }] });
    expect(eraText(era)).toBe('Keras 2.2.4');
  });

  test('a monitored name only makes a version likely', () => {
    const era = eraFromHints([name('tensorflow.keras.Model'), spelling('val_acc')]);
    expect(eraText(era)).toBe('tf.keras 1.5 to tf.keras 1.15');
    expect(era.sure).toBe(false);
  });

  test('TensorFlow 2.16 and later mean Keras 3, whichever way it is imported', () => {
    const requirement = hintsOfFile('requirements.txt', 'numpy\ntensorflow>=2.16\n');
    expect(range(...requirement, name('tensorflow.keras.Model'))).toBe('Keras 3.0 to Keras 3.16');
    expect(range(...requirement, name('keras.Model'))).toBe('Keras 3.0 to Keras 3.16');
  });

  test('a pinned TensorFlow says which Keras the package keras is', () => {
    const requirement = hintsOfFile('requirements.txt', 'tensorflow-gpu==2.9.1');
    expect(range(...requirement, name('keras.layers.Dense'))).toBe('tf.keras 2.9');
  });

  test('TensorFlow 1 with the package keras rules out Keras 3', () => {
    const requirement = hintsOfFile('environment.yml', 'dependencies:\n  - tensorflow=1.14.0=mkl_py36h2526735_0\n');
    expect(range(...requirement, name('keras.callbacks.EarlyStopping'))).toBe('Keras 1.0 to Keras 2.3.1');
    const reason = eraFromHints([...requirement, name('keras.callbacks.EarlyStopping')]).because[0];
    expect(reason).toEqual({ what: 'environment.yml asks for tensorflow ==1.14.0', file: 'environment.yml', line: 2 });
  });

  test('the version in a model file', () => {
    const file = (kerasVersion: string): Hint => ({
      kind: 'modelFile',
      kerasVersion,
      what: `model.h5: ${kerasVersion}`,
    });
    expect(range(file('2.2.4'))).toBe('Keras 2.2.4');
    expect(range(file('2.2.4-tf'))).toBe('tf.keras 1.13 to tf.keras 2.2');
    expect(range(file('2.4.0'))).toBe('tf.keras 2.3 to tf.keras 2.4');
    expect(range(file('2.10.0'))).toBe('tf.keras 2.10');
    expect(range(file('3.3.3'))).toBe('Keras 3.3');
  });

  test("a notebook's Python bounds TensorFlow, and is only likely", () => {
    const python: Hint = { kind: 'notebookPython', version: '3.6.9', what: 'the notebook ran Python 3.6.9' };
    const era = eraFromHints([python, name('tensorflow.keras.Model')]);
    expect(eraText(era)).toBe('tf.keras 1.5 to tf.keras 2.6');
    expect(era.sure).toBe(false);
  });
});

describe('hintsOfFile', () => {
  const packages = (file: string, text: string): string[] => hintsOfFile(file, text).map(({ what }) => what);
  test.each<[string, string, string[]]>([
    [
      'requirements.txt',
      '# tensorflow==1.0\nKeras==2.2.4 # old\ntensorflow-gpu>=1.12,<2\nnumpy\n',
      ['Keras ==2.2.4', 'tensorflow-gpu >=1.12,<2'],
    ],
    ['requirements-dev.txt', 'tensorflow[and-cuda]~=2.15 ; python_version < "3.12"', ['tensorflow ~=2.15']],
    ['environment.yml', 'dependencies:\n- python=3.7\n- pip:\n  - keras==2.3.1\n', ['python =3.7', 'keras ==2.3.1']],
    ['poetry.lock', '[[package]]\nname = "tensorflow"\nversion = "2.8.0"\n', ['tensorflow ==2.8.0']],
    ['Pipfile', '[packages]\ntensorflow = "==2.3.0"\nkeras = "*"\n', ['tensorflow ==2.3.0']],
    [
      'pyproject.toml',
      'requires-python = ">=3.9"\ndependencies = ["tensorflow>=2.10,<2.11"]\n',
      ['python >=3.9', 'tensorflow >=2.10,<2.11'],
    ],
    ['pyproject.toml', 'tensorflow = {version = "^2.8", optional = true}\n', ['tensorflow ^2.8']],
    [
      'Pipfile.lock',
      '{"default": {"tensorflow": {\n "hashes": [],\n "version": "==2.4.1"\n}}}',
      ['tensorflow ==2.4.1'],
    ],
    ['setup.py', "install_requires=['keras==2.1.6', 'h5py']", ['keras ==2.1.6']],
    [
      'Dockerfile',
      'FROM tensorflow/tensorflow:2.3.0-gpu\nRUN pip install keras==2.4.3\n',
      ['tensorflow ==2.3.0', 'keras ==2.4.3'],
    ],
    ['runtime.txt', 'python-3.6.9', ['python ==3.6.9']],
    ['labels.txt', 'tensorflow\nkeras\n', []],
  ])('reads %s: %#', (file, text, expected) => {
    expect(packages(file, text)).toEqual(expected.map((words) => `${file} asks for ${words}`));
  });

  test("reads a notebook's pip line", () => {
    const [hint] = hintsOfShellLine('!pip install -q "tensorflow==2.3.0" matplotlib', 'train.ipynb', 3);
    expect(hint).toMatchObject({ kind: 'requirement', package: 'tensorflow', line: 3 });
  });
});
