import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readEnvironment } from '../../src/report/jupyterServer.js';
import {
  APPLICATIONS,
  applicationOf,
  hasApplication,
  type InputMode,
  preprocessOf,
} from '../../src/script/keras/applications.js';
import { type KerasVersion, parseVersion } from '../../src/script/keras/kerasVersion.js';
import { type LayerOptions, layersOf } from '../../src/script/keras/layerLists.js';
import { type Argument, argumentsOf } from '../../src/script/keras/signatures.js';

const ROOT = path.join(import.meta.dirname, '../..');
const RECORD = path.join(ROOT, 'test/script/keras/record/record.py');

/** What record.py says of the environment's Keras. */
function record<T>(part: 'facts' | 'layers', ...models: string[]): T & { keras: KerasVersion } {
  const out = path.join(mkdtempSync(path.join(tmpdir(), 'thaw-record-')), 'record.json');
  const env = { ...process.env, KERAS_BACKEND: 'tensorflow', TF_CPP_MIN_LOG_LEVEL: '3' };
  execFileSync(readEnvironment(ROOT).python, [RECORD, part, 'keras', out, ...models], { env, stdio: 'pipe' });
  const found = JSON.parse(readFileSync(out, 'utf8')) as T & { version: string };
  return { ...found, keras: parseVersion(found.version.split(' ')[1])! };
}

interface Facts {
  callables: Record<string, unknown[][]>;
  models: Record<string, { signature: unknown[][] }>;
  modules: Record<string, { preprocess: number[] }>;
}

/** What each mode makes of the pixel (10, 100, 200). */
const OF_PIXEL: Record<Exclude<InputMode, 'unit'>, number[]> = {
  caffe: [96.061, -16.779, -113.68],
  tf: [-0.9216, -0.2157, 0.5686],
  torch: [-1.9467, -0.285, 1.6814],
  none: [10, 100, 200],
};

test("the environment's Keras has the recorded arguments, models and preprocess_input", () => {
  const { keras, callables, models, modules } = record<Facts>('facts');
  const written = (list: Argument[]) =>
    list.map(({ name, default: value, rest }) =>
      rest || value === undefined ? [rest ? `**${name}` : name] : [name, value],
    );
  for (const [name, signature] of Object.entries(callables))
    expect([name, written(argumentsOf(name, [keras]).readings[0].value)]).toEqual([name, signature]);
  for (const [name, { signature }] of Object.entries(models))
    expect([name, written(argumentsOf(`applications.${name}`, [keras]).readings[0].value)]).toEqual([name, signature]);
  const here = APPLICATIONS.filter((application) => hasApplication(application, keras)).map(({ name }) => name);
  expect(Object.keys(models).sort()).toEqual(here.sort());
  for (const [module, { preprocess }] of Object.entries(modules)) {
    const mode = preprocessOf(`keras.applications.${module}.preprocess_input`) as keyof typeof OF_PIXEL;
    expect(preprocess.map((value) => Math.round(value * 1e4) / 1e4)).toEqual(OF_PIXEL[mode]);
  }
});

const OPTIONS: Record<string, LayerOptions> = {
  notop: { includeTop: false, weights: null },
  top: { includeTop: true, weights: null },
  avg: { includeTop: false, weights: null, pooling: 'avg' },
  max: { includeTop: false, weights: null, pooling: 'max' },
  imagenet: { includeTop: false, weights: 'imagenet' },
  bare: { includeTop: false, weights: null, includePreprocessing: false },
  minimal: { includeTop: false, weights: null, minimalistic: true },
};

// One of each family that is quick to build; the others were recorded by the same script.
test.each([
  'VGG16',
  'ResNet50',
  'MobileNet',
  'MobileNetV2',
  'MobileNetV3Small',
  'InceptionV3',
  'DenseNet121',
  'EfficientNetB0',
  'EfficientNetV2B0',
  'ConvNeXtTiny',
])("%s of the environment's Keras has the recorded layers", (name) => {
  type Built = { layers: [string, string][]; output: (number | null)[] };
  const { keras, models } = record<{ models: Record<string, Record<string, Built>> }>('layers', name);
  const { again, ...variants } = models[name] as Record<string, Built> & { again: unknown };
  for (const [variant, { layers }] of Object.entries(variants)) {
    const list = layersOf(name, { ...OPTIONS[variant], keras })!;
    expect([variant, list.layers.map((layer) => [layer.name, layer.className])]).toEqual([variant, layers]);
    expect(list.sure).toBe(true);
  }
  const counted = variants.notop.layers
    .filter(([own], index) => own !== (again as string[])[index])
    .map(([own]) => own);
  const marked = layersOf(name, { ...OPTIONS.notop, keras })!.layers.filter(({ autoNamed }) => autoNamed);
  expect(marked.map((layer) => layer.name)).toEqual(counted);
  expect(variants.notop.output.at(-1)).toBe(applicationOf(`keras.applications.${name}`)!.features);
  const normalized = variants.notop.layers.some(([, className]) => className === 'BatchNormalization');
  expect(applicationOf(`keras.applications.${name}`)!.batchNormalization).toBe(normalized);
});
