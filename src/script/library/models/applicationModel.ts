import { byName } from '../../evaluate/arguments.js';
import { type Arguments, type Execution, stringOf, truthOf, type Value } from '../../evaluate/values.js';
import type { Place } from '../../syntax/ast.js';
import { lastPart } from '../names.js';
import type { ScriptEvents } from './events.js';
import type { LayerNode, Tensor } from './layerNode.js';
import { layerValue, newLayer } from './modelHost.js';

/** Models of keras.applications: `from keras.applications import *` brings no other names, such as `Model`. */
export const APPLICATION_NAME: RegExp =
  /^(VGG|ResNet|Inception|Xception|MobileNet|NASNet|DenseNet|EfficientNet|ConvNeXt|RegNet)\w*$/;

/** Whether a name is that of a function of keras.applications that builds a model. */
export function isApplication(name: string): boolean {
  return name.startsWith('keras.applications.') && APPLICATION_NAME.test(lastPart(name));
}

/** A model of keras.applications: its layers stand in it as Keras lists them, with their flags. */
export function applicationModel(
  name: string,
  args: Arguments,
  at: Place,
  _run: Execution,
  events: ScriptEvents,
): Value {
  const given = byName(args, ['include_top', 'weights', 'input_tensor', 'input_shape', 'pooling', 'classes']);
  const application = lastPart(name);
  const includeTop = given.get('include_top') === undefined ? true : truthOf(given.get('include_top')!);
  const layers: LayerNode[] = [];
  const node: LayerNode = {
    ...newLayer(application, given, at),
    name: application.toLowerCase(),
    argPlaces: args.keywordPlaces,
  };
  const output: Tensor = { layer: undefined, inputs: [], origin: at, within: { of: node, layers, isSure: false } };
  node.model = {
    kind: 'application',
    application,
    layers,
    bases: [],
    isSure: false,
    note: `pooling ${stringOf(given.get('pooling')) ?? 'none'}, top ${includeTop}`,
    inputs: [{ layer: undefined, inputs: [], origin: at }],
    outputs: [output],
    changedBy: [],
    weightsFrom: [],
  };
  events.models.push(node);
  return layerValue(node, at, events);
}
