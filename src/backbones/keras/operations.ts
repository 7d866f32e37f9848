import type { CallArguments, ConfigLayer } from './configTypes.js';

/**
 * Calculations that Keras keeps beside the layers of a model (`x / 127.5`, `preprocess_input(inputs)`; operations of
 * Keras 3, `TFOpLambda` and `SlicingOpLambda` of tf.keras), as the layers `Rescaling` and `ReverseChannels` that do the
 * same. What is none of these stays as it is.
 */
export function withoutOperations(layers: readonly ConfigLayer[]): ConfigLayer[] {
  const byName = new Map(layers.map((layer) => [layer.name, layer]));
  const read = layers.map((layer): ConfigLayer => {
    const source = reversedSource(layer, byName);
    if (source !== undefined) return { ...layer, className: 'ReverseChannels', calls: [[source]] };
    const affine = affineOfOperation(layer);
    return affine === undefined ? layer : { ...layer, className: 'Rescaling', config: { ...layer.config, ...affine } };
  });
  const taken = new Set(read.flatMap(({ calls }) => calls.flat()));
  return read.filter(({ name, className }) => className !== 'GetItem' || taken.has(name));
}

type OneOrEach = number | number[];

interface Factors {
  scale: OneOrEach;
  offset: OneOrEach;
}

const OPERATIONS: Readonly<Record<string, (constant: OneOrEach) => Factors>> = {
  divide: (constant) => ({ scale: mapped(constant, (value) => 1 / value), offset: 0 }),
  multiply: (constant) => ({ scale: constant, offset: 0 }),
  add: (constant) => ({ scale: 1, offset: constant }),
  subtract: (constant) => ({ scale: 1, offset: mapped(constant, (value) => -value) }),
};

/** Class names of Keras 3, functions of tf.keras. */
const NAMES: Readonly<Record<string, keyof typeof OPERATIONS>> = {
  TrueDivide: 'divide',
  Divide: 'divide',
  Multiply: 'multiply',
  Add: 'add',
  Subtract: 'subtract',
  'math.truediv': 'divide',
  'math.divide': 'divide',
  'math.multiply': 'multiply',
  'math.add': 'add',
  'math.subtract': 'subtract',
  '__operators__.add': 'add',
  'nn.bias_add': 'add',
};

/** What a calculation of one output and a constant does; undefined if it is none. */
function affineOfOperation({ className, config, calls, given }: ConfigLayer): Factors | undefined {
  const operation = OPERATIONS[NAMES[className === 'TFOpLambda' ? String(config.function) : className]!];
  const constant = constantOf(given.positional[1] ?? given.named.y ?? given.named.bias);
  return operation === undefined || constant === undefined || calls[0]?.length !== 1 ? undefined : operation(constant);
}

/** A number, or one for each channel, out of `127.5`, `[[[[1, 2, 3]]]]` and `{class_name: '__tensor__', config: {value}}`. */
function constantOf(value: unknown): OneOrEach | undefined {
  if (typeof value === 'number') return value;
  if (Array.isArray(value)) {
    if (value.length === 3 && value.every((one) => typeof one === 'number')) return value;
    return value.length === 1 ? constantOf(value[0]) : undefined;
  }
  const inner = (value as { config?: { value?: unknown } } | null | undefined)?.config?.value;
  return inner === undefined ? undefined : constantOf(inner);
}

/**
 * The layer whose red and blue change places: `stack([x[..., 2], x[..., 1], x[..., 0]], axis=-1)` of Keras 3's
 * `preprocess_input`, `x[..., ::-1]` of tf.keras'. Undefined if it is something else.
 */
function reversedSource(
  { className, config, calls, given }: ConfigLayer,
  byName: ReadonlyMap<string, ConfigLayer>,
): string | undefined {
  if (className === 'SlicingOpLambda') {
    return JSON.stringify(given.named.slice_spec) === REVERSED ? calls[0]?.[0] : undefined;
  }
  if (className !== 'Stack' || config.axis !== -1) return undefined;
  const parts = calls[0]?.map((name) => byName.get(name)) ?? [];
  const sources = new Set(parts.map((part) => part?.calls[0]?.[0]));
  const order = parts.map((part) => (part?.className === 'GetItem' ? channelOf(part.given) : undefined));
  return sources.size === 1 && order.join() === '2,1,0' ? [...sources][0] : undefined;
}

const REVERSED = '[{"class_name":"__ellipsis__"},{"start":null,"stop":null,"step":-1}]';

/** `2` of `x[..., 2]`. */
function channelOf({ positional: [, key] }: CallArguments): unknown {
  const [rest, channel] = Array.isArray(key) && key.length === 2 ? key : [];
  return (rest as { class_name?: unknown } | undefined)?.class_name === '__ellipsis__' ? channel : undefined;
}

function mapped(value: OneOrEach, to: (one: number) => number): OneOrEach {
  return typeof value === 'number' ? to(value) : value.map(to);
}
