import { expect, test } from 'vitest';
import { REGISTRY } from '../../../src/backbones/architectures/registry.js';
import { buildClassifier, type ClassifierOptions } from '../../../src/backbones/pretrained/classifier.js';
import {
  type Head,
  type HeadLayer,
  headLayers,
  headOfLayers,
  networkOfHead,
  withAveragePooling,
  withDropout,
  withoutHeadNormalization,
  withUnits,
} from '../../../src/backbones/pretrained/head.js';
import { type Backbone, expectationOf } from '../../../src/backbones/pretrained/loadBackbone.js';

const AVERAGE: HeadLayer = { layer: 'GlobalAveragePooling2D' };
const NORMALIZED: HeadLayer = { layer: 'BatchNormalization', momentum: 0.99, epsilon: 1e-3 };
const dense = (units: number, activation: 'relu' | 'tanh' = 'relu'): HeadLayer => ({
  layer: 'Dense',
  units,
  activation,
});
const dropout = (rate: number): HeadLayer => ({ layer: 'Dropout', rate });

const BACKBONE: Backbone = {
  name: 'SmallCnn',
  network: REGISTRY.SmallCnn.build(),
  weights: new Map(),
  expectation: expectationOf('SmallCnn', 'random'),
};
const built = (head: Head, changes: Partial<ClassifierOptions> = {}): ReturnType<typeof buildClassifier> => {
  const unfrozen = { above: 'nothing', batchNormalization: false };
  return buildClassifier(BACKBONE, { head, unfrozen, seed: 1, height: 64, width: 48, ...changes }, 3);
};

test('units and dropout are layers, and layers that say no more are units and dropout', () => {
  expect(headLayers({ units: [], dropout: 0 })).toEqual([AVERAGE]);
  const layers = [AVERAGE, dropout(0.3), dense(64), dropout(0.3), dense(32), dropout(0.3)];
  expect(headLayers({ units: [64, 32], dropout: 0.3 })).toEqual(layers);
  expect(headOfLayers(layers)).toEqual({ units: [64, 32], dropout: 0.3 });
  for (const other of [
    [AVERAGE, dense(64), dropout(0.3)],
    [AVERAGE, dropout(0.3), dense(64), dropout(0.5)],
    [AVERAGE, dense(64, 'tanh')],
    [{ layer: 'Flatten' }, dense(64)],
    [AVERAGE, NORMALIZED],
  ] as HeadLayer[][]) {
    expect(headOfLayers(other)).toEqual({ layers: other });
  }
});

test('the layers of a head of units and dropout have the names that stored weights have', () => {
  const names = networkOfHead({ units: [64, 32], dropout: 0.3 }, 'maps', 3).map(({ name }) => name);
  expect(names).toEqual([
    'global_average_pooling2d',
    ...['dropout_1', 'dense_1', 'dropout_2', 'dense_2', 'dropout_3', 'logits'],
  ]);
});

test('what gives the same in every epoch is frozen with the backbone; the rest of the head trains', () => {
  const flat = built({ layers: [{ layer: 'Flatten' }, NORMALIZED, dense(5)] });
  expect(flat.prefix?.output).toBe('head_flatten');
  expect([...flat.trainable]).toEqual(['head_normalization_1', 'dense_1', 'logits']);
  const random = built({ layers: [dropout(0.2), AVERAGE, dense(5)] });
  expect(random.prefix?.output).toBe(BACKBONE.network.output);
  expect(random.tail.layers.map(({ name }) => name)).toContain('global_average_pooling2d');
  const plain = built({ units: [5], dropout: 0.2 });
  expect(plain.prefix?.output).toBe('global_average_pooling2d');
  expect([...plain.head]).toEqual(['global_average_pooling2d', ...['dropout_1', 'dense_1', 'dropout_2', 'logits']]);
});

test('batch normalization of the head trains where that of the backbone is frozen', () => {
  const { trainable } = built(
    { layers: [AVERAGE, NORMALIZED] },
    { unfrozen: { above: 'everything', batchNormalization: false } },
  );
  const frozen = BACKBONE.network.layers.filter(({ kind }) => kind === 'BatchNormalization');
  expect(frozen.length).toBeGreaterThan(0);
  for (const { name } of frozen) expect(trainable).not.toContain(name);
  expect(trainable).toContain('head_normalization_1');
});

test('a dense layer after a Flatten has weights for each place of the maps', () => {
  const channels = BACKBONE.expectation.featureChannels;
  const kernel = (head: Head, size = {}): number[] => built(head, size).weights.get('dense_1/kernel')!.shape;
  expect(kernel({ units: [5], dropout: 0 })).toEqual([channels, 5]);
  const [flat] = kernel({ layers: [{ layer: 'Flatten' }, dense(5)] });
  expect(flat! % channels).toBe(0);
  expect(kernel({ layers: [{ layer: 'Flatten' }, dense(5)] }, { height: 128, width: 96 })).toEqual([4 * flat!, 5]);
  const halved = kernel({ layers: [{ layer: 'MaxPooling2D', poolSize: 2 }, { layer: 'Flatten' }, dense(5)] });
  expect(halved[0]).toBeLessThan(flat!);
});

test('a pooling that is larger than the maps is an error', () => {
  const layers: HeadLayer[] = [{ layer: 'AveragePooling2D', poolSize: 60 }, { layer: 'Flatten' }];
  expect(() => built({ layers })).toThrow(/pooling fits into the maps.*Received: maps of \d+x\d+\./);
});

test('one thing of a head is changed, and the rest stays', () => {
  const head: Head = { layers: [{ layer: 'Flatten' }, NORMALIZED, dense(64, 'tanh'), dropout(0.5)] };
  expect(withAveragePooling(head)).toEqual({ layers: [AVERAGE, NORMALIZED, dense(64, 'tanh'), dropout(0.5)] });
  expect(withoutHeadNormalization(head)).toEqual({ layers: [{ layer: 'Flatten' }, dense(64, 'tanh'), dropout(0.5)] });
  expect(withDropout(head, 0)).toEqual({ layers: [{ layer: 'Flatten' }, NORMALIZED, dense(64, 'tanh')] });
  expect(withDropout(head, 0.2)).toEqual({ layers: [...headLayers(head).slice(0, 3), dropout(0.2)] });
  expect(withDropout({ layers: [{ layer: 'Flatten' }] }, 0.2)).toEqual({
    layers: [{ layer: 'Flatten' }, dropout(0.2)],
  });
  expect(withUnits(head, [])).toEqual({ layers: [{ layer: 'Flatten' }, NORMALIZED] });
  expect(withUnits({ units: [9], dropout: 0.5 }, [256])).toEqual({ units: [256], dropout: 0.5 });
  // What is left says no more than units and dropout.
  expect(withAveragePooling({ layers: [{ layer: 'Flatten' }, dense(8)] })).toEqual({ units: [8], dropout: 0 });
});
