import type { LayerNode, Tensor } from '../../script/library/models/layerNode.js';
import { featuresOf } from '../../script/reading/modelReading.js';
import type { StageReading } from '../../script/reading/stageReading.js';

/** Whether the head of a training goes on from what its base returns, not from one of its inner layers. */
export function headIsOnOutput({ call }: StageReading, base: LayerNode): boolean {
  // The model with the base in it: that of the training, or the one that computed its features.
  return hasOutput(featuresOf(call.flow)?.outputsOf ?? call.node, base);
}

/** Whether the output of the base leads to that of a model. */
function hasOutput(node: LayerNode, base: LayerNode): boolean {
  const { model } = node;
  const last = base.model?.layers.at(-1);
  if (node === base || node === last) return true;
  if (model === undefined) return false;
  if (model.kind === 'sequential') return model.layers.some((layer) => hasOutput(layer, base));
  const done = new Set<Tensor>();
  const leads = (tensor: Tensor): boolean => {
    if (done.has(tensor)) return false;
    done.add(tensor);
    const isOutput = base.model?.outputs.includes(tensor) ?? false;
    const inside = tensor.layer ?? tensor.within?.layers.at(-1);
    if (isOutput || (inside !== undefined && hasOutput(inside, base))) return true;
    return tensor.inputs.some(leads);
  };
  return model.outputs.some(leads);
}
