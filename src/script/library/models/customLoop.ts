import { positionalArguments } from '../../evaluate/arguments.js';
import {
  type Arguments,
  constant,
  type Execution,
  list,
  truthOf,
  tuple,
  unknown,
  type Value,
} from '../../evaluate/values.js';
import type { Place } from '../../syntax/ast.js';
import { flowOfElement } from '../images/dataset.js';
import type { ImageFlow } from '../images/flow.js';
import { flowOf } from '../images/flowOf.js';
import { arrayIn } from '../images/imageHost.js';
import type { Configured, ConfiguredHost } from './configured.js';
import type { CustomLoop, ModelCall, ScriptEvents } from './events.js';
import { flagsOf, type LayerNode, withInner } from './layerNode.js';
import { throughLayers } from './layersOnImages.js';
import { outputsIn } from './outputs.js';

/** Losses of TensorFlow on logits, as Keras names them. */
const ON_LOGITS: ReadonlyMap<string, string> = new Map([
  ['sparse_softmax_cross_entropy_with_logits', 'SparseCategoricalCrossentropy'],
  ['softmax_cross_entropy_with_logits', 'CategoricalCrossentropy'],
  ['sigmoid_cross_entropy_with_logits', 'BinaryCrossentropy'],
]);

/** `with tf.GradientTape() as tape:` a model that is called from here on is called to train it. */
export function openTape({ loop }: ScriptEvents): void {
  loop.isTaped = true;
  delete loop.forward;
}

/**
 * `model(images)`: one step of a training that the script writes itself, or a prediction. Of a layer it is neither.
 *
 * @param images the batch
 */
export function noteForward(
  node: LayerNode,
  images: Value,
  args: Arguments,
  at: Place,
  run: Execution,
  events: ScriptEvents,
): void {
  if (node.model === undefined) return;
  const { loop } = events;
  const training = truthOf(args.keywords.get('training') ?? args.positional[1] ?? constant(loop.isTaped, at));
  if (training === true) loop.forward = { node, images };
  else if (!loop.isTaped && node.model.kind !== 'application')
    events.add(callOn(node, images, undefined, { kind: 'predict', at, run }));
}

/** `loss(labels, outputs)` of a model that is called to train it; nothing of others. */
export function noteLoss(configured: ConfiguredHost, args: Arguments, { loop }: ScriptEvents, at: Place): void {
  const values = [...args.positional, ...args.keywords.values()];
  const outputs = values.find((value) => outputsIn(value)?.outputsOf === loop.forward?.node);
  if (outputs === undefined || loop.forward === undefined) return;
  const labels = values.find((value) => value !== outputs && value.kind !== 'constant');
  loop.forward.loss = { kind: 'host', host: configured, origin: at };
  if (labels !== undefined) loop.forward.labels = labels;
}

/** The class of Keras that a loss of TensorFlow is: `tf.nn.softmax_cross_entropy_with_logits` is one from logits. */
export function lossOfTensorflow(name: string): string | undefined {
  return name.startsWith('tensorflow.nn.') ? ON_LOGITS.get(name.slice('tensorflow.nn.'.length)) : undefined;
}

/** `metric.update_state(labels, outputs)`: what a training that the script writes itself shows of its model. */
export function noteMetric(metric: ConfiguredHost, args: Arguments, { loop }: ScriptEvents, at: Place): void {
  const node = [...args.positional, ...args.keywords.values()]
    .map((value) => outputsIn(value)?.outputsOf)
    .find((one) => one !== undefined);
  if (node === undefined) return;
  const items = metricsOf(loop, node, at).items;
  const isNew = !items.some((item) => item.kind === 'host' && item.host === metric);
  if (isNew) items.push({ kind: 'host', host: metric, origin: metric.configured.origin });
}

function metricsOf({ metrics }: CustomLoop, node: LayerNode, at: Place): ReturnType<typeof list> {
  const known = metrics.get(node) ?? list([], at);
  metrics.set(node, known);
  return known;
}

/** `optimizer.apply_gradients(...)`: the step of a training, with the loss of the model that was called for it. */
export function noteStep(optimizer: Value, at: Place, run: Execution, events: ScriptEvents): void {
  const { loop } = events;
  const { forward } = loop;
  loop.isTaped = false;
  if (forward?.loss === undefined) return;
  delete loop.forward;
  const { node, images, loss, labels } = forward;
  const flags = flagsOf(node);
  const compiled = {
    place: at,
    args: new Map<string, Value>([
      ['optimizer', optimizer],
      ['loss', loss],
      ['metrics', metricsOf(loop, node, at)],
    ]),
    argPlaces: new Map(
      [['loss', placeOf(loss)] as const].filter((entry): entry is ['loss', Place] => entry[1] !== undefined),
    ),
    // What trains is asked for at each step.
    flags,
    changes: [],
  };
  if (node.model !== undefined) node.model.compiled = compiled;
  events.add({ kind: 'compile', node, compiled, place: at });
  events.add({ ...callOn(node, images, labels, { kind: 'fit', at, run }), compiled, flags });
}

function placeOf(value: Value): Place | undefined {
  return value.kind === 'host' && 'configured' in value.host
    ? (value.host.configured as Configured).origin
    : value.origin;
}

/** What a call of a model on a batch is, as Keras' own methods for batches. */
function callOn(
  node: LayerNode,
  images: Value,
  labels: Value | undefined,
  { kind, at, run }: { kind: 'fit' | 'predict'; at: Place; run: Execution },
): ModelCall {
  const args = new Map<string, Value>([['x', images]]);
  if (labels !== undefined) args.set('y', labels);
  if (kind === 'fit') args.set('epochs', unknown('a loop of the script decides it', 'epochs', at));
  return {
    kind,
    method: kind === 'fit' ? 'train_on_batch' : 'predict_on_batch',
    node,
    args,
    argPlaces: new Map(),
    hasAllArguments: true,
    place: at,
    flow: flowOfBatch(images, labels, at, run),
    validationFlow: undefined,
    through: (flow, layers) => throughLayers(flow, layers, run),
    changedBy: withInner(node).flatMap(({ model }) => model?.changedBy ?? []),
    compiled: node.model?.compiled,
    flags: flagsOf(node),
    isRepeated: true,
  };
}

/** The way of a batch that a loop over a dataset gives: the batches are those of the dataset. */
function flowOfBatch(images: Value, labels: Value | undefined, at: Place, run: Execution): ImageFlow | undefined {
  const data = arrayIn(images)?.data;
  const isOfDataset = data?.rows.some(({ kind }) => kind === 'batch') ?? false;
  if (data === undefined || !isOfDataset) return flowOf(images, labels, { at, run });
  const element = labels === undefined ? images : tuple([images, labels], images.origin);
  return flowOfElement(element, data, [], at);
}

/** Calls a function of the script that trains on one batch; for `strategy.run(train_step, args=(batch,))`. */
export function callStep(args: Arguments, at: Place, run: Execution): Value | undefined {
  const [step, given] = args.positional;
  const batch = args.keywords.get('args') ?? given;
  if (step === undefined) return undefined;
  return run.call(step, positionalArguments(...(batch?.kind === 'sequence' ? batch.items : [])), at);
}
