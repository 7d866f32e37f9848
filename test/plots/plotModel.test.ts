import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BACKBONE_NAMES, REGISTRY } from '../../src/backbones/architectures/registry.js';
import { expectationOf } from '../../src/backbones/pretrained/loadBackbone.js';
import { withTop } from '../../src/backbones/pretrained/loadWithTop.js';
import { UserError } from '../../src/base/errors.js';
import { readHeader } from '../../src/dataset/image.js';
import { plotModel } from '../../src/plots/plotModel.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'thaw-plots-'));
});
afterAll(() => rm(folder, { recursive: true }));

const INCEPTION = { network: REGISTRY.InceptionV3.build(), inputShape: [227, 454, 3] } as const;
const BLOCKS = expectationOf('InceptionV3', 'random');

interface Node {
  lines: string[];
  /** In points. */
  width: number;
  fill: string;
  borders: number;
}

/** The boxes of a drawing: a polygon for each border, then lines of text. */
function nodesOf(svg: string): Node[] {
  const groups = [...svg.matchAll(/<g class="node">([\s\S]*?)<\/g>\n(?=<!--|<\/g>)/g)].map(([, group]) => group);
  return groups.map((group) => {
    const polygons = [...group.matchAll(/<polygon fill="([^"]+)"[^>]*points="([^"]+)"/g)];
    const across = polygons[0][2].split(' ').map((point) => Number(point.split(',')[0]));
    return {
      lines: [...group.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, line]) => line),
      width: Math.max(...across) - Math.min(...across),
      fill: polygons[0][1],
      borders: polygons.length,
    };
  });
}

const LEGEND = /^(frozen|trainable|no weights|batch normalization)$/;
const layersOf = (nodes: readonly Node[]): Node[] => nodes.filter(({ lines }) => !LEGEND.test(lines[0]));

test('all 311 layers of InceptionV3 are drawn, their names within their boxes, batch normalization marked', async () => {
  const svg = await plotModel(INCEPTION, {
    blocks: BLOCKS,
    unfold: 'all',
    trainable: new Set(['conv2d_94']),
    showShapes: true,
  });
  const nodes = nodesOf(svg);
  const layers = layersOf(nodes);
  expect(layers.map(({ lines }) => lines[1]).sort()).toEqual(INCEPTION.network.layers.map(({ name }) => name).sort());
  // A letter of DejaVu Sans, wider than Helvetica, is 0.6 em wide in the mean of such names.
  for (const { lines, width } of nodes)
    expect(width, lines[0]).toBeGreaterThan(Math.max(...lines.map((l) => l.length)) * 6);
  expect(layers.filter(({ borders }) => borders === 2).map(({ lines }) => lines[0])).toEqual(
    Array(94).fill('BatchNormalization'),
  );
  const fills = new Map(layers.map(({ lines, fill }) => [lines[1], fill]));
  const legend = new Map(nodes.filter(({ lines }) => LEGEND.test(lines[0])).map(({ lines, fill }) => [lines[0], fill]));
  expect([...legend.keys()]).toEqual(['frozen', 'trainable', 'no weights', 'batch normalization']);
  expect(fills.get('conv2d_94')).toBe(legend.get('trainable'));
  expect(fills.get('conv2d_93')).toBe(legend.get('frozen'));
  expect(fills.get('mixed10')).toBe(legend.get('no weights'));
  expect(layers.find(({ lines }) => lines[1] === 'mixed10')?.lines[2]).toBe('(None, 5, 12, 2048)');
  const edges = INCEPTION.network.layers.reduce((sum, { inputs }) => sum + inputs.length, 0);
  expect(svg.match(/<g class="edge">/g)).toHaveLength(edges);
  for (const block of ['stem', ...BLOCKS.blocks])
    expect(svg).toMatch(new RegExp(`<g class="cluster">[^]*?>${block}</text>`));
  expect(svg).not.toMatch(/ id="/);
});

test('a block is one box with its counts, unless it is unfolded', async () => {
  const frozen = { blocks: BLOCKS, trainable: new Set<string>() };
  const folded = layersOf(nodesOf(await plotModel(INCEPTION, frozen)));
  expect(folded.map(({ lines }) => lines[0])).toEqual([
    'InputLayer',
    'stem: 17 layers',
    ...[23, 23, 23, 14, 32, 32, 32, 32, 20, 31, 31].map((count, i) => `mixed${i}: ${count} layers`),
  ]);
  expect(folded[2].lines.slice(1)).toEqual(['7 Conv2D, 7 BatchNormalization', '256,368 parameters, frozen']);
  const opened = layersOf(nodesOf(await plotModel(INCEPTION, { ...frozen, unfold: ['mixed10'] })));
  expect(opened).toHaveLength(folded.length - 1 + 31);
});

/** Graphviz takes seconds for many hundreds of layers. */
const DRAWN = BACKBONE_NAMES.filter((name) => REGISTRY[name].build().layers.length < 240);

test.each(DRAWN)('%s is drawn, with its top where it has one', async (name) => {
  const network = name === 'SmallCnn' ? REGISTRY.SmallCnn.build() : withTop(name);
  const nodes = layersOf(nodesOf(await plotModel({ network, inputShape: [224, 224, 3] })));
  expect(nodes).toHaveLength(network.layers.length);
});

test('the file is SVG or PNG by its name, and InceptionV3 fits into a PNG', async () => {
  const [svg, png] = ['model.svg', 'model.png'].map((name) => path.join(folder, name));
  const drawn = await plotModel(INCEPTION, { blocks: BLOCKS, unfold: 'all' }, svg);
  expect(await readFile(svg, 'utf8')).toBe(drawn);
  await plotModel(INCEPTION, { blocks: BLOCKS, unfold: 'all' }, png);
  const [width, height] = /<svg width="(\d+)pt" height="(\d+)pt"/.exec(drawn)!.slice(1).map(Number);
  const header = await readHeader(png);
  expect(header.format).toBe('png');
  expect(header.height).toBeLessThanOrEqual(16_000);
  expect(header.height / height).toBeGreaterThan(1.25);
  expect(header.width / header.height).toBeCloseTo(width / height, 2);
  await expect(plotModel(INCEPTION, {}, path.join(folder, 'model.pdf'))).rejects.toThrow(UserError);
});
