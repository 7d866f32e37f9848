import { table } from '../../../base/table.js';
import { byName, valuesOf } from '../../evaluate/arguments.js';
import { pick } from '../../evaluate/items.js';
import {
  type Arguments,
  constant,
  type Execution,
  type Host,
  host,
  list,
  numberOf,
  oneOrMore,
  stringOf,
  textOf,
  truthOf,
  unknown,
  type Value,
} from '../../evaluate/values.js';
import type { Place } from '../../syntax/ast.js';
import { flowOf } from '../images/flowOf.js';
import { imagesOf } from '../images/imageHost.js';
import { canonical, lastPart } from '../names.js';
import { likelyTrainableRule } from '../scriptVersion.js';
import { runCallbacks } from './callbacks.js';
import { noteForward } from './customLoop.js';
import type { ScriptEvents } from './events.js';
import {
  flagsSet,
  innerLayers,
  isOpaque,
  type LayerHost,
  type LayerNode,
  layerOf,
  type ModelPart,
  type Tensor,
  type TensorHost,
  tensorOf,
  withInner,
} from './layerNode.js';
import { applyLayers, isOfNetwork } from './layersOnImages.js';
import { callOfModel, outputsOfCall } from './training.js';

const hosts = new WeakMap<LayerNode, LayerHost>();

/** A layer or a model as a value of the script. */
export function layerValue(node: LayerNode, at: Place, events: ScriptEvents): Value {
  let found = hosts.get(node);
  if (found === undefined) {
    found = layerHost(node, events);
    hosts.set(node, found);
  }
  return host(found, at);
}

const tensorHosts = new WeakMap<Tensor, TensorHost>();

export function tensorValue(tensor: Tensor, at: Place): Value {
  let found = tensorHosts.get(tensor);
  if (found === undefined) {
    found = tensorHost(tensor);
    tensorHosts.set(tensor, found);
  }
  return host(found, at);
}

/** Arithmetic inside of a model, such as `x / 127.5 - 1`, is a layer too. */
function tensorHost(tensor: Tensor): TensorHost {
  const operation = (name: string, args: [string, Value][], at: Place): Value => {
    const layer = newLayer(name, new Map(args), at);
    return tensorValue({ layer, inputs: [tensor], origin: at }, at);
  };
  return {
    what: 'a tensor of a model',
    tensor,
    binary: (op, other, isReversed, at) => operation(`${isReversed ? 'reversed ' : ''}${op}`, [['other', other]], at),
    item: (index, at) => operation('item', index.kind === 'slice' ? [] : [['index', index]], at),
    attribute: (name, at) =>
      ['shape', 'get_shape', 'dtype'].includes(name)
        ? unknown('the text does not say the shape', `a tensor's ${name}`, at)
        : undefined,
    escape: () => {},
  };
}

export function newLayer(className: string, args: Map<string, Value>, origin: Place): LayerNode {
  return {
    className,
    name: stringOf(args.get('name')),
    args,
    argPlaces: new Map(),
    origin,
    trainable: { value: true },
  };
}

/** What a layer or a model does. */
export function layerHost(node: LayerNode, events: ScriptEvents): LayerHost {
  const { model } = node;
  return {
    what: model === undefined ? `a layer ${node.className}` : 'a model',
    node,
    attribute: (name, at) => attribute(node, name, at, events),
    setAttribute: (name, value, at, run) => setAttribute(node, name, value, at, run, events),
    call: (args, at, run) => callLayer(node, args, at) ?? onImages(node, args, at, run, events),
    method: (name, args, at, run) => {
      const called = callOfModel(node, name, args, at, run, events);
      if (called === undefined) return METHODS[name]?.(node, args, at, events);
      if (name.startsWith('fit')) runCallbacks(args.keywords.get('callbacks'), layerValue(node, at, events), at, run);
      return called;
    },
    isInstance: (className) => isInstance(node, className),
    oneOf: (items, at) => oneOfLayers(items, at, events),
    escape: (text, place, run) => {
      run.note(place, `what ${text} does to the model is not known`);
      for (const part of [model, ...innerLayers(node).map((layer) => layer.model)]) {
        part?.changedBy.push({ text, place });
      }
    },
  };
}

