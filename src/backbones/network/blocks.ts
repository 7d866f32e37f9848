import { countBy } from '../../base/group.js';
import type { Layer, Network } from './layer.js';

/** Names of the layers at which the parts of a backbone end. */
export interface Boundaries {
  /** Last layer of the stem below the first block; undefined if the first block begins at the input. */
  stem: string | undefined;
  /** Ends of blocks, from the input up. */
  blocks: readonly string[];
  /** Last layer of the backbone. */
  cutLayer: string;
}

/** Layers that can be shown as one: a stem, a block, what follows the last block; or a layer outside of these. */
export interface Block {
  /** `stem`, or the name of the block's last layer. */
  name: string;
  layers: readonly Layer[];
}

/**
 * Groups the layers of a network by blocks, each layer in one: the input, the stem, the blocks, the rest of the
 * backbone, and every layer of a head by itself. A network that holds only some of the block ends has those blocks.
 *
 * @param boundaries where the blocks end, as {@link expectationOf} returns them
 */
export function blocksOf({ layers }: Network, { stem, blocks, cutLayer }: Boundaries): Block[] {
  const ends = new Set([...blocks, cutLayer, ...(stem === undefined ? [] : [stem])]);
  const lastEnd = layers.reduce((last, { name }, i) => (ends.has(name) ? i : last), -1);
  const result: Block[] = [];
  let open: Layer[] = [];
  for (const [i, layer] of layers.entries()) {
    const alone = layer.kind === 'InputLayer' || i > lastEnd;
    open.push(layer);
    if (!alone && !ends.has(layer.name)) continue;
    result.push({ name: layer.name === stem ? 'stem' : layer.name, layers: open });
    open = [];
  }
  return result;
}

/** Number of layers of each kind, in the order of their first layers: `[['Conv2D', 7], ...]`. */
export function countsOfKinds(layers: readonly Layer[]): [kind: Layer['kind'], count: number][] {
  return [...countBy(layers, ({ kind }) => kind)];
}
