import { textOf, type Value } from '../evaluate/values.js';
import type { ImageFlow } from '../library/images/flow.js';
import type { ModelCall, ScriptEvents } from '../library/models/events.js';
import { innerLayers, type LayerNode, type Tensor, type TrainableFlag, trainsIn } from '../library/models/layerNode.js';
import { imageLayersOf } from '../library/models/layersOnImages.js';
import { type Outputs, outputsIn } from '../library/models/outputs.js';
import { likelyTrainableRule } from '../library/scriptVersion.js';
import type { Place } from '../syntax/ast.js';
import { writtenOutBase } from './writtenOutBase.js';

/** What a script's model is made of, from its input up. */
export interface ModelReading {
  /** The pretrained model; undefined where there is none. */
  base: LayerNode | undefined;
  /** Layers between the input and the base, or a network of the script's own: preprocessing and augmentation. */
  before: LayerNode[];
  /** Layers after the base: pooling, dense layers, dropout. Without a base, the whole network. */
  head: LayerNode[];
  /** Whether the base is one layer of the model, called as a function; otherwise its layers are the model's own. */
  isNested: boolean;
  /** Whether the head alone is trained, on outputs of the base that were computed before. */
  isOnFeatures: boolean;
  /** Why the base of these features is not visible, as a sentence; undefined where it is, or where there are none. */
  mixed?: string;
  /** The argument `training` of the call of the base. */
  training: Value | undefined;
  /** Whether each layer trains, as of the last compile. */
  flags: ReadonlyMap<LayerNode, TrainableFlag>;
  /** Of a network without a base: what gives its layers weights of their own before the training. */
  loaded?: { text: string; place: Place };
}

/** The model of a call of `fit`, taken apart. */
export function readModelOf(call: ModelCall, events: ScriptEvents): ModelReading {
  const { node } = call;
  const flags = trainsIn(node, call.compiled?.flags ?? call.flags, likelyTrainableRule(events.version));
  const items = itemsOf(node);
  const at = items.findIndex(isBase);
  const features = at === -1 ? featuresOf(call.flow) : undefined;
  if (features !== undefined) return onFeatures(features, items, flags);
  const writtenOut = at === -1 ? writtenOutBase(items, call, events) : undefined;
  if (writtenOut !== undefined) {
    const { base, from, to } = writtenOut;
    const [before, head] = [items.slice(0, from), items.slice(to)];
    return { base, before, head, isNested: false, isOnFeatures: false, training: undefined, flags };
  }
  const base = items[at];
  const before = at === -1 ? imageLayersOf(items) : items.slice(0, at);
  return {
    base,
    before,
    head: at === -1 ? items.slice(before.length) : items.slice(at + 1),
    isNested: base !== undefined && !(node.model?.bases.includes(base) ?? false),
    isOnFeatures: false,
    training: base === undefined ? undefined : trainingArgument(node, base, events),
    flags,
    ...(base === undefined && loadedInto(items, call, events)),
  };
}

/** What loads or sets weights of some of these layers before a training, the last of it. */
function loadedInto(
  items: readonly LayerNode[],
  call: ModelCall,
  { list, weightsSet }: ScriptEvents,
): Pick<ModelReading, 'loaded'> {
  const layers = new Set(items.flatMap(innerLayers));
  const before = list.slice(0, Math.max(0, list.indexOf(call)));
  const load = before
    .filter((event) => event.kind === 'load weights')
    .filter(({ node }) => innerLayers(node).some((layer) => layers.has(layer)))
    .at(-1);
  if (load !== undefined) return { loaded: { text: textOf(load.file), place: load.place } };
  const set = [...layers].find((layer) => weightsSet.has(layer));
  return set === undefined ? {} : { loaded: { text: 'set_weights', place: set.origin } };
}

/** A head that is trained on features that were computed before. */
function onFeatures(
  features: Outputs,
  items: readonly LayerNode[],
  flags: ReadonlyMap<LayerNode, TrainableFlag>,
): ModelReading {
  const { outputsOf, mixed } = features;
  const common = { isNested: true, isOnFeatures: true, training: undefined };
  if (mixed !== undefined) return { ...common, base: undefined, before: [], head: [...items], flags, mixed };
  const inner = itemsOf(outputsOf);
  const base = inner.find(isBase) ?? outputsOf;
  return {
    ...common,
    base,
    before: beforeBase(features),
    head: [...inner.slice(inner.indexOf(base) + 1), ...items],
    flags: new Map([...flags, ...innerLayers(base).map((layer) => [layer, { value: false }] as const)]),
  };
}

function isBase({ model }: LayerNode): boolean {
  return model?.kind === 'application' || model?.kind === 'loaded';
}

/** Layers of a model in their order; a pretrained model in it is one of them, other models in it are taken apart. */
export function itemsOf(node: LayerNode): LayerNode[] {
  const { model } = node;
  if (model === undefined || isBase(node)) return [node];
  const items: LayerNode[] = [];
  const done = new Set<LayerNode>();
  for (const layer of model.layers) {
    const base = model.bases.find((one) => one.model?.layers.includes(layer) || isSomeOf(one, layer));
    if (base === undefined) items.push(...itemsOf(layer));
    else if (!done.has(base)) items.push(...itemsOf(base));
    if (base !== undefined) done.add(base);
  }
  // A base of which no layer is known stands first: the script adds to its output.
  return [...model.bases.filter((base) => !done.has(base)), ...items];
}

/** Whether a layer stands for one of a model's, of which the text does not say which. */
function isSomeOf(model: LayerNode, { inside, among }: LayerNode): boolean {
  return among !== undefined && inside === model;
}

/** The outputs of a model that stand in the place of images, where a script computes features before it trains. */
export function featuresOf(flow: ImageFlow | undefined): Outputs | undefined {
  return outputsIn(flow?.features);
}

/** The images of a flow: where features of one model stand in their place, those that they were computed from. */
export function imagesOfFlow(flow: ImageFlow | undefined): ImageFlow | undefined {
  const features = featuresOf(flow);
  return features === undefined || features.mixed !== undefined ? flow : features.reaching;
}

/** Layers of a model that images pass before they reach its base when features are computed: none of them draws then. */
export function beforeBase({ outputsOf }: Outputs): LayerNode[] {
  const inner = itemsOf(outputsOf);
  const before = inner.slice(0, Math.max(0, inner.findIndex(isBase)));
  return before.filter((layer) => !isRandom(layer));
}

/** Whether it is a layer of Keras that changes training images at random, and no others. */
export function isRandom({ className }: LayerNode): boolean {
  return /^Random/.test(className);
}

/** The argument `training` with which a base is called on the way to the outputs of a model. */
function trainingArgument(model: LayerNode, base: LayerNode, events: ScriptEvents): Value | undefined {
  const done = new Set<Tensor>();
  const find = (tensor: Tensor): Value | undefined => {
    if (done.has(tensor)) return undefined;
    done.add(tensor);
    if (tensor.layer === base) return tensor.training;
    for (const input of tensor.inputs) {
      const found = find(input);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  for (const one of [model, ...events.models]) {
    for (const output of one.model?.outputs ?? []) {
      const found = find(output);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}
