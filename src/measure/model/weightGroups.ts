import type { Network } from '../../backbones/network/layer.js';
import { layerOfWeight, type RawWeight, type WeightName } from '../../backbones/network/weights.js';
import { sum } from '../../base/sum.js';
import { median } from '../../metrics/median.js';

/** Kernels that train together: a layer of the head, or a block of the backbone. */
export interface WeightGroup {
  /** Of the layer, or of the layer that the block ends with. */
  name: string;
  isHead: boolean;
  kernels: readonly WeightName[];
}

/** What the first steps do to the kernels of a group. Biases are left out: they begin at 0, so that no step is small. */
export interface GroupSteps {
  name: string;
  isHead: boolean;
  /** Number of weights in the kernels. */
  numWeights: number;
  /** Root mean square of the weights before the first step. */
  size: number;
  /** Root mean square of the gradient in the first step, before clipping. */
  gradient: number;
  /** Norm of what a step changes over the norm of the weights before it; median over the steps. */
  update: number;
}

/**
 * Groups kernels from the input up: those of the backbone by the block that they are in, those of the head by layer.
 *
 * @param kernels names of the kernels that train
 * @param blocks layers that end a block of the backbone, from the input up
 * @param head names of the head's layers
 */
export function weightGroups(
  { layers }: Pick<Network, 'layers'>,
  kernels: readonly WeightName[],
  blocks: readonly string[],
  head: ReadonlySet<string>,
): WeightGroup[] {
  const groups: WeightGroup[] = [];
  let block: WeightName[] = [];
  const end = (name: string, isHead: boolean): void => {
    if (block.length > 0) groups.push({ name, isHead, kernels: block });
    block = [];
  };
  let last = '';
  for (const { name } of layers) {
    // What is behind the last block of the backbone is a group of its own.
    if (head.has(name)) end(last, head.has(last));
    block.push(...kernels.filter((kernel) => layerOfWeight(kernel) === name));
    if (head.has(name) || blocks.includes(name)) end(name, head.has(name));
    if (!head.has(name)) last = name;
  }
  return groups;
}

/** Norms of one step, by the name of the weight. */
export interface StepNorms {
  /** Of the weights before the step. */
  weights: ReadonlyMap<WeightName, number>;
  /** Of what the step changed. */
  updates: ReadonlyMap<WeightName, number>;
}

/** Norms of the weights before a step, and of what it changed. */
export function stepNorms(
  before: ReadonlyMap<WeightName, RawWeight>,
  after: ReadonlyMap<WeightName, RawWeight>,
  names: readonly WeightName[],
): StepNorms {
  const norms = (of: (name: WeightName) => number): Map<WeightName, number> =>
    new Map(names.map((name) => [name, of(name)]));
  return {
    weights: norms((name) => distance(before.get(name)!.values)),
    updates: norms((name) => distance(after.get(name)!.values, before.get(name)!.values)),
  };
}

/** Figures of a group over some steps. @param gradients norms in the first step, by the name of the weight */
export function groupSteps(
  { name, isHead, kernels }: WeightGroup,
  steps: readonly StepNorms[],
  gradients: ReadonlyMap<WeightName, number>,
  sizes: ReadonlyMap<WeightName, number>,
): GroupSteps {
  const together = (norms: ReadonlyMap<WeightName, number>): number =>
    Math.sqrt(sum(kernels, (kernel) => norms.get(kernel)! ** 2));
  const numWeights = sum(kernels, (kernel) => sizes.get(kernel)!);
  return {
    name,
    isHead,
    numWeights,
    size: together(steps[0]!.weights) / Math.sqrt(numWeights),
    gradient: together(gradients) / Math.sqrt(numWeights),
    update: median(steps.map(({ weights, updates }) => together(updates) / together(weights))),
  };
}

/** Euclidean distance of two weights, or the norm of one. */
function distance(values: Float32Array, others?: Float32Array): number {
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    const difference = others === undefined ? values[i]! : values[i]! - others[i]!;
    squares += difference * difference;
  }
  return Math.sqrt(squares);
}
