import { expect, test } from 'vitest';
import { REGISTRY } from '../../src/backbones/architectures/registry.js';
import { blocksOf } from '../../src/backbones/network/blocks.js';
import { summarize } from '../../src/backbones/network/summary.js';
import { expectationOf } from '../../src/backbones/pretrained/loadBackbone.js';
import { layerTable } from '../../src/notebook/layers.js';

test('the table has every layer of InceptionV3, and each block unfolds', () => {
  const network = REGISTRY.InceptionV3.build();
  const trainable = new Set(['conv2d_94']);
  const summary = summarize({ network, inputShape: [227, 454, 3] }, trainable);
  const blocks = blocksOf(network, expectationOf('InceptionV3', 'random'));
  const html = layerTable('frozen <base>', summary, blocks);
  expect(html).toContain('frozen &lt;base&gt;, 311 layers');
  expect(html.match(/<details>/g)).toHaveLength(12);
  expect(html.match(/<\/details>/g)).toHaveLength(12);
  for (const { name } of network.layers.slice(1)) expect(html).toContain(`px 8px">${name}</td>`);
  expect(html).toMatch(/<b>mixed0<\/b> <span[^>]*>frozen<\/span> 7 Conv2D, 7 BatchNormalization, 256,368 parameters/);
  expect(html).toMatch(/<b>mixed10<\/b> <span[^>]*>partly trainable<\/span>/);
  // Batch normalization has a border of its own.
  expect(html.match(/3px double #0072b2[^>]*>frozen/g)).toHaveLength(94);
});
