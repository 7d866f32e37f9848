import { table } from '../../../base/table.js';
import { positionalArguments } from '../../evaluate/arguments.js';
import {
  type Arguments,
  constant,
  type Execution,
  oneOrMore,
  textOf,
  unknown,
  type Value,
} from '../../evaluate/values.js';
import type { Place } from '../../syntax/ast.js';
import type { ImageFlow } from '../images/flow.js';
import { flowOf } from '../images/flowOf.js';
import { asLabels, type LabelsHost, labelsValue } from '../images/labels.js';
import { numbersIn } from '../images/numbers.js';
import { argumentsOf } from '../parameters.js';
import { configuredOf, flagOf } from './configured.js';
import type { ModelCall, OutputsFields, ScriptEvents } from './events.js';
import { historyValue } from './history.js';
import { type Compilation, flagsOf, type LayerNode, withInner } from './layerNode.js';
import { throughLayers } from './layersOnImages.js';
import { hostsWithin, type Outputs, type OutputsHost, outputsIn, outputsValue } from './outputs.js';

/** Methods that train, evaluate and predict, and the parameter that the first argument is. */
const CALLS: Record<string, { kind: ModelCall['kind']; method: string }> = table({
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
});

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
  const flow = flowIn(given.get('x'), given.get('y'), at, run);
  // Features that were computed before, with labels in another order.
  noteCompared(name, [given.get('x'), writtenLabels(given.get('y'))], at, events);
  events.add({
    kind: call.kind,
    method: name,
    node,
    args: given,
    argPlaces: args.keywordPlaces,
    hasAllArguments: args.isComplete,
    place: at,
    flow,
    validationFlow: validationIn(given.get('validation_data'), at, run),
    through: (flow, layers) => throughLayers(flow, layers, run),
    changedBy: withInner(node).flatMap(({ model }) => model?.changedBy ?? []),
    compiled: node.model.compiled,
    flags: flagsOf(node),
    isRepeated: run.isRepeated(),
    ...(call.kind === 'fit' && scheduledRate(given, node.model.compiled, at, run)),
  });
  if (call.kind === 'fit') {
    keepCheckpoints(node, given.get('callbacks'), events);
    const history = historyValue(given, at);
    node.model.history = history;
    return history;
  }
  return outputsOfCall({ outputsOf: node, from: given.get('x'), reaching: flow, calledAt: at }, at, events);
}

/** Numbers that stand for labels, as such. */
function writtenLabels(y: Value | undefined): Value | undefined {
  return y !== undefined && numbersIn(y) !== undefined ? labelsValue(asLabels(y), y.origin) : y;
}

function flowIn(x: Value | undefined, y: Value | undefined, at: Place, run: Execution): ImageFlow | undefined {
  return x === undefined ? undefined : flowOf(x, y, { at, run });
}

/** `validation_data`: a pair of arrays, or a generator. */
function validationIn(value: Value | undefined, at: Place, run: Execution): ImageFlow | undefined {
  const isPair = value?.kind === 'sequence' && value.items.length >= 2;
  return isPair ? flowIn(value.items[0], value.items[1], at, run) : flowIn(value, undefined, at, run);
}

/** Outputs of a model for what it is given, as a value of the script. */
export function outputsOfCall(fields: OutputsFields, at: Place, events: ScriptEvents): Value {
  return outputsValue(fields, at, (outputs, other, place) => noteCompared('==', [outputs, other], place, events));
}

/** What a `LearningRateScheduler` of a function of the script sets at the first epoch: Keras calls it with the epoch and the rate. */
function scheduledRate(
  given: ReadonlyMap<string, Value>,
  compiled: Compilation | undefined,
  at: Place,
  run: Execution,
): Pick<ModelCall, 'scheduled'> {
  const by = oneOrMore(given.get('callbacks'))
    .flatMap((item) => configuredOf(item) ?? [])
    .filter(({ className }) => className === 'LearningRateScheduler')
    .at(-1);
  const schedule = by?.args.get('schedule');
  if (by === undefined || schedule?.kind !== 'function') return {};
  const epoch = given.get('initial_epoch') ?? constant(0, at);
  const { positional } = schedule.parameters;
  const before =
    configuredOf(compiled?.args.get('optimizer'))?.args.get('learning_rate') ?? unknown('Keras gives it', 'lr', at);
  const args = positional.length > (schedule.self === undefined ? 1 : 2) ? [epoch, before] : [epoch];
  return { scheduled: { by, before, rate: run.call(schedule, positionalArguments(...args), at) } };
}

/** A model that a `ModelCheckpoint` writes whole can be loaded from its file. */
function keepCheckpoints(node: LayerNode, callbacks: Value | undefined, events: ScriptEvents): void {
  for (const item of oneOrMore(callbacks)) {
    const made = configuredOf(item);
    const file = made?.className === 'ModelCheckpoint' ? made.args.get('filepath') : undefined;
    if (file !== undefined && flagOf(made?.args.get('save_weights_only'), false) === false)
      events.saved.set(textOf(file), node);
  }
}

/** Keeps that outputs and labels are put side by side, where these values hold both. */
export function noteCompared(
  by: string,
  values: readonly (Value | undefined)[],
  at: Place,
  events: ScriptEvents,
): void {
  const hosts = values.flatMap((value) => hostsWithin(value));
  const outputs = hosts.find((one): one is OutputsHost => 'outputsOf' in one);
  const labels = hosts.find((one): one is LabelsHost => 'labels' in one);
  if (outputs === undefined || labels === undefined) return;
  events.add({
    kind: 'compared',
    by,
    outputs: fieldsOf(outputs),
    labels: labels.labels,
    labelSource: labels.data?.source,
    place: at,
  });
}

/** The outputs among the arguments of a function that leaves them what they are, such as `np.argmax`. */
export function outputsAmong(values: readonly Value[], at: Place, events: ScriptEvents): Value | undefined {
  const holding = values.find((value) => hostsWithin(value).some((one) => 'outputsOf' in one));
  const joined = holding?.kind === 'sequence' ? outputsIn(holding) : undefined;
  return joined === undefined ? holding : outputsOfCall(fieldsOf(joined), at, events);
}

function fieldsOf({ outputsOf, from, reaching, calledAt, mixed }: Outputs): OutputsFields {
  return { outputsOf, from, reaching, calledAt, ...(mixed !== undefined && { mixed }) };
}