/** `model.layers[k]` of a number that the text does not say: one of these layers. */
function oneOfLayers(items: readonly Value[], at: Place, events: ScriptEvents): Value | undefined {
  const among = items.flatMap((item) => layerOf(item) ?? []);
  if (among.length < items.length) return undefined;
  const inside = among[0]?.inside;
  const isInOne = inside !== undefined && among.every((layer) => layer.inside === inside);
  return layerValue({ ...newLayer('Unknown', new Map(), at), among, ...(isInOne && { inside }) }, at, events);
}

/** Attributes that say something of a shape or a count, which thaw does not compute here. */
const NOT_COMPUTED = /shape|weights|variables|losses|updates|metrics_names|dtype|stateful/;

/** Lists that a script may change: those of applications, of which `layers.pop()` takes a layer in Keras up to 2.3. */
const ownLists = new WeakMap<ModelPart, Value>();

/**
 * `model.layers`. Of an application the likeliest version's are taken, even where others differ. Keras up to 2.3 gives its own
 * list, later versions give a copy. Measured with Keras 2.1.2, 2.2.4 and 2.3.1, whose list it is, and TF 1.10, 2.0, 2.3, 2.4, 2.9
 * and Keras 3.15, which copy it. TF 1.4 gives its own list too; no script is known that is for it alone.
 */
function layersList(node: LayerNode & { model: ModelPart }, at: Place, events: ScriptEvents): Value {
  const { model } = node;
  if (isPretrained(node) && isOpaque(node)) return host(unknownLayers(node, events), at);
  const known = ownLists.get(model);
  if (known !== undefined) return known;
  const isListed = (layer: LayerNode): boolean => layer.inside !== undefined;
  const made = list(
    model.layers.map((layer) => layerValue(layer, at, events)),
    at,
    model.isSure || model.layers.some(isListed),
  );
  made.watch = (index, place) => {
    const bounds = [index.lower, index.upper].flatMap((bound) => numberOf(bound) ?? []);
    const taken = pick(made.items, index)?.length;
    if (taken !== undefined) events.add({ kind: 'layer slice', node, length: made.items.length, taken, bounds, place });
  };
  const isOwn = events.version.releases.some(({ flavor, major }) => flavor === 'keras' && major < 3);
  if (model.kind === 'application' && model.layers.length > 0 && isOwn) ownLists.set(model, made);
  return made;
}

/** Whether a model comes with weights from elsewhere. */
function isPretrained({ model }: LayerNode): boolean {
  return model?.kind === 'application' || model?.kind === 'loaded';
}

/** `model.layers` of a model of which no layer is known. A layer of it stands for some of them. */
function unknownLayers(node: LayerNode, events: ScriptEvents): Host {
  const some = (at: Place): Value => layerValue(unknownLayer(node, undefined, at), at, events);
  const layers: Host = {
    what: 'layers of a model that thaw does not know',
    iterate: (at) => ({ items: [some(at)], isComplete: false }),
    item: (index, at) => (index.kind === 'slice' ? host(layers, at) : some(at)),
    method: (name, _args, at) => (name === 'pop' ? some(at) : undefined),
  };
  return layers;
}

function unknownLayer(inside: LayerNode, name: string | undefined, at: Place): LayerNode {
  return { ...newLayer('Unknown', new Map(), at), name, inside };
}

type ReadAttribute = (node: LayerNode, at: Place, events: ScriptEvents) => Value | undefined;

