import path from 'node:path';
import { expect, test } from 'vitest';
import { type BackboneWithTop, loadWithTop } from '../../../src/backbones/pretrained/loadWithTop.js';
import { decodeImage } from '../../../src/dataset/image.js';
import { composedScaling, scaledPixels } from '../../../src/preprocess/composedScaling.js';
import { SCALING_MODES, type ScalingMode } from '../../../src/preprocess/scaling.js';
import { outputOf } from '../outputOf.js';

const PHOTOS = path.join(import.meta.dirname, '../../fixtures/photos');
/** ImageNet's tabby, tiger cat and Egyptian cat. */
const CATS = [281, 282, 285];
const ESPRESSO = 967;

const BACKBONES = ['SqueezeNet', 'EfficientNetLite0', 'EfficientNetLite1', 'EfficientNetLite2'] as const;

test.each(BACKBONES)('%s with ImageNet weights recognizes the cat and the espresso of two photos', async (name) => {
  const backbone = await loadWithTop(name, 'imagenet');
  const { scaling } = backbone.expectation;
  const cat = await probabilitiesOf(backbone, 'cat.jpg', scaling);
  expect(largest(cat, 3)).toEqual(expect.arrayContaining(CATS));
  const espresso = await probabilitiesOf(backbone, 'espresso.jpg', scaling);
  expect(largest(espresso, 1)).toEqual([ESPRESSO]);
  // Measured: 1.0 by SqueezeNet, 0.43 and more by EfficientNetLites, which were trained with smoothed labels.
  expect(espresso[ESPRESSO]).toBeGreaterThan(0.4);
});

test('SqueezeNet recognizes the espresso under the scaling that it expects, and under none with another range', async () => {
  const backbone = await loadWithTop('SqueezeNet', 'imagenet');
  expect(backbone.expectation).toMatchObject({ scaling: 'caffe', channelOrder: 'BGR' });
  // Unscaled pixels differ from what it expects by the mean alone.
  for (const mode of SCALING_MODES.filter((one) => one !== 'caffe' && one !== 'none')) {
    const probabilities = await probabilitiesOf(backbone, 'espresso.jpg', mode);
    expect(largest(probabilities, 5), mode).not.toContain(ESPRESSO);
  }
});

async function probabilitiesOf(
  { network, weights, expectation: { defaultSize: size } }: BackboneWithTop,
  file: string,
  mode: ScalingMode,
): Promise<Float32Array> {
  const pixels = await decodeImage(path.join(PHOTOS, file), { height: size, width: size, interpolation: 'bilinear' });
  const values = Float32Array.from(scaledPixels(pixels, composedScaling([{ step: 'preprocess_input', mode }])));
  return outputOf(network, weights, { shape: [1, size, size, 3], values }).values;
}

/** The classes with the largest probabilities, the largest first. */
function largest(probabilities: Float32Array, count: number): number[] {
  return [...probabilities.keys()].sort((a, b) => probabilities[b] - probabilities[a]).slice(0, count);
}
