import { byName, positionalArguments } from '../../evaluate/arguments.js';
import { memberOf } from '../../evaluate/classes.js';
import {
  type Arguments,
  constant,
  type Execution,
  type FunctionFields,
  type Host,
  type InstanceFields,
  list,
  unknown,
  type Value,
} from '../../evaluate/values.js';
import type { Place } from '../../syntax/ast.js';
import { canonical } from '../names.js';
import type { ScriptEvents } from './events.js';
import { type LayerHost, type LayerNode, layerOf, type ModelPart, type Tensor } from './layerNode.js';
import { addLayer, layerHost, layerValue, newLayer, tensorValue } from './modelHost.js';
import { isComputedFrom, layersBetween, tensorsOf } from './tensorGraph.js';

/** Classes of Keras that classes of a script extend. */
const EXTENDED =
  /^keras\.(?:(?:models\.|engine\.|engine\.training\.)?Model|(?:models\.)?Sequential|(?:layers\.|engine\.)?Layer)$/;
/** Methods of a class that train in its own way: the loss that is compiled may get other outputs there. */
const TRAINS_ITSELF = ['train_step', 'compute_loss', 'test_step'];

type Instance = Value & InstanceFields;

/**
 * What `keras.Model`, `Sequential` or `Layer` is of an object whose class extends it: a model whose layers are those that `call` takes
 * its input through. Where that cannot be followed, it is none that thaw knows.
 */
export function subclassBase(className: string, object: Value, events: ScriptEvents): Host | undefined {
  if (object.kind !== 'instance' || !EXTENDED.test(canonical(className))) return undefined;
  const part: ModelPart = {
    kind: 'subclass',
    layers: [],
    bases: [],
    isSure: true,
    inputs: [],
    outputs: [],
    changedBy: [],
    weightsFrom: [],
  };
  const node = { ...newLayer(object.of.name, new Map(), object.origin), model: part };
  const inner = layerHost(node, events);
  // What is added to a Sequential is all of it.
  let isFollowed = /Sequential$/.test(className) && methodOf(object, 'call') === undefined;
  if (isFollowed) {
    part.kind = 'sequential';
    events.models.push(node);
  }
  const follow = (at: Place, run: Execution): boolean => {
    if (isFollowed || TRAINS_ITSELF.some((name) => memberOf(object.of, name) !== undefined)) return isFollowed;
    const followed = throughCall(object, at, run);
    if (followed === undefined) return false;
    isFollowed = true;
    Object.assign(part, followed);
    events.models.push(node);
    return true;
  };
  const made: LayerHost = {
    ...inner,
    made: (at, run) => void follow(at, run),
    call: (args, at, run) => (follow(at, run) ? inner.call?.(args, at, run) : undefined),
    attribute: (name, at, run) => {
      if (!isFollowed) return undefined;
      return name === 'layers' && part.kind === 'subclass'
        ? layersOf(object, at, events)
        : inner.attribute?.(name, at, run);
    },
    setAttribute: (name, value, at, run) =>
      name === 'trainable' && (inner.setAttribute?.(name, value, at, run) ?? false),
    method: (name, args, at, run) => {
      if (name === '__init__') {
        isFollowed = initialized(node, args, at, run, events) || isFollowed;
        return constant(null, at);
      }
      return follow(at, run) ? inner.method?.(name, args, at, run) : undefined;
    },
  };
  return made;
}

/** What the layers of a model are where `super().__init__` gets its inputs and outputs, or a list of layers. */
function initialized(
  node: LayerNode & { model: ModelPart },
  args: Arguments,
  at: Place,
  run: Execution,
  events: ScriptEvents,
): boolean {
  const given = byName(args, ['inputs', 'outputs']);
  const [inputs, outputs] = ['inputs', 'outputs'].map((name) => tensorsOf(given.get(name), at, run));
  if (inputs!.length > 0 && outputs!.length > 0) {
    Object.assign(node.model, { kind: 'functional', inputs, outputs, ...layersBetween(outputs!) });
  } else {
    const [layers] = args.positional;
    if (layers?.kind !== 'sequence' || !layers.items.some((item) => layerOf(item) !== undefined)) return false;
    node.model.kind = 'sequential';
    for (const layer of layers.items) addLayer(node, layer, at);
    node.model.isSure = layers.isComplete;
  }
  events.models.push(node);
  return true;
}

/** The layers that `call` takes an input through in training; undefined where what comes out is not known. */
function throughCall(
  object: Instance,
  at: Place,
  run: Execution,
): Pick<ModelPart, 'layers' | 'bases' | 'isSure' | 'inputs' | 'outputs'> | undefined {
  const [build, call] = ['build', 'call'].map((name) => methodOf(object, name));
  if (call === undefined) return undefined;
  const input: Tensor = { layer: undefined, inputs: [], origin: at };
  if (build !== undefined)
    run.call(build, positionalArguments(unknown('the text does not say the shape', 'input_shape', at)), at);
  const { positional, keywordOnly } = call.parameters;
  const asks = [...positional, ...keywordOnly].some(({ name }) => name === 'training');
  const called = (training: boolean): ReturnType<typeof layersOfCall> => {
    const args = positionalArguments(tensorValue(input, at));
    const keywords = new Map(asks ? [['training', constant(training, at)] as const] : []);
    return layersOfCall(run.call(call, { ...args, keywords }, at), input, at, run);
  };
  const inTraining = called(true);
  // One model cannot stand for two, such as one that flips images in training alone.
  const isSame = !asks || namesOf(inTraining) === namesOf(called(false));
  return isSame ? inTraining : undefined;
}

function layersOfCall(
  returned: Value,
  input: Tensor,
  at: Place,
  run: Execution,
): Pick<ModelPart, 'layers' | 'bases' | 'isSure' | 'inputs' | 'outputs'> | undefined {
  const outputs = tensorsOf(returned, at, run);
  if (outputs.length === 0 || !outputs.every((output) => isComputedFrom(output, input))) return undefined;
  return { ...layersBetween(outputs), inputs: [input], outputs };
}

/** Layers that change nothing but in training, whatever the argument `training` is. */
const OF_TRAINING = /^(Random|Dropout|SpatialDropout|Gaussian)/;

function namesOf(followed: Pick<ModelPart, 'layers'> | undefined): string {
  const names = followed?.layers.map(({ className }) => className) ?? [];
  return names.filter((name) => !OF_TRAINING.test(name)).join(' ');
}

function methodOf(object: Instance, name: string): (Value & FunctionFields) | undefined {
  const member = memberOf(object.of, name);
  return member?.kind === 'function' ? { ...member, self: object } : undefined;
}

/** `model.layers`: the layers that are attributes of the object, in the order in which they are set. */
function layersOf({ fields }: Instance, at: Place, events: ScriptEvents): Value {
  const values = [...fields.values()].flatMap((value) => (value.kind === 'sequence' ? value.items : [value]));
  const nodes = values.flatMap((value) => layerOf(value) ?? []);
  return list(
    nodes.map((node) => layerValue(node, at, events)),
    at,
  );
}