const LAYER_ATTRIBUTES: Record<string, ReadAttribute> = table({
  trainable: ({ trainable: { value } }, at) =>
    value === undefined ? unknown('it depends on what the text does not say', 'trainable', at) : constant(value, at),
  name: ({ name, className }, at) =>
    name === undefined ? unknown('Keras counts it', `name of ${className}`, at) : constant(name, at),
  __class__: ({ className }, at) => ({ kind: 'name', name: `keras.layers.${className}`, origin: at }),
  output: (node, at) => oneOrAll(outputsOf(node, at), at),
  outputs: (node, at) => allOf(outputsOf(node, at), at),
});

const MODEL_ATTRIBUTES: Record<
  string,
  (node: LayerNode & { model: ModelPart }, at: Place, events: ScriptEvents) => Value
> = {
  input: (node, at) => oneOrAll(inputsOf(node), at),
  inputs: (node, at) => allOf(inputsOf(node), at),
  layers: layersList,
  optimizer: (node, at) => node.model.compiled?.args.get('optimizer') ?? notComputed(node, 'optimizer', at),
  history: (node, at) => node.model.history ?? unknown('training gives it', 'history', at),
};

function attribute(node: LayerNode, name: string, at: Place, events: ScriptEvents): Value | undefined {
  const ofModel = isModel(node) ? MODEL_ATTRIBUTES[name]?.(node, at, events) : undefined;
  const found = ofModel ?? LAYER_ATTRIBUTES[name]?.(node, at, events);
  if (found !== undefined) return found;
  return (
    (node.model === undefined ? node.args.get(name) : undefined) ??
    (NOT_COMPUTED.test(name) && !(name in METHODS) ? notComputed(node, name, at) : undefined)
  );
}

function isModel(node: LayerNode): node is LayerNode & { model: ModelPart } {
  return node.model !== undefined;
}

function allOf(tensors: readonly Tensor[], at: Place): Value {
  return list(
    tensors.map((tensor) => tensorValue(tensor, at)),
    at,
  );
}

function oneOrAll(tensors: readonly Tensor[], at: Place): Value {
  return tensors.length === 1 ? tensorValue(tensors[0]!, at) : allOf(tensors, at);
}

/** What comes out of a model, or of a layer of one: of the call where the script makes one, else of the layer itself. */
function outputsOf(node: LayerNode, at: Place): Tensor[] {
  const { model } = node;
  if (model?.kind === 'functional' || model?.kind === 'application') return model.outputs;
  return [
    outputs.get(node) ?? insideOf(node, at) ?? outputOfSequential(node, at) ?? { layer: node, inputs: [], origin: at },
  ];
}

/** The output of a layer of a model of keras.applications: what is listed up to it leads to it. */
function insideOf(node: LayerNode, at: Place): Tensor | undefined {
  const { inside } = node;
  if (inside?.model === undefined) return undefined;
  const { layers, isSure } = inside.model;
  const upTo = layers.slice(0, layers.indexOf(node) + 1);
  return { layer: undefined, inputs: [], origin: at, within: { of: inside, layers: upTo, isSure } };
}

/** What comes out of a Sequential that nothing has called: its layers become those of a model on it. */
function outputOfSequential(node: LayerNode, at: Place): Tensor | undefined {
  const { model } = node;
  if (model?.kind !== 'sequential' || model.layers.length === 0) return undefined;
  return {
    layer: undefined,
    inputs: [],
    origin: at,
    within: { of: node, layers: [...model.layers], isSure: model.isSure },
  };
}

function notComputed(node: LayerNode, name: string, at: Place): Value {
  return unknown(
    'thaw does not compute it',
    `${name} of ${node.model === undefined ? node.className : 'the model'}`,
    at,
  );
}

/** The last tensor of each layer that was called. */
const outputs = new WeakMap<LayerNode, Tensor>();

function inputsOf(node: LayerNode): Tensor[] {
  const { model } = node;
  if (model === undefined) return [];
  if (model.inputs.length === 0) model.inputs.push({ layer: undefined, inputs: [], origin: node.origin });
  return model.inputs;
}

