import { byName } from '../../evaluate/arguments.js';
import { type Arguments, stringOf, textOf, truthOf, type Value } from '../../evaluate/values.js';
import { type ExternalBackbone, hubBackboneOf, packageBackboneOf } from '../../keras/externalBackbones.js';
import type { Place } from '../../syntax/ast.js';
import type { ScriptEvents } from './events.js';
import type { LayerNode } from './layerNode.js';
import { layerValue, newLayer, setTrainable } from './modelHost.js';
import { addPretrained } from './pretrainedModel.js';

/** A pretrained model that is not of keras.applications; undefined for any other name. Its layers are not known. */
export function externalModel(name: string, args: Arguments, at: Place, events: ScriptEvents): Value | undefined {
  if (/^(tensorflow_hub|hub)\.KerasLayer$/.test(name)) return hubLayer(args, at, events);
  const external = packageBackboneOf(name);
  if (external === undefined) return undefined;
  const given = byName(args, ['include_top', 'weights', 'input_tensor', 'input_shape', 'pooling', 'classes']);
  const node: LayerNode = { ...newLayer(external.name, given, at), argPlaces: args.keywordPlaces };
  const note = noteOf(external);
  addPretrained(node, { kind: 'application', external, layers: [], isSure: false, note }, at, events);
  return withTrainable(node, at, events);
}

/** `hub.KerasLayer(handle, trainable=False)`: frozen unless the script says otherwise. */
function hubLayer(args: Arguments, at: Place, events: ScriptEvents): Value {
  const given = byName(args, ['handle', 'trainable']);
  const node: LayerNode = {
    ...newLayer('KerasLayer', given, at),
    argPlaces: args.keywordPlaces,
    trainable: { value: false },
  };
  const handle = given.get('handle');
  const external = hubBackboneOf(stringOf(handle) ?? '');
  const text = handle === undefined ? '' : textOf(handle);
  const known =
    external === undefined
      ? ({ kind: 'loaded', note: `thaw does not know the model ${text} of TensorFlow Hub` } as const)
      : ({ kind: 'application', external, note: noteOf(external) } as const);
  addPretrained(node, { ...known, layers: [], isSure: false }, at, events);
  return withTrainable(node, at, events);
}

function noteOf({ name, from }: ExternalBackbone): string {
  return `thaw does not know the layers of ${name} of ${from}`;
}

/** The model, once its argument `trainable` is set. */
function withTrainable(node: LayerNode, at: Place, events: ScriptEvents): Value {
  const trainable = node.args.get('trainable');
  if (trainable !== undefined) setTrainable(node, truthOf(trainable), at, events, true);
  return layerValue(node, at, events);
}
