import { product, sum } from '../../base/sum.js';
import type { Block } from './blocks.js';
import { type Layer, type Network, WITH_WEIGHTS } from './layer.js';
import { type InputShape, type OutputShape, outputShapes } from './outputShapes.js';
import { weightShapes } from './weightShapes.js';
import { layerOfWeight, takesGradient } from './weights.js';

/** A network and the shape of its input images. */
export interface SizedNetwork {
  network: Network;
  inputShape: InputShape;
}

/**
 * Whether weights train; `none` of a layer that has none. Of a block also `allButNormalization`, where batch
 * normalization alone is frozen, and `partly`.
 */
export type TrainingState = 'frozen' | 'trainable' | 'allButNormalization' | 'partly' | 'none';

/** A row of a summary: a layer, or a block. */
export interface SummaryRow {
  name: string;
  /** The one layer, or those of the block. */
  layers: readonly Layer[];
  /** Of the last layer. */
  outputShape: OutputShape;
  parameters: number;
  /** Moving statistics never train. */
  trainableParameters: number;
  state: TrainingState;
  /** Names of the rows whose outputs come in. */
  connectedTo: readonly string[];
}

/** A table of layers, and the numbers of parameters in all. */
export interface Summary {
  rows: readonly SummaryRow[];
  total: number;
  trainable: number;
  nonTrainable: number;
}

/**
 * Counts shapes and parameters layer by layer, as Keras' `model.summary()`.
 *
 * @param trainable names of the layers that train; default all
 * @throws UserError where weights depend on a height or width that the input shape leaves open
 *
 * @example
 * const summary = thaw.summarize(await thaw.readModel('model.keras'));
 */
export function summarize({ network, inputShape }: SizedNetwork, trainable?: ReadonlySet<string>): Summary {
  const shapes = outputShapes(network, inputShape);
  const sizes = new Map<string, { all: number; learnt: number }>();
  for (const [weight, shape] of weightShapes(network, inputShape)) {
    const size = product(shape);
    const { all, learnt } = sizes.get(layerOfWeight(weight)) ?? { all: 0, learnt: 0 };
    sizes.set(layerOfWeight(weight), { all: all + size, learnt: learnt + (takesGradient(weight) ? size : 0) });
  }
  const rows = network.layers.map((layer): SummaryRow => {
    const { all, learnt } = sizes.get(layer.name) ?? { all: 0, learnt: 0 };
    const trains = trainable?.has(layer.name) ?? true;
    const state = WITH_WEIGHTS.has(layer.kind) ? (trains ? 'trainable' : 'frozen') : 'none';
    return {
      name: layer.name,
      layers: [layer],
      outputShape: shapes.get(layer.name)!,
      parameters: all,
      trainableParameters: state === 'trainable' ? learnt : 0,
      state,
      connectedTo: layer.inputs,
    };
  });
  const total = sum(rows, (row) => row.parameters);
  const learning = sum(rows, (row) => row.trainableParameters);
  return { rows, total, trainable: learning, nonTrainable: total - learning };
}

/**
 * Returns a summary with one row for each block in place of one for each layer.
 *
 * @param blocks those of {@link blocksOf}
 */
export function foldSummary(summary: Summary, blocks: readonly Block[]): Summary {
  const byName = new Map(summary.rows.map((row) => [row.name, row]));
  const blockOf = new Map(blocks.flatMap(({ name, layers }) => layers.map((layer) => [layer.name, name] as const)));
  const rows = blocks.map(({ name, layers }): SummaryRow => {
    const own = layers.map((layer) => byName.get(layer.name)!);
    const incoming = own.flatMap(({ connectedTo }) => connectedTo.map((input) => blockOf.get(input)!));
    return {
      name,
      layers,
      outputShape: own[own.length - 1]!.outputShape,
      parameters: sum(own, (row) => row.parameters),
      trainableParameters: sum(own, (row) => row.trainableParameters),
      state: stateOf(own),
      connectedTo: [...new Set(incoming)].filter((other) => other !== name),
    };
  });
  return { ...summary, rows };
}

function stateOf(rows: readonly SummaryRow[]): TrainingState {
  const normalizes = ({ layers }: SummaryRow): boolean => layers[0]!.kind === 'BatchNormalization';
  const statesOf = (some: readonly SummaryRow[]): string =>
    [...new Set(some.map(({ state }) => state).filter((state) => state !== 'none'))].join();
  const all = statesOf(rows);
  if (all === '') return 'none';
  if (all === 'frozen' || all === 'trainable') return all;
  const [ofNormalization, ofOthers] = [rows.filter(normalizes), rows.filter((row) => !normalizes(row))].map(statesOf);
  return ofNormalization === 'frozen' && ofOthers === 'trainable' ? 'allButNormalization' : 'partly';
}
