import {
  type Arguments,
  constant,
  type Execution,
  type Host,
  host,
  unknown,
  type Value,
} from '../../evaluate/values.js';
import type { Place } from '../../syntax/ast.js';
import type { ImageFlow } from '../images/flow.js';
import { flowOf } from '../images/flowOf.js';
import { argumentsOf } from '../parameters.js';
import type { ModelCall, ScriptEvents } from './events.js';
import { type Compilation, flagsOf, type LayerNode } from './layerNode.js';
import { throughLayers } from './layersOnImages.js';

/** Methods that train, evaluate and predict, and the parameter that the first argument is. */
const CALLS: Record<string, { kind: ModelCall['kind']; method: string }> = {
  fit: { kind: 'fit', method: 'fit' },
  fit_generator: { kind: 'fit', method: 'fit_generator' },
  train_on_batch: { kind: 'fit', method: 'fit' },
  evaluate: { kind: 'evaluate', method: 'evaluate' },
  evaluate_generator: { kind: 'evaluate', method: 'evaluate_generator' },
  test_on_batch: { kind: 'evaluate', method: 'evaluate' },
  predict: { kind: 'predict', method: 'predict' },
  predict_generator: { kind: 'predict', method: 'predict_generator' },
  predict_classes: { kind: 'predict', method: 'predict' },
  predict_proba: { kind: 'predict', method: 'predict' },
  predict_on_batch: { kind: 'predict', method: 'predict' },
};

/** Compiling and calling a model; undefined for other methods. */
export function callOfModel(
  node: LayerNode,
  name: string,
  args: Arguments,
  at: Place,
  run: Execution,
  events: ScriptEvents,
): Value | undefined {
  if (node.model === undefined) return undefined;
  if (name === 'compile') {
    const compiled: Compilation = {
      place: at,
      args: argumentsOf('compile', args),
      argPlaces: args.keywordPlaces,
      flags: flagsOf(node),
      changes: [],
    };
    node.model.compiled = compiled;
    events.add({ kind: 'compile', node, compiled, place: at });
    return constant(null, at);
  }
  const call = CALLS[name];
  if (call === undefined) return undefined;
  const given = argumentsOf(call.method, args);
  const generator = given.get('generator');
  if (generator !== undefined) given.set('x', generator);
  events.add({
    kind: call.kind,
    method: name,
    node,
    args: given,
    argPlaces: args.keywordPlaces,
    hasAllArguments: args.isComplete,
    place: at,
    flow: flowIn(given.get('x'), given.get('y'), at, run),
    validationFlow: validationIn(given.get('validation_data'), at, run),
    through: (flow, layers) => throughLayers(flow, layers, run),
    compiled: node.model.compiled,
    flags: flagsOf(node),
    isRepeated: run.isRepeated(),
  });
  return call.kind === 'fit' ? host(historyHost(), at) : outputValue(node, given.get('x'), at);
}

function flowIn(x: Value | undefined, y: Value | undefined, at: Place, run: Execution): ImageFlow | undefined {
  return x === undefined ? undefined : flowOf(x, y, { at, run });
}

/** `validation_data`: a pair of arrays, or a generator. */
function validationIn(value: Value | undefined, at: Place, run: Execution): ImageFlow | undefined {
  const isPair = value?.kind === 'sequence' && value.items.length >= 2;
  return isPair ? flowIn(value.items[0], value.items[1], at, run) : flowIn(value, undefined, at, run);
}

/** Outputs of a model, as an array: features of a backbone, or predictions. */
export interface OutputsHost extends Host {
  outputsOf: LayerNode;
  /** What the model was given. */
  from: Value | undefined;
}

function outputValue(node: LayerNode, from: Value | undefined, at: Place): Value {
  const outputs: OutputsHost = {
    what: 'outputs of a model',
    outputsOf: node,
    from,
    // Reshaping, stacking and slicing leave them what they are.
    method: (name, _args, place) =>
      ['reshape', 'flatten', 'astype', 'argmax', 'squeeze', 'numpy'].includes(name) ? host(outputs, place) : undefined,
    item: (_index, place) => host(outputs, place),
    attribute: (name, place) => (name === 'shape' ? unknown('it is measured', 'a shape', place) : undefined),
    binary: (_op, _other, _isReversed, place) => host(outputs, place),
  };
  return host(outputs, at);
}

function historyHost(): Host {
  const history: Host = {
    what: 'the history of a training',
    attribute: (name, at) => unknown('training gives it', `history.${name}`, at),
    method: (name, _args, at) => unknown('training gives it', `history.${name}()`, at),
    item: (_index, at) => unknown('training gives it', 'a history', at),
  };
  return history;
}
