import { UserError } from '../../base/errors.js';
import { ranksByKey } from '../../base/group.js';
import type { CallArguments, ConfigLayer, ConfigModel } from './configTypes.js';
import { withoutOperations } from './operations.js';

interface RawLayer {
  class_name: string;
  config: Record<string, unknown>;
  name?: string;
  inbound_nodes?: unknown[];
}

/**
 * Reads the configuration of a functional or sequential model.
 *
 * @param shown name of the file in error messages
 * @throws UserError if it describes something else
 */
export function parseConfig(json: unknown, shown: string): ConfigModel {
  if (isModel(json)) return modelOf(json, [], '', shown);
  throw new UserError(
    `${shown} is expected to hold a functional or a sequential model.`,
    (json as Partial<RawLayer> | null)?.class_name ?? 'no model configuration',
    'Save a functional or sequential model, not a subclass of `keras.Model`.',
  );
}

/** The layers of a model and of the models in it, models themselves left out. */
export function leavesOf(model: ConfigModel): ConfigLayer[] {
  return model.layers.flatMap((layer) => (layer.inner === undefined ? [layer] : leavesOf(layer.inner)));
}

/** Name of a class in Keras 3's weight files. Source: Keras `naming.to_snake_case`. */
export function snakeCase(className: string): string {
  return className
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}

/** Numbers the layers of one class as Keras 3's weight files do: `conv2d`, `conv2d_1`, ... */
export function placesOf(classNames: readonly string[]): string[] {
  const keys = classNames.map(snakeCase);
  const ranks = ranksByKey(keys, (key) => key);
  return keys.map((key, i) => `layers/${ranks[i] === 0 ? key : `${key}_${ranks[i]}`}`);
}

function isModel(json: unknown): json is RawLayer {
  const { class_name: className, config } = (json ?? {}) as Partial<RawLayer>;
  // Keras 2.2.2 and earlier wrote the layers of a Sequential as a list.
  return typeof className === 'string' && (Array.isArray(config) || Array.isArray(config?.layers));
}

function modelOf(json: RawLayer, models: string[], place: string, shown: string): ConfigModel {
  const config = Array.isArray(json.config) ? { layers: json.config as unknown[] } : json.config;
  const rawLayers = config.layers as RawLayer[];
  for (const raw of rawLayers) checkLayer(raw, shown);
  const sequential = json.class_name === 'Sequential';
  // A Sequential does not count its input among its layers.
  const places = placesOf(rawLayers.map(({ class_name: name }) => (sequential && name === 'InputLayer' ? '' : name)));
  const layers = rawLayers.map((raw, i): ConfigLayer => {
    const name = raw.name ?? (raw.config.name as string);
    const inside = `${place === '' ? '' : `${place}/`}${places[i]}`;
    const calls = (raw.inbound_nodes ?? []).map(callOf);
    const given = argumentsOf(raw.inbound_nodes?.[0]);
    const layer = { name, className: raw.class_name, config: raw.config, calls, given, models, place: inside };
    return isModel(raw) ? { ...layer, inner: modelOf(raw, [...models, name], inside, shown) } : layer;
  });
  const name = String((config as { name?: unknown }).name ?? 'model');
  if (!sequential) {
    const { input_layers: inputs, output_layers: outputs } = config as Record<string, unknown>;
    return { name, layers: withoutOperations(layers), inputs: endsOf(inputs), outputs: endsOf(outputs) };
  }
  const chain = withInput(layers, models);
  for (const [i, layer] of chain.entries()) layer.calls = i === 0 ? [] : [[chain[i - 1]!.name]];
  return { name, layers: chain, inputs: [chain[0]!.name], outputs: [chain[chain.length - 1]!.name] };
}

