import { table } from '../../../base/table.js';
import { byName, valuesOf } from '../../evaluate/arguments.js';
import {
  type Arguments,
  constant,
  type Execution,
  type Host,
  host,
  stringOf,
  textOf,
  truthOf,
  unknown,
  type Value,
} from '../../evaluate/values.js';
import type { Place } from '../../syntax/ast.js';
import { lastPart } from '../names.js';
import { argumentsOf } from '../parameters.js';
import { applicationModel, isApplication } from './applicationModel.js';
import { type ConfiguredHost, type ConfiguredUses, configuredOf, configuredValue } from './configured.js';
import { callStep, lossOfTensorflow, noteLoss, noteMetric, noteStep, openTape } from './customLoop.js';
import type { ScriptEvents } from './events.js';
import { externalModel } from './externalModel.js';
import { type LayerNode, layerOf, type ModelPart, tensorOf } from './layerNode.js';
import { addLayer, callLayer, layerValue, newLayer, setTrainable, tensorValue } from './modelHost.js';
import { layersBetween, tensorsOf } from './tensorGraph.js';

type Call = (args: Arguments, at: Place, run: Execution, events: ScriptEvents) => Value | undefined;

/** What thaw knows of models, layers and their settings in Keras, by canonical names. */
export function modelsLibrary(
  name: string,
  args: Arguments,
  at: Place,
  run: Execution,
  events: ScriptEvents,
): Value | undefined {
  if (isApplication(name)) return applicationModel(name, args, at, events.version, events);
  const external = externalModel(name, args, at, events);
  if (external !== undefined) return external;
  const operation = tensorOperation(name, args, at);
  if (operation !== undefined) return operation;
  const known = CALLS[name]?.(args, at, run, events);
  if (known !== undefined) return known;
  const loss = lossOfTensorflow(name);
  if (loss !== undefined) return lossOnLogits(loss, args, at, events);
  const last = lastPart(name);
  // They draw.
  if (last === 'plot_model' || last === 'model_to_dot') return unknown('it is a drawing', last, at);
  if (/^keras\.layers\./.test(name)) return layerCall(last, args, at, events);
  if (/^keras\.(optimizers|losses|metrics|callbacks|regularizers|initializers|constraints)\./.test(name)) {
    return configured(name, args, at, events);
  }
  if (/^keras\.activations\./.test(name))
    return callLayer(newLayer('Activation', new Map([['activation', constant(last, at)]]), at), args, at);
  return undefined;
}

/** A function on a tensor of a model, such as `preprocess_input(x)` or `tf.cast(x, ...)`, is a layer of it. */
function tensorOperation(name: string, args: Arguments, at: Place): Value | undefined {
  if (tensorOf(args.positional[0]) === undefined || /^keras\.(layers|models|Model|Sequential|activations)/.test(name))
    return undefined;
  const layer = newLayer(name, new Map(args.keywords), at);
  layer.call = args;
  return callLayer(layer, args, at);
}

/** `Conv2D(...)`, and the functions of Keras 1 and of merging: `concatenate([a, b])`. */
function layerCall(className: string, args: Arguments, at: Place, events: ScriptEvents): Value | undefined {
  if (className === 'Input') return inputTensor(args, at);
  if (/^[a-z]/.test(className)) {
    const layer = newLayer(className.charAt(0).toUpperCase() + className.slice(1), new Map(), at);
    return callLayer(layer, args, at);
  }
  // `layers.experimental.preprocessing.Rescaling` has the same name today.
  const layer = layerOfCall(className, args, at);
  const trainable = args.keywords.get('trainable');
  if (trainable !== undefined) setTrainable(layer, truthOf(trainable), at, events, true);
  return layerValue(layer, at, events);
}

function layerOfCall(className: string, args: Arguments, at: Place): LayerNode {
  const layer = newLayer(className, argumentsOf(className, args), at);
  layer.call = args;
  layer.argPlaces = args.keywordPlaces;
  return layer;
}

function inputTensor(args: Arguments, at: Place): Value {
  return tensorValue({ layer: layerOfCall('Input', args, at), inputs: [], origin: at }, at);
}

