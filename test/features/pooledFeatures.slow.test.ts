import { expect, test } from 'vitest';
import { loadBackbone } from '../../src/backbones/pretrained/loadBackbone.js';
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