function setAttribute(
  node: LayerNode,
  name: string,
  value: Value,
  at: Place,
  run: Execution,
  events: ScriptEvents,
): boolean {
  if (name === 'trainable') {
    setTrainable(node, truthOf(value), at, events, false);
    return true;
  }
  events.add({ kind: 'attribute', node, name, value, place: at });
  if (name === 'name') node.name = stringOf(value);
  // `layer.training = False` changes nothing, which is a finding, not something that is not understood.
  run.spend();
  return true;
}

/** Sets whether a layer or a model trains, as the likeliest version of Keras does, and keeps that it was set. */
export function setTrainable(
  node: LayerNode,
  value: boolean | undefined,
  place: Place,
  events: ScriptEvents,
  isArgument: boolean,
): void {
  const { inside, among } = node;
  // Which of them it is, is not known, and often neither is under which condition.
  if (among !== undefined) {
    for (const one of among) setTrainable(one, undefined, place, events, isArgument);
    node.trainable = { value: undefined, place };
    return;
  }
  // Which layers of a model these are is not known.
  if (inside !== undefined && isOpaque(inside)) {
    setTrainable(inside, undefined, place, events, isArgument);
    return;
  }
  const inner = withInner(node);
  events.add({ kind: 'flag', node, value, inner, place, isArgument });
  const changed = flagsSet(node, inner, value, node.trainable, likelyTrainableRule(events.version));
  for (const one of changed) one.trainable = { value, place };
}

/**
 * `layer(images)`, as in a map of a data set or a loop. A model of layers that prepare images applies them one after the other;
 * of a network, what comes out are features.
 */
function onImages(
  node: LayerNode,
  args: Arguments,
  at: Place,
  run: Execution,
  events: ScriptEvents,
): Value | undefined {
  const [images = args.keywords.get('inputs')] = args.positional;
  if (images === undefined || imagesOf(images) === undefined) return undefined;
  const inside = innerLayers(node);
  if (!isOpaque(node) && !inside.some(isOfNetwork)) return applyLayers(inside, images, run);
  const reaching = flowOf(images, undefined, { at, run });
  noteForward(node, images, args, at, run, events);
  return outputsOfCall({ outputsOf: node, from: images, reaching, calledAt: at }, at, events);
}

/** `layer(tensor)`. */
export function callLayer(node: LayerNode, args: Arguments, at: Place): Value | undefined {
  const [first] = args.positional;
  const inputs = oneOrMore(first ?? args.keywords.get('inputs')).flatMap((value) => tensorOf(value) ?? []);
  if (inputs.length === 0) return undefined;
  const tensor: Tensor = { layer: node, inputs, origin: at };
  const training = args.keywords.get('training') ?? args.positional[1];
  if (training !== undefined) tensor.training = training;
  outputs.set(node, tensor);
  return tensorValue(tensor, at);
}

type Method = (node: LayerNode, args: Arguments, at: Place, events: ScriptEvents) => Value | undefined;

const nothing: Method = (_node, _args, at) => constant(null, at);
const saving =
  (isWhole: boolean): Method =>
  (node, { positional: [first], keywords }, at, events) => {
    const file = first ?? keywords.get('filepath');
    if (file === undefined) return constant(null, at);
    events.saved.set(textOf(file), node);
    events.add({ kind: 'save', node, file, isWhole, place: at });
    return constant(null, at);
  };
const configuration: Method = (node, _args, at) => {
  const written: LayerHost = { what: 'the configuration of a model', node };
  return host(written, at);
};
const counted: Method = (_node, _args, at) => unknown('thaw does not compute it', 'weights', at);

