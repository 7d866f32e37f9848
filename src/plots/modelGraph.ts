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

/** Options of {@link plotModel}. */
export interface ModelGraphOptions {
  /** Boundaries of the backbone's blocks. Default: no blocks, each layer is a box */
  blocks?: Boundaries;
  /** Names of the blocks to draw layer by layer, or `all`. Default: none, each block is one box */
  unfold?: 'all' | readonly string[];
  /** Names of the trainable layers. Default: all */
  trainable?: ReadonlySet<string>;
  /** Whether a box shows the shape of its output, like `show_shapes` of Keras. Default: false */
  showShapes?: boolean;
}

/** Writes a network as a graph in Graphviz' language: a box for each layer, or for each block that is not unfolded. */
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
/** Font size, in points. */
const LETTERS = 10;
/**
 * Width of a letter over the font size, an upper bound of the average. Graphviz has no fonts here and assumes a narrower one
 * than DejaVu Sans, which many machines show in place of Helvetica.
 */
const LETTER_WIDTH = 0.62;

type Color = 'frozen' | 'trainable' | 'none';

function alone(layer: SummaryRow['layers'][number]): Block {
  return { name: layer.name, layers: [layer] };
}

function clusterOf(name: string, ids: readonly string[]): string {
  const style = 'graph [style=rounded, color="#999999", labeljust=l, fontsize=13, margin=8]';
  return `subgraph ${quoted(`cluster_${name}`)} { label=${quoted(name)}; ${style}; ${ids.join('; ')}; }`;
}

function nodeOf(row: SummaryRow, id: string, showShapes: boolean): string {
  const lines = row.layers.length === 1 ? [row.layers[0]!.kind, row.name] : linesOfBlock(row);
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

/** Lines of a block's box: its layers with weights, how many weights, and whether they train. */
function linesOfBlock(row: SummaryRow): string[] {
  const [size, state] = [pluralize(row.parameters, 'parameter'), stateText(row.state)];
  const weights = row.state === 'allButNormalization' ? [size, state] : [`${size}, ${state}`];
  return [`${row.name}: ${pluralize(row.layers.length, 'layer')}`, kindsOf(row), ...weights];
}

function isNormalization({ layers }: SummaryRow): boolean {
  return layers.length === 1 && layers[0]!.kind === 'BatchNormalization';
}

function colorOf(state: TrainingState): Color {
  return state === 'allButNormalization' || state === 'partly' ? 'trainable' : state;
}

/** A legend of the colors and borders in use: a row above the first box. */
function legendOf(rows: readonly SummaryRow[]): string[] {
  const colors = new Set(rows.map(({ state }) => colorOf(state)));
  const entries: [label: string, color: Color, isDouble: boolean][] = (['frozen', 'trainable', 'none'] as const)
    .filter((color) => colors.has(color))
    .map((color) => [color === 'none' ? 'no weights' : color, color, false]);
  if (rows.some(isNormalization)) entries.push(['batch normalization', 'none', true]);
  const ids = entries.map((_, i) => `legend${i}`);
  const boxes = entries.map(([label, color, isDouble], i) => box(ids[i]!, [label], color, isDouble));
  return [`{ rank=source; ${boxes.join(' ')} }`, ...ids.map((id) => `${id} -> n0 [style=invis];`)];
}

/** Quotes a text for Graphviz. */
function quoted(text: string): string {
  return JSON.stringify(text);
}
