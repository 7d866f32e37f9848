import { expect, test } from 'vitest';
import { REGISTRY } from '../../../src/backbones/architectures/registry.js';
import { type StoredLayer, unusedConvolutions } from '../../../src/backbones/keras/storedLayers.js';
import { weightShapes } from '../../../src/backbones/network/weightShapes.js';
import { layerOfWeight } from '../../../src/backbones/network/weights.js';
import { group } from '../../../src/base/group.js';

function storedAs(name: 'EfficientNetLite0' | 'EfficientNetLite1'): StoredLayer[] {
  const shapes = weightShapes(REGISTRY[name].build(), 3);
  return [...group(shapes.keys(), layerOfWeight)].map(([layer, weights]) => ({
    name: layer,
    kind: undefined,
    model: '',
    weights: weights.map((weight) => ({ shape: [...shapes.get(weight)!], values: new Float32Array(0) })),
  }));
}

test('weights of a deeper network have convolutions that are not used, those of the network have none', () => {
  const network = REGISTRY.EfficientNetLite0.build();
  expect(unusedConvolutions(network, { layers: storedAs('EfficientNetLite0') })).toEqual([]);
  expect(unusedConvolutions(network, { layers: storedAs('EfficientNetLite1') }).length).toBeGreaterThan(0);
});
