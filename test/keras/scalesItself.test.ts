import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readSavedModel } from '../../src/measure/model/savedModel.js';
import { recipeFromModel } from '../../src/recipe/keras/recipeFromModel.js';
import { python } from './python.js';

// Models of Keras on backbones that scale their input themselves, with and without another scaling before them.

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'thaw-scales-'));
  python(
    `
import keras
from keras import layers
A = keras.applications
def saved(name, base, before=None, flat=False):
    start = keras.Input((64, 64, 3))
    x = base.output if flat else base(before(start) if before else start)
    x = layers.Dense(3, activation='softmax')(layers.GlobalAveragePooling2D()(x))
    keras.Model(base.input if flat else start, x).save(f'{given}/{name}.keras')
make = lambda build, **options: build(weights=None, include_top=False, input_shape=(64, 64, 3), **options)
saved('efficient', make(A.EfficientNetB0))
saved('efficient scaled', make(A.EfficientNetB0), layers.Rescaling(1 / 255))
saved('small', make(A.MobileNetV3Small), flat=True)
saved('small scaled', make(A.MobileNetV3Small), layers.Rescaling(1 / 127.5, -1))
saved('small without', make(A.MobileNetV3Small, include_preprocessing=False))
saved('v2', make(A.EfficientNetV2B0))
answer = None
`,
    folder,
  );
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true }));

const RESCALE = { step: 'rescale', factor: 1 / 255 };
const TF = { step: 'preprocess_input', mode: 'tf' };

test.each([
  { file: 'efficient', backbone: 'EfficientNetB0', own: [], expected: 'none' },
  { file: 'efficient scaled', backbone: 'EfficientNetB0', own: [RESCALE], expected: 'none' },
  { file: 'small', backbone: 'MobileNetV3Small', own: [], expected: 'none' },
  { file: 'small scaled', backbone: 'MobileNetV3Small', own: [TF], expected: 'none' },
  // Built without its Rescaling it expects what that gives, which the registry does not know.
  { file: 'small without', backbone: 'MobileNetV3Small', own: [], expected: undefined },
  { file: 'v2', backbone: 'EfficientNetV2B0', own: [], expected: 'none' },
])('the model $file scales its input by $own before its backbone', async ({ file, backbone, own, expected }) => {
  const at = path.join(folder, `${file}.keras`);
  const saved = await readSavedModel(at);
  expect(saved).toMatchObject({ backbone, own, scalesItself: own.length > 0, expected, numClasses: 3 });
  const { changes, notes } = await recipeFromModel(at);
  expect(changes.backbone?.name).toBe(backbone);
  expect(changes.scaling ?? []).toEqual(own);
  expect(changes.head).toEqual({ units: [], dropout: 0 });
  expect(notes.filter((note) => /scales|head/.test(note))).toEqual([]);
});
