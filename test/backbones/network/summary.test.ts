import { expect, test } from 'vitest';
import { BACKBONE_NAMES, REGISTRY } from '../../../src/backbones/architectures/registry.js';
import { blocksOf } from '../../../src/backbones/network/blocks.js';
import { foldSummary, summarize } from '../../../src/backbones/network/summary.js';
import { summaryText } from '../../../src/backbones/network/summaryText.js';
import { classifierNetwork } from '../../../src/backbones/pretrained/classifier.js';
import { expectationOf } from '../../../src/backbones/pretrained/loadBackbone.js';
import { withTop } from '../../../src/backbones/pretrained/loadWithTop.js';
import { UserError } from '../../../src/base/errors.js';
import { smallModel } from '../smallModel.js';

const INCEPTION = {
  name: 'InceptionV3',
  network: REGISTRY.InceptionV3.build(),
  expectation: expectationOf('InceptionV3', 'random'),
} as const;
const HEAD = { units: [1024], dropout: 0 };

test.each(BACKBONE_NAMES)('the blocks of %s hold every layer once, and folding keeps the totals', (name) => {
  const boundaries = expectationOf(name, 'random');
  const network = name === 'SmallCnn' ? REGISTRY.SmallCnn.build() : withTop(name);
  const blocks = blocksOf(network, boundaries);
  expect(blocks.flatMap(({ layers }) => layers)).toEqual(network.layers);
  const names = blocks.map((block) => block.name);
  expect(names.filter((one) => boundaries.blocks.includes(one))).toEqual(boundaries.blocks);
  if (boundaries.stem !== undefined) expect(names[1]).toBe('stem');
  const whole = summarize({ network, inputShape: [224, 224, 3] });
  const folded = foldSummary(whole, blocks);
  expect(folded.rows.reduce((sum, row) => sum + row.parameters, 0)).toBe(whole.total);
  expect(folded.rows.reduce((sum, row) => sum + row.trainableParameters, 0)).toBe(whole.trainable);
  // Each stands on the one before: nothing reaches across a block.
  for (const [i, row] of folded.rows.entries()) expect(row.connectedTo).toEqual(i === 0 ? [] : [names[i - 1]]);
});

test('InceptionV3 with the head of the reference, unfrozen above mixed7, says what of it trains', () => {
  const unfrozen = { above: 'mixed7', batchNormalization: false };
  const { network, trainable } = classifierNetwork(INCEPTION, { head: HEAD, unfrozen }, 7);
  const whole = summarize({ network, inputShape: [227, 454, 3] }, trainable);
  expect(whole.rows).toHaveLength(314);
  expect(whole.total).toBe(21_802_784 + 2048 * 1024 + 1024 + 1024 * 7 + 7);
  const text = summaryText(foldSummary(whole, blocksOf(network, INCEPTION.expectation)));
  const lines = text.split('\n').map((line) => line.replace(/ {2,}/g, ' | '));
  expect(lines).toContain(
    'mixed0 (23 layers: 7 Conv2D, 7 BatchNormalization) | (None, 26, 54, 256) | 256,368 | frozen | stem',
  );
  expect(lines).toContain(
    'mixed8 (20 layers: 6 Conv2D, 6 BatchNormalization) | (None, 5, 12, 1280) | 1,699,584 | trainable, batch normalization frozen | mixed7',
  );
  expect(lines).toContain('dense_1 (Dense) | (None, 1024) | 2,098,176 | trainable | global_average_pooling2d');
});

test('all frozen, only the head trains; with batch normalization unfrozen, all but moving statistics', () => {
  const counts = (above: string, batchNormalization: boolean): number[] => {
    const { network, trainable } = classifierNetwork(
      INCEPTION,
      { head: HEAD, unfrozen: { above, batchNormalization } },
      7,
    );
    const { total, trainable: learning } = summarize({ network, inputShape: [227, 454, 3] }, trainable);
    return [learning, total - learning];
  };
  const head = 2048 * 1024 + 1024 + 1024 * 7 + 7;
  expect(counts('nothing', false)).toEqual([head, 21_802_784]);
  // As Keras says of InceptionV3: 34,432 non-trainable parameters.
  expect(counts('everything', true)).toEqual([head + 21_802_784 - 34_432, 34_432]);
});

test('a block of which some convolutions train is partly trainable', () => {
  const { network, expectation } = INCEPTION;
  const some = summarize({ network, inputShape: [75, 75, 3] }, new Set(['conv2d_6']));
  const row = foldSummary(some, blocksOf(network, expectation)).rows.find(({ name }) => name === 'mixed0')!;
  expect([row.state, row.trainableParameters]).toEqual(['partly', 192 * 64]);
  expect(summaryText(some)).toContain('Trainable parameters: 12,288\nNon-trainable parameters: 21,790,496');
});

test('without a size there is no summary of a dense layer after a Flatten', () => {
  expect(() => summarize({ network: smallModel().network, inputShape: [null, null, 3] })).toThrow(UserError);
});
