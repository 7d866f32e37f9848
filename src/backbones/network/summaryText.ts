import { alignColumns } from '../../base/text/alignColumns.js';
import { pluralize } from '../../base/text/pluralize.js';
import { countsOfKinds } from './blocks.js';
import { WITH_WEIGHTS } from './layer.js';
import type { OutputShape } from './outputShapes.js';
import type { Summary, SummaryRow, TrainingState } from './summary.js';

/**
 * Formats a summary as a table of text, with the totals below it.
 *
 * @example
 * console.log(thaw.summaryText(thaw.summarize(model)));
 */
export function summaryText({ rows, total, trainable, nonTrainable }: Summary): string {
  const cells = rows.map((row) => [
    `${row.name} (${row.layers.length === 1 ? '' : `${pluralize(row.layers.length, 'layer')}: `}${kindsOf(row)})`,
    shapeText(row.outputShape),
    grouped(row.parameters),
    stateText(row.state),
    row.connectedTo.join(', '),
  ]);
  const header = ['layer (kind)', 'output shape', 'parameters', 'state', 'connected to'];
  const [titles, ...lines] = alignColumns([header, ...cells]).split('\n') as [string, ...string[]];
  const rule = '-'.repeat(Math.max(titles.length, ...lines.map(({ length }) => length)));
  const totals = [
    `Total parameters: ${grouped(total)}`,
    `Trainable parameters: ${grouped(trainable)}`,
    `Non-trainable parameters: ${grouped(nonTrainable)}`,
  ];
  return [titles, rule, ...lines, rule, ...totals].join('\n');
}

/** `Conv2D`; of a block what of it has weights: `7 Conv2D, 7 BatchNormalization`. */
export function kindsOf({ layers }: SummaryRow): string {
  if (layers.length === 1) return layers[0]!.kind;
  return countsOfKinds(layers.filter(({ kind }) => WITH_WEIGHTS.has(kind)))
    .map(([kind, count]) => `${count} ${kind}`)
    .join(', ');
}

/** As Keras writes it: `(None, 35, 35, 256)`. */
export function shapeText(shape: OutputShape): string {
  return `(${shape.map((n) => n ?? 'None').join(', ')})`;
}

const STATES: Readonly<Record<TrainingState, string>> = {
  frozen: 'frozen',
  trainable: 'trainable',
  allButNormalization: 'trainable, batch normalization frozen',
  partly: 'partly trainable',
  none: '',
};

/** `256,368` */
export function grouped(n: number): string {
  return n.toLocaleString('en-US');
}

export function stateText(state: TrainingState): string {
  return STATES[state];
}
