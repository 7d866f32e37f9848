import { countBy, group, ranksByKey } from '../../base/group.js';
import { fittingWeights } from '../network/fittingWeights.js';
import type { Network } from '../network/layer.js';
import type { InputShape } from '../network/outputShapes.js';
import { weightShapes } from '../network/weightShapes.js';
import { layerOfWeight, type RawWeight, type WeightName } from '../network/weights.js';
import type { ConfigLayer, ConfigModel } from './configTypes.js';
import { layersInOrderOfKeras } from './layerOrder.js';
import { leavesOf, snakeCase } from './modelConfig.js';

/** A layer with weights, as a file holds it. */
export interface StoredLayer {
  /** Undefined if the file does not say. */
  name: string | undefined;
  /** Class as Keras 3's weight files name it: `conv2d`; undefined if the file does not say. */
  kind: string | undefined;
  /** Path of the model that it stands in; '' for the outermost. */
  model: string;
  /** In Keras' order. Values are read when they are asked for, while the file is open. */
  weights: readonly RawWeight[];
}

/** What a file of Keras or tfjs holds. */
export interface StoredModel {
  /** Undefined if the file holds weights alone. */
  config: ConfigModel | undefined;
  /** What `model.compile` was given, as the file has it; undefined if the model was not compiled. */
  compiled?: Record<string, unknown>;
  /** Of the Keras that wrote the file, where it says so: `2.2.4`, `2.9.0`, `3.15.0`. */
  kerasVersion?: string;
  layers: readonly StoredLayer[];
}

/** Key of the layer of that name in the model at that path. */
export function layerKey(model: string, name: string): string {
  return JSON.stringify([model, name]);
}

/** The layers of a configuration for which `find` has weights. */
export function storedLayers(config: ConfigModel, find: (leaf: ConfigLayer) => readonly RawWeight[]): StoredLayer[] {
  return leavesOf(config)
    .map((leaf) => ({
      name: leaf.name,
      kind: snakeCase(leaf.className),
      model: leaf.models.join('/'),
      weights: find(leaf),
    }))
    .filter(({ weights }) => weights.length > 0);
}

/**
 * Weights of a backbone out of a file that may hold more: of the model in it that has most layers, a top left aside.
 *
 * Layers are found by name; those that Keras names by counting (`conv2d_12`) by rank, since today's Keras counts from
 * `conv2d` and in one session further than in another. Where the names are others, layers of one class are found by
 * their order; where the file does not say the classes and has as many layers, all by their order, as Keras does.
 *
 * @throws UserError that names the first layer that differs, with both shapes
 */
export function weightsOfBackbone(
  network: Network,
  { layers }: StoredModel,
  source: string,
  next: string,
  input: number | InputShape = 3,
): Map<WeightName, RawWeight> {
  const { wanted, found } = matchLayers(network, layers, input);
  return fittingWeights(
    network,
    (weight) => found.get(layerOfWeight(weight))?.[wanted.get(layerOfWeight(weight))!.indexOf(weight)],
    source,
    next,
    input,
  );
}

/**
 * Convolutions of a file that a backbone takes no weights from: the file is of a deeper network, or of one with
 * convolutions of its own on top. Dense layers of a top do not count.
 *
 * @returns their names; `a layer` where the file does not say
 */
export function unusedConvolutions(network: Network, { layers }: Pick<StoredModel, 'layers'>): string[] {
  const { found, candidates } = matchLayers(network, layers, 3);
  const taken = new Set(found.values());
  return candidates
    .filter(({ weights }) => !taken.has(weights) && weights.some(({ shape }) => shape.length === 4))
    .map(({ name }) => name ?? 'a layer');
}

function matchLayers(network: Network, layers: readonly StoredLayer[], input: number | InputShape) {
  const counts = countBy(layers, ({ model }) => model);
  const [largest] = [...counts].sort(([, a], [, b]) => b - a).map(([model]) => model);
  const candidates = layers.filter(({ model }) => model === largest);
  const wanted = namesByLayer(network, input);
  const named = foundByName([...wanted.keys()], candidates);
  const found = named.size === wanted.size ? named : (foundByOrder(network, wanted, candidates) ?? named);
  return { wanted, found, candidates };
}

type Found = Map<string, readonly RawWeight[]>;

function foundByName(names: readonly string[], stored: readonly StoredLayer[]): Found {
  const byKey = byRank(stored.flatMap((layer) => (layer.name === undefined ? [] : [[layer.name, layer] as const])));
  const found: Found = new Map();
  for (const [key, layer] of byRank(names.map((name) => [name, name] as const))) {
    const match = byKey.get(key);
    if (match !== undefined) found.set(layer, match.weights);
  }
  return found;
}

/** Undefined if the file neither names the classes of its layers, nor has as many as are wanted. */
function foundByOrder(
  network: Network,
  wanted: ReadonlyMap<string, unknown>,
  stored: readonly StoredLayer[],
): Found | undefined {
  const found: Found = new Map();
  if (stored.some(({ kind }) => kind === undefined)) {
    const names = layersInOrderOfKeras(network).filter(({ name }) => wanted.has(name));
    if (names.length !== stored.length) return undefined;
    for (const [i, { name }] of names.entries()) found.set(name, stored[i]!.weights);
    return found;
  }
  const layers = layersInOrderOfKeras(network).filter(({ name }) => wanted.has(name));
  const ranks = ranksByKey(layers, ({ kind }) => kind);
  const byKind = group(stored, ({ kind }) => kind);
  for (const [i, { kind, name }] of layers.entries()) {
    const match = byKind.get(snakeCase(kind))?.[ranks[i]!];
    if (match !== undefined) found.set(name, match.weights);
  }
  return found;
}

/** Names of the weights of each layer that has some. */
export function namesByLayer(network: Network, input: number | InputShape = 3): Map<string, WeightName[]> {
  return group(weightShapes(network, input).keys(), layerOfWeight);
}

/** Layers that Keras names by counting under their kind and rank, the others under their names. */
export function byRank<T>(layers: readonly (readonly [name: string, value: T])[]): Map<string, T> {
  const counted = (name: string): [kind: string, count: number] | undefined => {
    const match = /^(conv2d|batch_normalization)(?:_(\d+))?$/.exec(name);
    return match === null ? undefined : [match[1]!, Number(match[2] ?? 0)];
  };
  const countOf = ([name]: readonly [string, T]): number => counted(name)?.[1] ?? 0;
  const sorted = [...layers].sort((a, b) => countOf(a) - countOf(b));
  const ranks = ranksByKey(sorted, ([name]) => counted(name)?.[0]);
  return new Map(
    sorted.map(([name, value], i) => {
      const kind = counted(name)?.[0];
      return [kind === undefined ? name : `${kind} ${ranks[i]! + 1}`, value];
    }),
  );
}
