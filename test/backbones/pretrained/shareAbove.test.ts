import { expect, test } from 'vitest';
import { shareAbove } from '../../../src/backbones/pretrained/shareAbove.js';
import { upperBlocks } from '../../../src/backbones/pretrained/upperBlocks.js';

test('the share of the work above a block is that of its multiplications', () => {
  const lite = { name: 'EfficientNetLite0', weights: 'imagenet' } as const;
  const [third, lastTwo, last] = (['third', 'lastTwo', 'last'] as const).map((place) =>
    shareAbove(lite.name, upperBlocks(lite)[place]),
  ) as [number, number, number];
  expect([third, lastTwo, last].map((share) => share.toFixed(2))).toEqual(['0.35', '0.18', '0.12']);
  expect(shareAbove('InceptionV3', 'mixed7')).toBeCloseTo(0.146, 3);
});
