import type { Place } from '../../syntax/ast.js';
import type { ScriptEvents } from './events.js';
import type { LayerNode, ModelPart } from './layerNode.js';

/** What is known of a pretrained model by the call that makes it. */
type Pretrained = Pick<ModelPart, 'kind' | 'layers' | 'isSure' | 'note' | 'possibleNames' | 'application' | 'external'>;

/** Makes a layer a pretrained model with one input and one output, kept in the order of models. */
export function addPretrained(node: LayerNode, known: Pretrained, at: Place, events: ScriptEvents): void {
  const { layers, isSure } = known;
  node.model = {
    ...known,
    bases: [],
    inputs: [{ layer: undefined, inputs: [], origin: at }],
    outputs: [{ layer: undefined, inputs: [], origin: at, within: { of: node, layers, isSure } }],
    changedBy: [],
    weightsFrom: [],
  };
  events.models.push(node);
}
