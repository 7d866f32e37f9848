import { truthOf } from '../../../script/evaluate/values.js';
import type { LayerNode, Tensor } from '../../../script/library/models/layerNode.js';
import { quotePlaces } from '../../../script/reading/quotes.js';
import type { ScriptReading } from '../../../script/reading/readScript.js';
import type { Finding } from '../../finding.js';

/**
 * Finds heads that stand on the 1,000 probabilities of ImageNet's classes, since the base keeps its own classifier:
 * `include_top=True`, which is the default.
 */
export function headOnClasses(reading: ScriptReading): Finding[] {
  const stage = reading.stages.at(-1);
  const { base, head, isOnFeatures } = stage?.model ?? {};
  if (stage === undefined || base === undefined || head === undefined || base.model?.kind !== 'application') return [];
  const top = base.args.get('include_top');
  const hasTop = top === undefined || truthOf(top) === true;
  const dense = head.find(({ className }) => className === 'Dense');
  if (!hasTop || dense === undefined || base.args.get('classes') !== undefined) return [];
  if (isOnFeatures !== true && !isOnOutput(stage.call.node, base)) return [];
  return [
    {
      check: 'head-on-classes',
      severity: 'critical',
      summary: `The head stands on the 1,000 class probabilities of ${base.model.application}, since \`include_top\` is ${top === undefined ? 'True by default' : 'True'}. They hold little of what its features say.`,
      evidence: [],
      fix: { text: 'Build the base with `include_top=False, pooling="avg"`.' },
      places: quotePlaces(reading, [base.argPlaces.get('include_top') ?? base.origin, dense.origin]),
    },
  ];
}

/** Whether a model goes on from what the base returns, not from one of its inner layers. */
function isOnOutput(node: LayerNode, base: LayerNode): boolean {
  const { model } = node;
  if (model === undefined) return false;
  if (model.kind === 'sequential') return model.layers.includes(base);
  const done = new Set<Tensor>();
  const leads = (tensor: Tensor): boolean => {
    if (done.has(tensor)) return false;
    done.add(tensor);
    if (tensor.layer === base || (base.model?.outputs.includes(tensor) ?? false)) return true;
    return tensor.inputs.some(leads);
  };
  return model.outputs.some(leads);
}
