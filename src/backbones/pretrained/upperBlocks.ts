import type { BackboneName } from '../architectures/registry.js';
import { expectationOf } from './loadBackbone.js';

/** Names of layers to unfreeze above. */
export interface UpperBlocks {
  /** Above it lies the upper third of the backbone. */
  third: string;
  /** Above it lie the last two blocks. */
  lastTwo: string;
  /** Above it lies the last block. */
  last: string;
}

/** Share of the blocks that stay frozen where the upper ones train: InceptionV3 is opened above mixed7, as the tutorials do. */
const FROZEN_SHARE = 2 / 3;

/** Where a backbone is opened from above. */
export function upperBlocks({ name, weights }: { name: BackboneName; weights: string }): UpperBlocks {
  const { blocks } = expectationOf(name, weights);
  const [lastTwo, last] = blocks.slice(-3) as [string, string];
  return { third: blocks[Math.floor(FROZEN_SHARE * blocks.length)]!, lastTwo, last };
}
