import { byName } from '../../evaluate/arguments.js';
import { type Arguments, stringOf, textOf, truthOf, type Value } from '../../evaluate/values.js';
import { type ExternalBackbone, hubBackboneOf, packageBackboneOf } from '../../keras/externalBackbones.js';
import type { Place } from '../../syntax/ast.js';
import type { ScriptEvents } from './events.js';
import type { LayerNode, ModelPart } from './layerNode.js';
import { layerValue, newLayer, setTrainable } from './modelHost.js';

/** A pretrained model that is not of keras.applications; undefined of any other name. Its layers are not known. */
export function externalModel(name: string, args: Arguments, at: Place, events: ScriptEvents): Value | undefined {
  if (/^(tensorflow_hub|hub)\.KerasLayer$/.test(name)) return hubLayer(args, at, events);
  const external = packageBackboneOf(name);
  if (external === undefined) return undefined;
  const given = byName(args, ['include_top', 'weights', 'input_tensor', 'input_shape', 'pooling', 'classes']);
  return opaqueModel(external.name, external, given, args, at, events);
}

/** `hub.KerasLayer(handle, trainable=False)`: frozen unless the script says otherwise. */
function hubLayer(args: Arguments, at: Place, events: ScriptEvents): Value {
  const given = byName(args, ['handle', 'trainable']);
  const external = hubBackboneOf(stringOf(given.get('handle')) ?? '');
  return opaqueModel('KerasLayer', external, given, args, at, events);
}

function opaqueModel(
  className: string,
  external: ExternalBackbone | undefined,
  given: Map<string, Value>,
  args: Arguments,
  at: Place,
  events: ScriptEvents,
): Value {
  const handle = given.get('handle');
  const node: LayerNode = { ...newLayer(className, given, at), argPlaces: args.keywordPlaces };
  const model: ModelPart = {
    kind: external === undefined ? 'loaded' : 'application',
    ...(external !== undefined && { external }),
    layers: [],
    bases: [],
    isSure: false,
    note:
      external === undefined
        ? `thaw does not know the model ${handle === undefined ? '' : textOf(handle)} of TensorFlow Hub`
        : `thaw does not know the layers of ${external.name} of ${external.from}`,
    inputs: [{ layer: undefined, inputs: [], origin: at }],
    outputs: [{ layer: undefined, inputs: [], origin: at, within: { of: node, layers: [], isSure: false } }],
    changedBy: [],
    weightsFrom: [],
  };
  node.model = model;
  events.models.push(node);
  if (className === 'KerasLayer') node.trainable = { value: false };
  const trainable = given.get('trainable');
  if (trainable !== undefined) setTrainable(node, truthOf(trainable), at, events, true);
  return layerValue(node, at, events);
}
