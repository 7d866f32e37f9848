import type { Execution, Value } from '../../evaluate/values.js';
import type { Place } from '../../syntax/ast.js';
import { type LayerNode, type ModelPart, type Tensor, tensorOf } from './layerNode.js';

/** Tensors of a model in a value: one, or a list of them. */
export function tensorsOf(value: Value | undefined, at: Place, run: Execution): Tensor[] {
  if (value === undefined) return [];
  const values = value.kind === 'sequence' ? run.iterate(value, at).items : [value];
  return values.flatMap((one) => tensorOf(one) ?? []);
}

/**
 * The layers that lead to outputs, from the input up. Layers of a model whose `output` is used are layers of the new model
 * themselves, as in Keras; a model that is called is one layer.
 */
export function layersBetween(outputs: readonly Tensor[]): Pick<ModelPart, 'layers' | 'bases' | 'isSure'> {
  const bases = new Set<LayerNode>();
  const layers = new Set<LayerNode>();
  const done = new Set<Tensor>();
  let isSure = true;
  const follow = (tensor: Tensor): void => {
    if (done.has(tensor)) return;
    done.add(tensor);
    tensor.inputs.forEach(follow);
    const own = tensor.layer === undefined ? [] : [tensor.layer];
    for (const layer of tensor.within?.layers ?? own) layers.add(layer);
    isSure &&= tensor.within?.isSure ?? true;
    if (tensor.within !== undefined) bases.add(tensor.within.of);
  };
  outputs.forEach(follow);
  return { layers: [...layers], bases: [...bases], isSure };
}

/** Whether a tensor is computed from another one. */
export function isComputedFrom(tensor: Tensor, input: Tensor): boolean {
  const done = new Set<Tensor>();
  const follow = (one: Tensor): boolean => {
    if (one === input) return true;
    if (done.has(one)) return false;
    done.add(one);
    return one.inputs.some(follow);
  };
  return follow(tensor);
}