const METHODS: Record<string, Method> = table({
  get_layer: getLayer,
  add: (node, { positional: [value] }, at) => {
    if (node.model === undefined || value === undefined) return undefined;
    addLayer(node, value, at);
    return constant(null, at);
  },
  pop: ({ model }, _args, at) => {
    model?.layers.pop();
    return constant(null, at);
  },
  load_weights: (node, { positional: [first, second], keywords }, at, events) => {
    const file = first ?? keywords.get('filepath') ?? unknown('it is not given', 'a file', at);
    const byNames = keywords.get('by_name') ?? second;
    const byName = byNames === undefined ? false : truthOf(byNames);
    node.model?.weightsFrom.push({ file, byName, place: at });
    events.add({ kind: 'load weights', node, file, byName, place: at });
    return constant(null, at);
  },
  adapt: (node, { positional: [data] }, at) => {
    if (data !== undefined) node.args.set('adapted to', data);
    return constant(null, at);
  },
  save: saving(true),
  save_weights: saving(false),
  export: saving(false),
  to_json: configuration,
  to_yaml: configuration,
  get_config: configuration,
  get_weights: counted,
  count_params: counted,
  summary: nothing,
  build: nothing,
  set_weights: (node, { positional: [weights] }, at, events) => {
    const { inside, among = [] } = node;
    for (const one of [node, ...among, ...(inside === undefined ? [] : [inside])]) events.weightsSet.set(one, weights);
    return constant(null, at);
  },
  reset_states: nothing,
  make_predict_function: nothing,
  _make_predict_function: nothing,
  get_output_at: (node, _args, at) => oneOrAll(outputsOf(node, at), at),
});

/** `model.add(layer)`; a model that is added becomes one of its layers. */
export function addLayer(node: LayerNode, value: Value, at: Place): void {
  const { model } = node;
  if (model === undefined) return;
  const layer = layerOf(value);
  if (layer !== undefined) {
    model.layers.push(layer);
    // Layers of another model that are added one by one are shared with it.
    if (layer.inside !== undefined && !model.bases.includes(layer.inside)) model.bases.push(layer.inside);
    return;
  }
  const tensor = tensorOf(value);
  // `Sequential([Input(...), ...])`
  if (tensor?.layer !== undefined) model.layers.push(tensor.layer);
  else if (value.kind !== 'host' || tensor === undefined) {
    model.layers.push(newLayer('Unknown', new Map([['value', value]]), at));
    model.isSure = false;
    model.note ??= `thaw does not know the layer ${textOf(value)}`;
  }
}

function getLayer(node: LayerNode, args: Arguments, at: Place, events: ScriptEvents): Value | undefined {
  const given = byName(args, ['name', 'index']);
  const layers = node.model?.layers ?? [];
  const index = numberOf(given.get('index')) ?? numberOf(given.get('name'));
  const name = stringOf(given.get('name'));
  const found = index === undefined ? layers.find((layer) => layer.name === name) : layers.at(index);
  if (found !== undefined) return layerValue(found, at, events);
  if (isPretrained(node) && isOpaque(node)) return layerValue(unknownLayer(node, name, at), at, events);
  const missing = valuesOf(args)
    .map((value) => textOf(value))
    .join(', ');
  const isSure =
    node.model?.possibleNames === undefined ? (node.model?.isSure ?? false) : !node.model.possibleNames.has(name ?? '');
  events.add({ kind: 'missing layer', node, name: missing, isSure, place: at });
  const layer = newLayer('Unknown', new Map(), at);
  if (name !== undefined) layer.name = name;
  return layerValue(layer, at, events);
}

/** Classes that Keras' layers are of, beyond their own. */
const BASES = ['Layer', 'Model', 'Functional', 'Module'];

function isInstance(node: LayerNode, className: string): boolean | undefined {
  const name = lastPart(canonical(className));
  if (name === node.className) return true;
  if (node.className === 'Unknown') return undefined;
  if (name === 'Layer') return true;
  if (BASES.includes(name)) return node.model !== undefined;
  if (name === 'Sequential') return node.model?.kind === 'sequential';
  // `BatchNormalizationV1`, `SyncBatchNormalization`, `BatchNormalizationV2` are batch normalization.
  return name.replace(/V[12]$/, '') === node.className.replace(/V[12]$/, '');
}
