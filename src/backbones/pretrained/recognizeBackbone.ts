import { group, ranksByKey } from '../../base/group.js';
import { BACKBONE_NAMES, type BackboneName, REGISTRY } from '../architectures/registry.js';
import type { ConfigLayer, ConfigModel } from '../keras/configTypes.js';
import { layersInOrderOfKeras } from '../keras/layerOrder.js';
import { leavesOf, snakeCase } from '../keras/modelConfig.js';
import { byRank, type StoredModel, weightsOfBackbone } from '../keras/storedLayers.js';
import { batchNormalizationsOf, type Network } from '../network/layer.js';
import { networkUpTo } from '../network/networkCuts.js';

/** A backbone inside a model. */
export interface RecognizedBackbone {
  name: BackboneName;
  network: Network;
  /** The layer of the model that each layer of the network is; those that have no weights may be missing. */
  leaves: Map<string, ConfigLayer>;
}

/** The backbone whose names and shapes of weights a stored model has, or undefined. */
export function recognizeBackbone(stored: StoredModel, config: ConfigModel): RecognizedBackbone | undefined {
  const networks = BACKBONE_NAMES.map((name) => ({ name, network: REGISTRY[name].build() }));
  // The largest first: an EfficientNetLite1 has all layers of an EfficientNetLite0, and more.
  networks.sort((a, b) => b.network.layers.length - a.network.layers.length);
  for (const { name, network } of networks) {
    if (fits(network, stored)) return { name, network, leaves: leavesOfBackbone(network, config) };
  }
  return undefined;
}

/** Whether a model has as many convolutions as a network needs: quick, and false for most. */
function hasConvolutions({ layers }: Network, stored: StoredModel): boolean {
  const needed = layers.filter(({ kind }) => /Conv2D$/.test(kind)).length;
  return stored.layers.filter(({ weights }) => weights.some(({ shape }) => shape.length === 4)).length >= needed;
}

function fits(network: Network, stored: StoredModel): boolean {
  if (!hasConvolutions(network, stored)) return false;
  try {
    weightsOfBackbone(network, stored, 'the model', '');
    return true;
  } catch {
    // A UserError that says where it differs: here that is an answer.
    return false;
  }
}

/** By name, those that Keras counts by rank; where the names are others, by their order among those of their class. */
function leavesOfBackbone(network: Network, config: ConfigModel): Map<string, ConfigLayer> {
  const byName = byRank(leavesOf(config).map((leaf) => [leaf.name, leaf] as const));
  const found = new Map<string, ConfigLayer>();
  for (const [key, layer] of byRank(network.layers.map((one) => [one.name, one] as const))) {
    const leaf = byName.get(key);
    if (leaf !== undefined && snakeCase(leaf.className) === snakeCase(layer.kind)) found.set(layer.name, leaf);
  }
  const layers = layersInOrderOfKeras(network);
  const ranks = ranksByKey(layers, ({ kind }) => kind);
  const byClass = group(leavesOf(config), ({ className }) => className);
  for (const [i, { kind, name }] of layers.entries()) {
    const leaf = byClass.get(kind)?.[ranks[i]!];
    if (leaf !== undefined && !found.has(name)) found.set(name, leaf);
  }
  return found;
}

/** What of a backbone trains, as the flags of its layers say, and how many layers say otherwise. */
export interface RecognizedFreezing {
  above: string;
  batchNormalization: boolean;
  /** Convolutions whose flags are not those of a cut there. */
  exceptions: number;
  /** Batch normalizations below the cut that train, though the convolutions around them do not. */
  normalizationsBelow: number;
}

export function recognizeFreezing({ name, network, leaves }: RecognizedBackbone): RecognizedFreezing {
  const trains = (layer: string): boolean => leaves.get(layer)?.config.trainable !== false;
  const convolutions = network.layers.filter(({ kind }) => kind === 'Conv2D' || kind === 'DepthwiseConv2D');
  const cuts = ['everything', 'nothing', ...REGISTRY[name].blocks].map((above) => {
    const last = above === 'nothing' ? network.output : above;
    const frozen = new Set(above === 'everything' ? [] : networkUpTo(network, last).layers.map((layer) => layer.name));
    const exceptions = convolutions.filter((layer) => trains(layer.name) === frozen.has(layer.name)).length;
    return { above, frozen, exceptions };
  });
  const best = cuts.reduce((a, b) => (b.exceptions < a.exceptions ? b : a));
  const normalizations = batchNormalizationsOf(network);
  const free = normalizations.filter((layer) => !best.frozen.has(layer.name));
  const { above, exceptions } = best;
  return {
    above,
    exceptions,
    batchNormalization: free.length > 0 && free.every((layer) => trains(layer.name)),
    normalizationsBelow: normalizations.filter((layer) => best.frozen.has(layer.name) && trains(layer.name)).length,
  };
}