function configured(name: string, args: Arguments, at: Place, events: ScriptEvents): Value | undefined {
  const className = lastPart(name);
  if (className === 'get' || className === 'deserialize') return args.positional[0];
  const made = configuredValue(
    { className, qualified: name, args: argumentsOf(className, args), argPlaces: args.keywordPlaces, origin: at },
    at,
    usesIn(events),
  );
  // A function such as `keras.losses.categorical_crossentropy(labels, outputs)`.
  if (/^[a-z]/.test(className)) hostOf(made, (of) => noteLoss(of, args, events, at));
  return made;
}

/** A loss of TensorFlow, as Keras' one of logits. */
function lossOnLogits(className: string, args: Arguments, at: Place, events: ScriptEvents): Value {
  const settings = new Map([['from_logits', constant(true, at)]]);
  const made = configuredValue(
    { className, qualified: `keras.losses.${className}`, args: settings, argPlaces: args.keywordPlaces, origin: at },
    at,
  );
  hostOf(made, (of) => noteLoss(of, args, events, at));
  return unknown('it is computed while training', `${className}(…)`, at);
}

function hostOf(value: Value, use: (made: ConfiguredHost) => void): void {
  if (value.kind === 'host' && 'configured' in value.host) use(value.host as ConfiguredHost);
}

const APPLIES = /^(apply_gradients|apply)$/;

/** How losses, metrics and optimizers are used in a training that the script writes itself. */
function usesIn(events: ScriptEvents): ConfiguredUses {
  return {
    called: (made, args, at) =>
      /^keras\.metrics\./.test(made.configured.qualified)
        ? noteMetric(made, args, events, at)
        : noteLoss(made, args, events, at),
    method: (made, name, args, at, run) => {
      if (name === 'update_state') noteMetric(made, args, events, at);
      const isOptimizer = /^keras\.optimizers\./.test(made.configured.qualified);
      if (isOptimizer && APPLIES.test(name)) noteStep(host(made, at), at, run, events);
    },
  };
}

/** A new model, kept in the order of models. */
function newModel(
  part: Omit<ModelPart, 'changedBy' | 'weightsFrom'>,
  className: string,
  args: Map<string, Value>,
  at: Place,
  events: ScriptEvents,
): LayerNode {
  const node: LayerNode = { ...newLayer(className, args, at), model: { ...part, changedBy: [], weightsFrom: [] } };
  events.models.push(node);
  return node;
}

const sequential: Call = (args, at, run, events) => {
  const given = byName(args, ['layers', 'name']);
  const node = newModel(
    { kind: 'sequential', layers: [], bases: [], isSure: true, inputs: [], outputs: [] },
    'Sequential',
    given,
    at,
    events,
  );
  const layers = given.get('layers');
  if (layers !== undefined) {
    const { items, isComplete } = run.iterate(layers, at);
    for (const item of items) addLayer(node, item, at);
    if (!isComplete && node.model !== undefined) {
      node.model.isSure = false;
      node.model.note = 'thaw does not know all layers of the list';
    }
  }
  return layerValue(node, at, events);
};

const functional: Call = (args, at, run, events) => {
  const positional = byName(args, ['inputs', 'outputs', 'name']);
  const inputs = tensorsOf(positional.get('inputs') ?? positional.get('input'), at, run);
  const outputs = tensorsOf(positional.get('outputs') ?? positional.get('output'), at, run);
  if (outputs.length === 0) return undefined;
  const { layers, isSure, bases } = layersBetween(outputs);
  const node = newModel(
    { kind: 'functional', layers, bases, isSure, inputs, outputs },
    'Model',
    positional,
    at,
    events,
  );
  return layerValue(node, at, events);
};

/** A model that a file holds: the one that this script saved there, where it did. */
const loadModel: Call = (args, at, _run, events) => {
  const file = args.positional[0] ?? args.keywords.get('filepath');
  const saved = file === undefined ? undefined : events.saved.get(textOf(file));
  const load = (node: LayerNode): Value => {
    events.add({ kind: 'load', node, file: file === undefined ? '' : textOf(file), place: at });
    return layerValue(node, at, events);
  };
  if (saved !== undefined) return load(saved);
  const node = newModel(
    {
      kind: 'loaded',
      layers: [],
      bases: [],
      isSure: false,
      note: `the model is in the file ${file === undefined ? '' : textOf(file)}, which --model can name`,
      inputs: [],
      outputs: [],
    },
    'Model',
    new Map(file === undefined ? [] : [['filepath', file]]),
    at,
    events,
  );
  return load(node);
};

