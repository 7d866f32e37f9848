import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { pipelinesOf } from '../../../src/script/reading/pipelines.js';
import { readScript, type ScriptReading } from '../../../src/script/reading/readScript.js';
import { rangeText, stepText } from '../../../src/script/reading/stepText.js';

const MAKE = (save: string): string => `
import os
import cv2
import numpy as np
import pickle
pictures, kinds = [], []
for kind in os.listdir('raw'):
    for name in os.listdir('raw/' + kind):
        pictures.append(cv2.resize(cv2.imread(f'raw/{kind}/{name}'), (80, 60)) / 127.5)
        kinds.append(kind)
pictures = np.array(pictures)
if __name__ == '__main__':
    ${save}
`;
const TRAIN = (load: string): string => `
import pickle
import numpy as np
from keras.applications import MobileNet
${load}
model = MobileNet()
model.compile('adam', 'categorical_crossentropy')
model.fit(pictures - 1, kinds)
`;

async function readingIn(files: Record<string, string>): Promise<ScriptReading> {
  const folder = await mkdtemp(path.join(tmpdir(), 'thaw-'));
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text);
  return readScript(path.join(folder, 'train.py'), { python: 'none' });
}

const steps = (reading: ScriptReading): string[] =>
  (pipelinesOf(reading)[0]?.steps ?? []).map((step) => `${stepText(step)}: ${rangeText(step.after)}`);

test.each([
  ["np.save('made.npy', pictures)", "pictures = np.load('./made.npy')"],
  ["np.save('made', pictures)", "pictures = np.load('made.npy')"],
  ["np.savez('made.npz', p=pictures, k=kinds)", "made = np.load('made.npz')\npictures, kinds = made['p'], made['k']"],
  ["pickle.dump((pictures, kinds), open('m.pkl', 'wb'))", "pictures, kinds = pickle.load(open('m.pkl', 'rb'))"],
])('what a script beside it saves is what it loads: %s', async (save, load) => {
  const reading = await readingIn({ 'make.py': MAKE(save), 'train.py': TRAIN(load) });
  expect(steps(reading)).toEqual([
    'load with imread (BGR): 0..255',
    'resize to 60x80, bilinear: 0..255',
    '/ 127.5: 0..2',
    '- 1: -1..1',
  ]);
  expect(reading.notUnderstood).toEqual([]);
  expect(reading.alternatives).toEqual([]);
});

const LOAD = "pictures = np.load('made.npy')";

test.each([
  ['another file', { 'make.py': MAKE("np.save('other.npy', pictures)") }],
  ['a script that trains', { 'make.py': `${MAKE("np.save('made.npy', pictures)")}model.fit(pictures, kinds)\n` }],
  ['a script that only loads it', { 'make.py': LOAD }],
  ['no Python at all', { 'make.py': "np.save('made.npy' (((" }],
])('%s says nothing of it', async (_what, files) => {
  const reading = await readingIn({ ...files, 'train.py': TRAIN(LOAD) });
  expect(steps(reading)[0]).toContain('not understood: np.load(made.npy)');
});
