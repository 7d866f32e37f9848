import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { REGISTRY } from '../../../src/backbones/architectures/registry.js';
import { saveModel } from '../../../src/backbones/keras/saveModel.js';
import type { Network } from '../../../src/backbones/network/layer.js';
import { weightShapes } from '../../../src/backbones/network/weightShapes.js';
import { loadBackbone } from '../../../src/backbones/pretrained/loadBackbone.js';
import { loadWithTop } from '../../../src/backbones/pretrained/loadWithTop.js';
import { UserError } from '../../../src/base/errors.js';

test('an EfficientNet of random weights has no layer that Keras adds for its ImageNet weights, also out of a file', async () => {
  const scalingsOf = ({ network }: { network: Network }): string[] =>
    network.layers.filter(({ kind }) => kind === 'Rescaling').map(({ name }) => name);
  expect(scalingsOf({ network: REGISTRY.EfficientNetB0.build() })).toEqual(['rescaling', 'rescaling_1']);
  const drawn = await loadBackbone('EfficientNetB0', 'random');
  expect(scalingsOf(drawn)).toEqual(['rescaling']);
  expect(drawn.network.layers.find(({ name }) => name === 'stem_conv_pad')!.inputs).toEqual(['normalization']);
  const folder = await mkdtemp(path.join(tmpdir(), 'thaw-efficient-'));
  try {
    const file = path.join(folder, 'efficient.weights.h5');
    await saveModel(file, { ...drawn, inputShape: [64, 64, 3] });
    expect((await loadBackbone('EfficientNetB0', file)).network).toEqual(drawn.network);
    drawn.weights.get('normalization/variance')!.values.set([0.229, 0.224, 0.225]);
    await saveModel(file, { ...drawn, inputShape: [64, 64, 3] });
    expect((await loadBackbone('EfficientNetB0', file)).network).toEqual(REGISTRY.EfficientNetB0.build());
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('weights of another top, or of VGG16 for images of another size, do not fit', async () => {
  const messageOf = async (promise: Promise<unknown>): Promise<string> => {
    const error = await promise.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UserError);
    return (error as UserError).message;
  };
  expect(await messageOf(loadWithTop('MobileNetV2', 'nsfwjs'))).toContain('Received: nsfwjs, without one.');
  const folder = await mkdtemp(path.join(tmpdir(), 'thaw-top-'));
  try {
    const file = path.join(folder, 'vgg16.h5');
    await saveModel(file, await loadWithTop('VGG16', 'random', { height: 32, width: 32 }));
    expect(await messageOf(loadWithTop('VGG16', file, { height: 64, width: 64 }))).toContain(
      'layer fc1 takes a kernel of shape [2048, 4096]. Received: [512, 4096].',
    );
    expect((await loadWithTop('VGG16', file, { height: 32, width: 32 })).weights.get('fc1/kernel')?.shape).toEqual([
      512, 4096,
    ]);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('the weights that packages bring fit', async () => {
  for (const [name, weights] of [
    ['EfficientNetLite0', 'imagenet'],
    ['EfficientNetLite1', 'imagenet'],
    ['EfficientNetLite2', 'imagenet'],
    ['SqueezeNet', 'imagenet'],
    ['MobileNetV2', 'nsfwjs'],
  ] as const) {
    const backbone = await loadBackbone(name, weights);
    expect([...backbone.weights].map(([key, { shape }]) => [key, shape])).toEqual([
      ...weightShapes(backbone.network, 3),
    ]);
    for (const { values } of backbone.weights.values()) expect(values.every(Number.isFinite)).toBe(true);
  }
});