function checkLayer(raw: unknown, shown: string): void {
  const { class_name: className, config, inbound_nodes: nodes = [] } = (raw ?? {}) as Partial<RawLayer>;
  const { name } = { ...(config as { name?: unknown }), ...(raw as Partial<RawLayer>) };
  if (typeof className === 'string' && typeof config === 'object' && config !== null && Array.isArray(nodes)) {
    if (typeof name === 'string' || isModel(raw)) return;
  }
  throw new UserError(
    `${shown} is expected to describe each layer as Keras does, with class_name, config and name.`,
    JSON.stringify(raw)?.slice(0, 80) ?? 'nothing',
    'Save the model again.',
  );
}

/** Keras 2 gives the first layer of a Sequential the shape of the input. */
function withInput(layers: ConfigLayer[], models: string[]): ConfigLayer[] {
  if (layers[0]?.className === 'InputLayer') return layers;
  const first = layers[0]?.inner?.layers[0] ?? layers[0];
  const config = { batch_input_shape: first?.config.batch_input_shape ?? first?.config.batch_shape };
  const input = {
    name: 'sequential_input',
    className: 'InputLayer',
    config,
    calls: [],
    given: argumentsOf(undefined),
    models,
    place: '',
  };
  return [input, ...layers];
}

/** `[["conv", 0, 0, {}], ...]` of Keras 2, `{args: [...], kwargs: {...}}` of Keras 3: names of the layers that come in. */
function callOf(node: unknown): string[] {
  if (Array.isArray(node)) {
    return typeof node[0] === 'string' ? [node[0]] : node.map((input) => String((input as unknown[] | null)?.[0]));
  }
  if (typeof node !== 'object' || node === null) return [];
  const history = (node as { config?: { keras_history?: unknown[] } }).config?.keras_history;
  if (history !== undefined) return [String(history[0])];
  return Object.values(node).flatMap((value) =>
    Array.isArray(value)
      ? value.flatMap((inner) => (Array.isArray(inner) ? inner.flatMap(callOf) : callOf(inner)))
      : [],
  );
}

/** `["input_1", 0, 0, {y: 127.5}]`, or a list of such, of tf.keras; `{args: [...], kwargs: {...}}` of Keras 3. */
function argumentsOf(node: unknown): CallArguments {
  if (Array.isArray(node)) {
    const [, , , named = {}] = (Array.isArray(node[0]) ? node[0] : node) as [unknown, unknown, unknown, object?];
    return { positional: [], named: named as CallArguments['named'] };
  }
  const { args = [], kwargs = {} } = (node ?? {}) as { args?: unknown[]; kwargs?: Record<string, unknown> };
  return { positional: args, named: kwargs };
}

/** `["input_1", 0, 0]`, or a list of such. */
function endsOf(ends: unknown): string[] {
  if (!Array.isArray(ends)) return [];
  return typeof ends[0] === 'string' ? [ends[0]] : ends.map((end) => String((end as unknown[] | null)?.[0]));
}

/** Layers that change images at random while a model trains, and leave them as they are when it answers. */
const AUGMENTING: ReadonlySet<string> = new Set(
  (
    'RandomFlip RandomRotation RandomZoom RandomTranslation RandomShear RandomContrast RandomBrightness RandomHue ' +
    'RandomSaturation RandomColorJitter RandomGrayscale RandomErasing RandomGaussianBlur RandomSharpness RandomInvert RandomHeight RandomWidth'
  ).split(' '),
);

/** Layers that change values at random while a model trains, or add to the loss, and change nothing when it answers. */
const PASSING: ReadonlySet<string> = new Set([
  'ActivityRegularization',
  'AlphaDropout',
  'GaussianDropout',
  'GaussianNoise',
  'SpatialDropout2D',
]);

/** Whether the layer changes nothing when the model answers. */
export function passesInference(layer: ConfigLayer): boolean {
  return isAugmentation(layer) || PASSING.has(layer.className);
}

export function isAugmentation({ className }: ConfigLayer): boolean {
  return AUGMENTING.has(className);
}

/** Whether the model calls the layer with `training=True`, so that it trains even when the model answers. */
export function isCalledInTraining({ given }: ConfigLayer): boolean {
  return given.named.training === true;
}
