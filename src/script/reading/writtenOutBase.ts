import { constant, numberOf, textOf, type Value } from '../evaluate/values.js';
import type { ImageArray } from '../library/images/imageHost.js';
import type { ModelCall, ScriptEvents } from '../library/models/events.js';
import { innerLayers, type LayerNode } from '../library/models/layerNode.js';
import { newLayer } from '../library/models/modelHost.js';
import { hostsWithin } from '../library/models/outputs.js';

/** A pretrained network that a script builds layer by layer, among the layers of its model. */
export interface WrittenOut {
  base: LayerNode;
  /** Where its layers begin and end among those of the model. */
  from: number;
  to: number;
}

/** Filters of the convolutions of VGG, block by block; each block ends with a pooling. */
const BLOCKS: Readonly<Record<string, readonly (readonly number[])[]>> = {
  VGG16: [
    [64, 64],
    [128, 128],
    [256, 256, 256],
    [512, 512, 512],
    [512, 512, 512],
  ],
  VGG19: [
    [64, 64],
    [128, 128],
    [256, 256, 256, 256],
    [512, 512, 512, 512],
    [512, 512, 512, 512],
  ],
};
/** Layers between them that have no weights. */
const BETWEEN = /^(ZeroPadding2D|Activation|ReLU|Input|InputLayer)$/;
const CONVOLUTION = /^Conv(olution)?2D$/;
const POOLING = /^Max(Pooling|Pool)2D$/;
/** Files of weights that say themselves which network they are of: `vgg16_weights.h5`. */
const OF_VGG = /vgg/i;

const made = new WeakMap<LayerNode, LayerNode>();

/**
 * VGG16 or VGG19, built layer by layer as before Keras had applications, with weights of a file that is named after it; undefined
 * where there is none among the layers, or where nothing loads such weights before the training.
 */
export function writtenOutBase(
  items: readonly LayerNode[],
  call: ModelCall,
  events: ScriptEvents,
): WrittenOut | undefined {
  const from = items.findIndex(({ className }) => CONVOLUTION.test(className) || className === 'ZeroPadding2D');
  if (from === -1) return undefined;
  for (const [application, blocks] of Object.entries(BLOCKS)) {
    const to = endOf(items, from, blocks);
    const layers = items.slice(from, to);
    const weights = to === undefined ? undefined : weightsOf(layers, call, events);
    if (to !== undefined && weights !== undefined) return { base: baseOf(application, layers, weights), from, to };
  }
  return undefined;
}

/** Where a network ends that begins there; undefined where the layers are others. */
function endOf(items: readonly LayerNode[], from: number, blocks: readonly (readonly number[])[]): number | undefined {
  const expected = blocks.flatMap((filters) => [...filters, 'pool'] as const);
  let next = 0;
  for (let at = from; at < items.length; at += 1) {
    const layer = items[at]!;
    if (BETWEEN.test(layer.className)) continue;
    const found = POOLING.test(layer.className)
      ? 'pool'
      : CONVOLUTION.test(layer.className)
        ? filtersOf(layer)
        : undefined;
    if (found === undefined || found !== expected[next]) return undefined;
    next += 1;
    if (next === expected.length) return at + 1;
  }
  return undefined;
}

/** `nb_filter` is Keras 1's name, in `Convolution2D(64, 3, 3)` without a name. */
function filtersOf({ args, call }: LayerNode): number | undefined {
  return numberOf(args.get('filters') ?? args.get('nb_filter') ?? call?.positional[0]);
}

/** The weights that such layers are given before a training. */
function weightsOf(layers: readonly LayerNode[], call: ModelCall, events: ScriptEvents): Value | undefined {
  const { list, saved, weightsSet } = events;
  const first = layers.find(({ className }) => CONVOLUTION.test(className))!;
  const files = list.slice(0, Math.max(0, list.indexOf(call))).flatMap((event) => {
    const isOfLayers = event.kind === 'load weights' && innerLayers(event.node).includes(first);
    return isOfLayers && !saved.has(textOf(event.file)) ? [event.file] : [];
  });
  return [...files, ...filesOfArrays(weightsSet.get(first))].find((file) => OF_VGG.test(textOf(file)));
}

/** The files of arrays that a layer is given as weights. */
function filesOfArrays(weights: Value | undefined): Value[] {
  return hostsWithin(weights).flatMap((one) => {
    if (!('data' in one)) return [];
    const { text, place } = (one as ImageArray).data.source;
    return [constant(text.replace(/\[.*$/, ''), place)];
  });
}

/** As a model of keras.applications, the same one for the same layers. */
function baseOf(application: string, layers: LayerNode[], weights: Value): LayerNode {
  const first = layers[0]!;
  const known = made.get(first);
  if (known !== undefined) return known;
  const args = new Map([
    ['weights', weights],
    ['include_top', constant(false, first.origin)],
  ]);
  const node = newLayer(application, args, first.origin);
  node.model = {
    kind: 'application',
    application,
    isWrittenOut: true,
    layers,
    isSure: true,
    bases: [],
    inputs: [],
    outputs: [],
    changedBy: [],
    weightsFrom: [],
  };
  made.set(first, node);
  return node;
}
