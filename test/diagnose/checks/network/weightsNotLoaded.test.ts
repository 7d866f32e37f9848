import { beforeAll, expect, test } from 'vitest';
import { REGISTRY } from '../../../../src/backbones/architectures/registry.js';
import { initialWeights } from '../../../../src/backbones/network/initialWeights.js';
import { layerOfWeight, type RawWeight } from '../../../../src/backbones/network/weights.js';
import { type Backbone, loadBackbone } from '../../../../src/backbones/pretrained/loadBackbone.js';
import { weightsNotLoaded } from '../../../../src/diagnose/checks/network/weightsNotLoaded.js';
import { initializerFit } from '../../../../src/measure/model/initializerFit.js';

let trained: Backbone;
beforeAll(async () => {
  trained = await loadBackbone('EfficientNetLite0', 'imagenet');
});

test.each(['EfficientNetLite0', 'MobileNetV2', 'VGG16'] as const)('a random backbone is found: %s', (name) => {
  const network = REGISTRY[name].build();
  const [finding] = weightsNotLoaded(initializerFit(network, initialWeights(network, 3, 5)), false);
  expect(finding).toMatchObject({ check: 'weights-not-loaded', severity: 'critical' });
  expect(finding.summary).toContain('The weights of the backbone are random');
});

test('trained weights are no finding, in 32 bit and in 8', async () => {
  expect(weightsNotLoaded(initializerFit(trained.network, trained.weights), false)).toEqual([]);
  const { network, weights } = await loadBackbone('MobileNetV2', 'nsfwjs');
  expect(weightsNotLoaded(initializerFit(network, weights), false)).toEqual([]);
});

test('a backbone that trains from scratch may be random', () => {
  const network = REGISTRY.SmallCnn.build();
  expect(weightsNotLoaded(initializerFit(network, initialWeights(network, 3, 5)), true)).toEqual([]);
});

test('layers that were left out in loading are named among trained ones', () => {
  const drawn = initialWeights(trained.network, 3, 5);
  const skipped = (name: string): boolean => layerOfWeight(name).startsWith('block6');
  const mixed = new Map<string, RawWeight>(
    [...trained.weights].map(([name, weight]) => [name, skipped(name) ? drawn.get(name)! : weight]),
  );
  const [finding] = weightsNotLoaded(initializerFit(trained.network, mixed), false);
  expect(finding).toMatchObject({ severity: 'warning' });
  expect(finding.summary).toMatch(/from block6a_\w+ on: their weights were not loaded/);
});
