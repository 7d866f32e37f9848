import { expect, test, vi } from 'vitest';
import { loadBackbone } from '../../src/backbones/pretrained/loadBackbone.js';
import type { Backend } from '../../src/engine/binding.js';
import { tf } from '../../src/engine/tensorflow.js';
import { openBackbone } from '../../src/features/pooledFeatures.js';

test('dropout within a backbone is off in training mode too, so that the same batch has the same features', async () => {
  await tf.ready();
  const backbone = await loadBackbone('EfficientNetB0', 'random');
  expect(backbone.network.layers.some((layer) => layer.kind === 'Dropout' && layer.rate > 0)).toBe(true);
  const open = openBackbone(backbone);
  const batch = tf.randomUniform([3, 32, 32, 3], 0, 255, 'float32', 1) as tf.Tensor4D;
  try {
    const [first, second] = [1, 2].map(() => Array.from(open.pooled(batch, 'training', 'batch').dataSync()));
    expect(new Set(first).size).toBeGreaterThan(100);
    expect(second).toEqual(first);
  } finally {
    open.dispose();
    batch.dispose();
  }
});

test('one graph is held at a time, and none once it is closed', async () => {
  await tf.ready();
  const backend = tf.backend() as unknown as Backend;
  const { binding } = backend;
  const loaded = vi.fn(binding.loadSavedModel);
  const deleted = vi.fn(binding.deleteSavedModel);
  // Those of the addon cannot be replaced.
  backend.binding = Object.create(binding, { loadSavedModel: { value: loaded }, deleteSavedModel: { value: deleted } });
  const held = (): number => loaded.mock.calls.length - deleted.mock.calls.length;
  const open = openBackbone(await loadBackbone('MobileNetV2', 'nsfwjs'));
  const batch = tf.randomUniform([2, 32, 32, 3], 0, 1, 'float32', 1) as tf.Tensor4D;
  const featuresIn = (mode: 'training' | 'inference'): number[] =>
    Array.from(tf.tidy(() => open.pooled(batch, mode, 'batch').dataSync()));
  try {
    const first = featuresIn('inference');
    expect(featuresIn('training')).not.toEqual(first);
    expect(held()).toBe(1);
    open.closeGraph();
    expect(held()).toBe(0);
    expect(featuresIn('inference')).toEqual(first);
    expect(featuresIn('inference')).toEqual(first);
    expect(loaded).toHaveBeenCalledTimes(3);
  } finally {
    open.dispose();
    batch.dispose();
    backend.binding = binding;
  }
  expect(held()).toBe(0);
});
