import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { PROJECT } from '../../src/base/project.js';
import { pythonOfProject } from '../../src/base/pythonOfProject.js';
import { fixScript } from '../../src/command/fix.js';
import { FAULTY_SCRIPTS } from '../diagnose/fixes/faultyScripts.js';
import { python } from './python.js';

const folder = mkdtempSync(path.join(tmpdir(), 'thaw-patched-'));
afterAll(() => rmSync(folder, { recursive: true }));
const SILENT = { print: () => {}, fail: () => {}, progress: () => {}, width: 100 };

/** A tool that applies a patch, and how. */
const TOOLS = [
  ['patch', ['-p1', '-i', 'fix.patch']],
  ['git', ['apply', 'fix.patch']],
] as const;

/** Scripts as they are after their patch, applied by a tool. */
const patched = new Map<string, string>();

describe.each(FAULTY_SCRIPTS)('$title', ({ title, text }) => {
  test('the patch applies with patch and with git, to the same text', async () => {
    const results = [];
    const at = mkdtempSync(path.join(folder, 'one-'));
    const file = path.join(at, 'train.py');
    writeFileSync(file, text);
    await fixScript(
      { scriptFile: file, outFile: path.join(at, 'fix.patch'), write: false },
      pythonOfProject(PROJECT),
      SILENT,
    );
    for (const [tool, words] of TOOLS) {
      if (spawnSync(tool, ['--version']).status !== 0) continue;
      writeFileSync(file, text);
      execFileSync(tool, words, { cwd: at });
      results.push(readFileSync(file, 'utf8'));
    }
    expect(results.length).toBeGreaterThan(0);
    expect(new Set(results).size).toBe(1);
    expect(results[0]).not.toBe(text);
    patched.set(title, results[0]!);
  });
});

test('each patched script trains with Keras on small images', () => {
  const data = path.join(folder, 'run');
  mkdirSync(data);
  const scripts = FAULTY_SCRIPTS.map(({ title }) => patched.get(title)!.replace("weights='imagenet'", 'weights=None'));
  const answers = python(RUN, { folder: data, scripts }) as string[];
  expect(Object.fromEntries(FAULTY_SCRIPTS.map(({ title }, i) => [title, answers[i]]))).toEqual(
    Object.fromEntries(FAULTY_SCRIPTS.map(({ title }) => [title, 'ran'])),
  );
}, 600_000);

/**
 * Two images of each class. The backbones are a few layers, which compile in a second: what a patch changes is around them.
 */
const RUN = `
import importlib, os, traceback
os.environ['CUDA_VISIBLE_DEVICES'] = ''
import numpy as np
import keras
from PIL import Image
os.chdir(given['folder'])
random = np.random.default_rng(0)
for data, classes in (('data', 'abc'), ('two', 'ab')):
    for part in ('train', 'val'):
        for name in classes:
            os.makedirs(f'{data}/{part}/{name}')
            for i in range(2):
                Image.fromarray(random.integers(0, 255, (64, 64, 3), 'uint8')).save(f'{data}/{part}/{name}/{i}.jpg')
def backbone(weights=None, include_top=False, input_shape=None, pooling=None):
    inputs = keras.Input(input_shape)
    x = keras.layers.Conv2D(8, 3, strides=8, padding='same')(inputs)
    x = keras.layers.BatchNormalization()(x)
    return keras.Model(inputs, keras.layers.GlobalAveragePooling2D()(x) if pooling == 'avg' else x)
applications = importlib.import_module('tensorflow.keras.applications')
for name in ('MobileNetV2', 'ResNet50', 'EfficientNetB0'):
    setattr(applications, name, backbone)
answer = []
for script in given['scripts']:
    keras.utils.clear_session()
    try:
        exec(compile(script, 'train.py', 'exec'), {'__name__': '__main__'})
        answer.append('ran')
    except Exception:
        answer.append(traceback.format_exc()[-600:])
`;
