import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { expect, test } from 'vitest';
import { tf } from '../../src/engine/tensorflow.js';

type TensorFlow = typeof tf;

const PROJECT = path.join(import.meta.dirname, '../..');
const require = createRequire(import.meta.url);
const gpu = require('@tensorflow/tfjs-node-gpu') as TensorFlow;

test('the package that danfojs asks for, and the one that we ask for, are one object', () => {
  const fromDanfo = createRequire(require.resolve('danfojs-node'));
  expect(fromDanfo('@tensorflow/tfjs-node')).toBe(gpu);
  expect(fromDanfo.resolve('@tensorflow/tfjs-node')).toBe(require.resolve('@tensorflow/tfjs-node'));
  expect(tf.engine()).toBe(gpu.engine());
});

test("a frame's tensors lie in the engine that trains, on the native backend", async () => {
  const danfo = require('danfojs-node') as typeof import('danfojs-node');
  expect((danfo as unknown as { tensorflow: unknown }).tensorflow).toBe(gpu);
  await tf.ready();
  expect(tf.getBackend()).toBe('tensorflow');
  const before = tf.memory().numTensors;
  const tensor = new danfo.DataFrame({ width: [454, 300], height: [227, 300] }).tensor;
  expect(tf.memory().numTensors).toBe(before + 1);
  expect(Array.from(tensor.dataSync())).toEqual([454, 227, 300, 300]);
  tensor.dispose();
});

test('one addon lies in node_modules, and one libtensorflow beside it', () => {
  const modules = path.join(PROJECT, 'node_modules');
  const files = readdirSync(modules, { recursive: true, encoding: 'utf8' });
  const addons = files.filter((file) => path.basename(file) === 'tfjs_binding.node');
  expect(addons.map((file) => file.split(path.sep).slice(0, 2).join('/'))).toEqual(['@tensorflow/tfjs-node-gpu']);
  const libraries = files.filter((file) => /^(lib)?tensorflow.*\.(so|dylib|dll)/.test(path.basename(file)));
  expect([...new Set(libraries.map(path.dirname))]).toEqual([path.join('@tensorflow/tfjs-node-gpu/deps/lib')]);
});
