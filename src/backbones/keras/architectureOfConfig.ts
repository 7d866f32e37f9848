import { isDeepStrictEqual } from 'node:util';
import type { Initializer, Layer, Network } from '../network/layer.js';
import type { Padding } from '../network/padding.js';
import type { ConfigLayer } from './configTypes.js';
import { parseConfig } from './modelConfig.js';
import { networkOfConfig } from './networkOfConfig.js';

/** A model of keras.applications, of no size. */
export interface KerasArchitecture {
  /** Version of the Keras that wrote it. */
  keras: string;
  /** Without its top; its layers are in the order and have the names of Keras' `model.layers`. */
  network: Network;
  /** Layers of the ImageNet top; the first one's input is the network's output. */
  top: Layer[];
}

/** What a Keras says of one of its applications. */
export interface DescribedArchitecture {
  keras: string;
  /** Of `include_top=False` for images of any size, as `model.to_json()` writes it. */
  withoutTop: unknown;
  /** Of `include_top=True`. */
  withTop: unknown;
  /** Of `include_top=False` for images all of whose maps have odd sides, where a padding is not the same on both sides. */
  ofOddSize?: unknown;
}

/** The input of all architectures. */
const INPUT = 'input_1';

/**
 * Reads a model of keras.applications as an architecture: the same for images of every size, and with the initializers that
 * Keras draws untrained weights by.
 *
 * @throws UserError that names the first layer that thaw does not run
 * @throws Error for a padding or an initializer that no application had before
 */
export function architectureOfConfig(
  shown: string,
  { keras, withoutTop, withTop, ofOddSize }: DescribedArchitecture,
): KerasArchitecture {
  const networkOf = (json: unknown): Network => sizedNetwork(shown, json, keras);
  const network = sizeless(networkOf(withoutTop), ofOddSize === undefined ? undefined : networkOf(ofOddSize));
  const whole = networkOf(withTop);
  const end = whole.layers.findIndex(({ name }) => name === network.output);
  return { keras, network, top: whole.layers.slice(end + 1) };
}

function sizedNetwork(shown: string, json: unknown, keras: string): Network {
  const { network, origins } = networkOfConfig(parseConfig(json, shown), shown, keras);
  const input = network.layers[0]!.name;
  const renamed = (name: string): string => (name === input ? INPUT : name);
  const layers = network.layers.map(
    (layer): Layer => ({
      ...layer,
      ...initializerOf(origins.get(layer.name)!),
      name: renamed(layer.name),
      inputs: layer.inputs.map(renamed),
    }),
  );
  return { layers, output: network.output };
}

/**
 * A network whose paddings hold for images of every size. Those of Keras' `correct_pad`, which put a zero less before even sides
 * than before odd ones, are those that differ in a network for odd sizes.
 */
function sizeless({ layers, output }: Network, ofOddSize: Network | undefined): Network {
  const odd = new Map(ofOddSize?.layers.map((layer) => [layer.name, layer]));
  return {
    layers: layers.map((layer): Layer => {
      const other = odd.get(layer.name);
      if (layer.kind !== 'ZeroPadding2D' || other?.kind !== 'ZeroPadding2D') return layer;
      return isDeepStrictEqual(layer.padding, other.padding) ? layer : { ...layer, padding: correctPad(layer, other) };
    }),
    output,
  };
}

type PaddingLayer = Layer & { kind: 'ZeroPadding2D' };

function correctPad({ name, padding: even }: PaddingLayer, { padding: odd }: PaddingLayer): Padding {
  const isCorrect =
    typeof odd === 'number' && isDeepStrictEqual(even, { rows: [odd - 1, odd], columns: [odd - 1, odd] });
  if (isCorrect) return { correctFor: 2 * odd + 1 };
  throw new Error(
    `The padding ${name} is expected to be fixed or one of correct_pad, not ${JSON.stringify([even, odd])}.`,
  );
}

/** How Keras draws the kernels of a layer, where it is not GlorotUniform. */
function initializerOf({ name, className, config }: ConfigLayer): { initializer?: Initializer } {
  if (!/Conv2D$/.test(className)) return {};
  const written = [config.kernel_initializer, config.depthwise_initializer].find(isInitializer);
  if (written === undefined || written.class_name === 'GlorotUniform') return {};
  const { scale, mode, distribution } = written.config;
  const isHeFanOut = scale === 2 && mode === 'fan_out' && distribution === 'truncated_normal';
  if (written.class_name === 'VarianceScaling' && isHeFanOut) return { initializer: 'heFanOut' };
  throw new Error(`The initializer of ${name} is expected to be known, not ${JSON.stringify(written)}.`);
}

interface WrittenInitializer {
  class_name: string;
  config: Record<string, unknown>;
}

function isInitializer(value: unknown): value is WrittenInitializer {
  return typeof value === 'object' && value !== null && 'class_name' in value;
}