/** A model made of the configuration of another, or a copy: the layers are the same, the weights are not. */
const sameModel: Call = (args, at, _run, events) => {
  const node = layerOf(args.positional[0]);
  return node === undefined ? undefined : layerValue(node, at, events);
};

const setValue: Call = ({ positional: [target, value] }, at) => {
  if (target === undefined || value === undefined) return undefined;
  // `K.set_value(model.optimizer.lr, 1e-5)`
  if (target.kind === 'host')
    target.host.method?.(
      'assign',
      { positional: [value], keywords: new Map(), keywordPlaces: new Map(), isComplete: true },
      at,
      undefined as never,
    );
  return constant(null, at);
};

const switched =
  (name: string): Call =>
  (args, at, _run, events) => {
    events.add({ kind: 'switch', name, args: valuesOf(args), place: at });
    return constant(null, at);
  };

const nothing: Call = (_args, at) => constant(null, at);

/** `strategy.run(step, args=(batch,))` */
const RUNS_STEP = /^(run|experimental_run_v2)$/;

/** `with strategy.scope():` and what is like it changes nothing that thaw reads. */
const context: Call = (args, at) => {
  const opened: Host = {
    what: 'a context',
    method: (name, given, place, run) => {
      if (name === 'scope') return constant(null, place);
      return RUNS_STEP.test(name) ? callStep(given, place, run) : undefined;
    },
    attribute: (name, place) =>
      name === 'num_replicas_in_sync' ? unknown('the machine gives it', name, place) : undefined,
  };
  return valuesOf(args).length > 20 ? undefined : host(opened, at);
};

const CALLS: Record<string, Call> = table({
  'keras.models.Sequential': sequential,
  'keras.Sequential': sequential,
  'keras.models.Model': functional,
  'keras.Model': functional,
  'keras.engine.training.Model': functional,
  'keras.engine.Model': functional,
  'keras.layers.Input': (args, at) => inputTensor(args, at),
  'keras.Input': (args, at) => inputTensor(args, at),
  'keras.engine.Input': (args, at) => inputTensor(args, at),
  'keras.models.load_model': loadModel,
  'keras.saving.load_model': loadModel,
  'keras.models.model_from_json': sameModel,
  'keras.models.clone_model': sameModel,
  'keras.backend.set_value': setValue,
  'keras.backend.set_learning_phase': switched('set_learning_phase'),
  'keras.backend.set_image_data_format': switched('set_image_data_format'),
  'keras.backend.set_image_dim_ordering': switched('set_image_data_format'),
  'keras.mixed_precision.set_global_policy': switched('mixed_precision'),
  'keras.mixed_precision.experimental.set_policy': switched('mixed_precision'),
  'keras.utils.set_random_seed': switched('seed'),
  'tensorflow.random.set_seed': switched('seed'),
  'numpy.random.seed': switched('seed'),
  'tensorflow.GradientTape': (_args, at, _run, events) => {
    openTape(events);
    return unknown('it is computed while training', 'gradients', at);
  },
  'keras.backend.clear_session': nothing,
  'keras.backend.set_session': nothing,
  'keras.backend.image_data_format': (_args, at) => constant('channels_last', at),
  'keras.backend.image_dim_ordering': (_args, at) => constant('tf', at),
  'keras.utils.plot_model': nothing,
  'keras.utils.multi_gpu_model': ({ positional: [model] }) => model,
  'tensorflow.distribute.MirroredStrategy': context,
  'tensorflow.distribute.TPUStrategy': context,
  'tensorflow.distribute.experimental.TPUStrategy': context,
  'tensorflow.distribute.get_strategy': context,
  'tensorflow.device': context,
  'tensorflow.Session': context,
  'tensorflow.ConfigProto': context,
});

/** A name of an optimizer, a loss or an activation, as a text or a function: `Adam` and `'adam'` are the same. */
export function nameOfSetting(value: Value | undefined): string | undefined {
  const text = stringOf(value);
  if (text !== undefined) return text;
  if (value?.kind === 'name') return lastPart(value.name);
  return configuredOf(value)?.className;
}
