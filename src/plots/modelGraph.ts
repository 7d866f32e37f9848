import { type Block, type Boundaries, blocksOf } from '../backbones/network/blocks.js';
import {
  foldSummary,
  type SizedNetwork,
  type SummaryRow,
  summarize,
  type TrainingState,
} from '../backbones/network/summary.js';
import { kindsOf, shapeText, stateText } from '../backbones/network/summaryText.js';
import { pluralize } from '../base/text/pluralize.js';
import { LAYER_COLORS } from './theme.js';

export interface ModelGraphOptions {
  /** The blocks of the backbone, as its expectation has them; no blocks where left out. */
  blocks?: Boundaries;
  /** Names of the blocks that are drawn layer by layer, or `all`; none where left out: each is one box. */
  unfold?: 'all' | readonly string[];
  /** Names of the layers that train; all where left out. */
  trainable?: ReadonlySet<string>;
  /** Whether a box says the shape that comes out, as Keras' `show_shapes`; false where left out. */
  showShapes?: boolean;
}

/** A network as a graph in Graphviz' language: a box for each layer, or for each block that is folded. */
export function modelGraph(model: SizedNetwork, options: ModelGraphOptions = {}): string {
  const { unfold = [], trainable, showShapes = false } = options;
  const whole = summarize(model, trainable);
  const blocks = options.blocks === undefined ? [] : blocksOf(model.network, options.blocks);
  const isOpen = ({ name, layers }: Block): boolean => layers.length > 1 && (unfold === 'all' || unfold.includes(name));
  const drawn = blocks.flatMap((block) => (isOpen(block) ? block.layers.map(alone) : [block]));
  const { rows } = blocks.length === 0 ? whole : foldSummary(whole, drawn);
  const ids = new Map(rows.map(({ name }, i) => [name, `n${i}`]));
  const clusters = blocks.filter(isOpen).map(({ name, layers }) =>
    clusterOf(
      name,
      layers.map((layer) => ids.get(layer.name)!),
    ),
  );
  const edges = rows.flatMap(({ name, connectedTo }) =>
    connectedTo.map((input) => `${ids.get(input)} -> ${ids.get(name)};`),
  );
  return [
    'digraph {',
    `graph [rankdir=TB, ranksep=0.22, nodesep=0.18, margin=0.1, fontname="${FONT}", fontsize=11];`,
    `node [shape=box, style=filled, fontname="${FONT}", fontsize=${LETTERS}, height=0.3];`,
    'edge [color="#555555", arrowsize=0.6];',
    ...legendOf(rows),
    ...rows.map((row) => nodeOf(row, ids.get(row.name)!, showShapes)),
    ...clusters,
    ...edges,
    '}',
  ].join('\n');
}

const FONT = 'Helvetica,Arial,sans-serif';
/** Height of letters, in points. */
const LETTERS = 10;
/**
 * Width of a letter by its height, at most on average: of DejaVu Sans, which stands in for Helvetica on many a machine
 * and is wider than Graphviz, which has no fonts, takes letters to be.
 */
const LETTER_WIDTH = 0.62;

type Color = 'frozen' | 'trainable' | 'none';

function alone(layer: SummaryRow['layers'][number]): Block {
  return { name: layer.name, layers: [layer] };
}

function clusterOf(name: string, ids: readonly string[]): string {
  const looks = 'graph [style=rounded, color="#999999", labeljust=l, fontsize=13, margin=8]';
  return `subgraph ${quoted(`cluster_${name}`)} { label=${quoted(name)}; ${looks}; ${ids.join('; ')}; }`;
}

function nodeOf(row: SummaryRow, id: string, showShapes: boolean): string {
  const lines = row.layers.length === 1 ? [row.layers[0].kind, row.name] : linesOfBlock(row);
  if (showShapes) lines.push(shapeText(row.outputShape));
  const tooltip = [`${row.name}: ${pluralize(row.parameters, 'parameter')}`, stateText(row.state)]
    .filter(Boolean)
    .join(', ');
  return `${box(id, lines, colorOf(row.state), isNormalization(row))} ${id} [tooltip=${quoted(tooltip)}];`;
}

function box(id: string, lines: readonly string[], color: Color, isDouble: boolean): string {
  const { fill, border } = LAYER_COLORS[color];
  const longest = Math.max(...lines.map((line) => line.length));
  const width = ((longest * LETTER_WIDTH + 1) * LETTERS) / POINTS_PER_INCH;
  const borders = `color="${border}", penwidth=${color === 'trainable' ? 2 : 1}, peripheries=${isDouble ? 2 : 1}`;
  return `${id} [label=${quoted(lines.join('\n'))}, fillcolor="${fill}", ${borders}, width=${width.toFixed(2)}];`;
}

const POINTS_PER_INCH = 72;

/** Of a block: what of it has weights, how many, and whether they train. */
function linesOfBlock(row: SummaryRow): string[] {
  const [size, state] = [pluralize(row.parameters, 'parameter'), stateText(row.state)];
  const weights = row.state === 'allButNormalization' ? [size, state] : [`${size}, ${state}`];
  return [`${row.name}: ${pluralize(row.layers.length, 'layer')}`, kindsOf(row), ...weights];
}

function isNormalization({ layers }: SummaryRow): boolean {
  return layers.length === 1 && layers[0].kind === 'BatchNormalization';
}

function colorOf(state: TrainingState): Color {
  return state === 'allButNormalization' || state === 'partly' ? 'trainable' : state;
}

/** What colors and borders mean, of those that are drawn: a row above the first box. */
function legendOf(rows: readonly SummaryRow[]): string[] {
  const colors = new Set(rows.map(({ state }) => colorOf(state)));
  const entries: [label: string, color: Color, isDouble: boolean][] = (['frozen', 'trainable', 'none'] as const)
    .filter((color) => colors.has(color))
    .map((color) => [color === 'none' ? 'no weights' : color, color, false]);
  if (rows.some(isNormalization)) entries.push(['batch normalization', 'none', true]);
  const ids = entries.map((_, i) => `legend${i}`);
  const boxes = entries.map(([label, color, isDouble], i) => box(ids[i], [label], color, isDouble));
  return [`{ rank=source; ${boxes.join(' ')} }`, ...ids.map((id) => `${id} -> n0 [style=invis];`)];
}

/** A text as Graphviz reads it. */
function quoted(text: string): string {
  return JSON.stringify(text);
}
