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
  { keras, withoutTop, withTop }: DescribedArchitecture,
): KerasArchitecture {
  const network = sizelessNetwork(shown, withoutTop, keras);
  const whole = sizelessNetwork(shown, withTop, keras);
  const end = whole.layers.findIndex(({ name }) => name === network.output);
  return { keras, network, top: whole.layers.slice(end + 1) };
}

function sizelessNetwork(shown: string, json: unknown, keras: string): Network {
  const { network, origins } = networkOfConfig(parseConfig(json, shown), shown, keras);
  const input = network.layers[0]!.name;
  const renamed = (name: string): string => (name === input ? INPUT : name);
  const layers = network.layers.map(
    (layer): Layer => ({
      ...sizeless(layer, network),
      ...initializerOf(origins.get(layer.name)!),
      name: renamed(layer.name),
      inputs: layer.inputs.map(renamed),
    }),
  );
  return { layers, output: network.output };
}

/** A layer whose padding is the same for images of every size. */
function sizeless(layer: Layer, { layers }: Network): Layer {
  return layer.kind === 'ZeroPadding2D' ? { ...layer, padding: sizelessPadding(layer, layers) } : layer;
}

/** Keras' `correct_pad` of a size that it does not know is that of even ones: one zero less before than after. */
function sizelessPadding({ name, padding }: Layer & { kind: 'ZeroPadding2D' }, layers: readonly Layer[]): Padding {
  if (typeof padding !== 'object' || !('rows' in padding)) return padding;
  const [before, after] = padding.rows;
  const next = layers.find(({ inputs }) => inputs.includes(name));
  const size = 2 * after + 1;
  const isOfKernel = next !== undefined && 'kernelSize' in next && next.kernelSize.every((side) => side === size);
  if (before !== after - 1 || padding.columns.join() !== padding.rows.join() || !isOfKernel) {
    throw new Error(`The padding ${name} is expected to be one of correct_pad, not ${JSON.stringify(padding)}.`);
  }
  return { correctFor: size };
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
