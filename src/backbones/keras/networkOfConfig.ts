import { UserError } from '../../base/errors.js';
import type { Layer, Network, Padding } from '../layer.js';
import type { ConfigLayer, ConfigModel } from './modelConfig.js';

/** Height and width are null where the model takes any. */
export type InputShape = readonly [height: number | null, width: number | null, channels: number];

export interface ConfiguredNetwork {
  network: Network;
  inputShape: InputShape;
  /** The layer of the configuration that each layer of the network is. */
  origins: Map<string, ConfigLayer>;
}

/**
 * Turns the configuration of a Keras model into a network. Models within the model are laid flat; where two layers have
 * one name, the later one's begins with that of its model.
 *
 * @param shown the name of the file that errors show
 * @throws UserError that names the first layer that thaw does not run
 */
export function networkOfConfig(model: ConfigModel, shown: string): ConfiguredNetwork {
  const layers: Layer[] = [];
  const origins = new Map<string, ConfigLayer>();
  let inputShape: InputShape | undefined;

  const add = (part: ConfigModel, incoming: string | undefined): string => {
    const [input] = part.inputs;
    if (part.inputs.length !== 1 || part.outputs.length !== 1) {
      const received = `${part.inputs.length} inputs and ${part.outputs.length} outputs`;
      throw doesNotServe(shown, `model ${part.name}`, 'one input and one output', received);
    }
    /** Names in the network of the outputs of the model's layers. */
    const outputs = new Map<string, string>();
    for (const layer of part.layers) {
      if (layer.name === input && incoming !== undefined) {
        outputs.set(input, incoming);
        continue;
      }
      if (layer.name !== input && layer.calls.length !== 1) {
        throw doesNotServe(shown, layerOf(layer), 'a layer that is called once', `${layer.calls.length} calls`);
      }
      const inputs = (layer.name === input ? [] : layer.calls[0]).map((name) => {
        const output = outputs.get(name);
        if (output === undefined) throw doesNotServe(shown, layerOf(layer), 'its input before it', name);
        return output;
      });
      if (layer.inner !== undefined) {
        outputs.set(layer.name, add(layer.inner, inputs[0]));
        continue;
      }
      const name = origins.has(layer.name) ? [...layer.models, layer.name].join('_') : layer.name;
      if (layer.className === 'InputLayer') inputShape = inputShapeOf(layer, shown);
      layers.push({ ...convert(layer, shown), name, inputs } as Layer);
      origins.set(name, layer);
      outputs.set(layer.name, name);
    }
    const output = outputs.get(part.outputs[0]);
    if (output === undefined)
      throw doesNotServe(shown, `model ${part.name}`, 'its output among its layers', part.outputs[0]);
    return output;
  };

  const output = add(model, undefined);
  if (inputShape === undefined) throw doesNotServe(shown, `model ${model.name}`, 'an input layer', 'none');
  return { network: { layers, output }, inputShape, origins };
}

function inputShapeOf(layer: ConfigLayer, shown: string): InputShape {
  const shape = layer.config.batch_shape ?? layer.config.batch_input_shape;
  const [, height, width, channels] = Array.isArray(shape) ? shape : [];
  if (!Array.isArray(shape) || shape.length !== 4 || typeof channels !== 'number') {
    throw doesNotServe(
      shown,
      layerOf(layer),
      'pictures, [batch, height, width, channels]',
      JSON.stringify(shape ?? null),
    );
  }
  return [height as number | null, width as number | null, channels];
}

type Kind<T = Layer> = T extends Layer ? Omit<T, 'name' | 'inputs'> : never;

/** Reads one layer, asking every option for a value that a network of ours can have. */
function convert(layer: ConfigLayer, shown: string): Kind {
  const { config } = layer;
  const fail = (option: string, expected: string): never => {
    throw doesNotServe(shown, layerOf(layer), `${option} ${expected}`, JSON.stringify(config[option] ?? null));
  };
  /** The default is that of a file that leaves the option out. */
  const oneOf = <const T>(option: string, allowed: readonly T[], initial: T): T => {
    const value = config[option] ?? initial;
    return allowed.includes(value as T)
      ? (value as T)
      : fail(option, allowed.map((one) => JSON.stringify(one)).join(' or '));
  };
  const number = (option: string): number => {
    const value = config[option];
    return typeof value === 'number' ? value : fail(option, 'as a number');
  };
  const pair = (option: string, initial?: number): [number, number] => {
    const value = config[option] ?? initial;
    if (typeof value === 'number') return [value, value];
    return Array.isArray(value) && value.length === 2 ? (value as [number, number]) : fail(option, 'as two numbers');
  };
  const square = (option: string, initial?: number): number => {
    const [height, width] = pair(option, initial);
    return height === width ? height : fail(option, 'the same both ways');
  };
  const lastAxis = (): unknown => {
    const axis = Array.isArray(config.axis) && config.axis.length === 1 ? config.axis[0] : (config.axis ?? -1);
    return axis === -1 || axis === 3 ? axis : fail('axis', '-1 or 3');
  };
  const channelsLast = (): unknown => oneOf('data_format', ['channels_last'], 'channels_last');
  const padding = (): 'same' | 'valid' => oneOf('padding', ['same', 'valid'], 'valid');
  const convolution = () => {
    channelsLast();
    if (square('dilation_rate', 1) !== 1) fail('dilation_rate', '1');
    oneOf('groups', [1], 1);
    const kernelSize = pair('kernel_size');
    return {
      kernelSize,
      strides: square('strides', 1),
      padding: padding(),
      useBias: oneOf('use_bias', [true, false], true),
    };
  };
  const pooling = () => {
    channelsLast();
    const poolSize = square('pool_size', 2);
    return { poolSize, strides: square('strides', poolSize), padding: padding() };
  };

  switch (layer.className) {
    case 'InputLayer':
      return { kind: 'InputLayer' };
    case 'Conv2D': {
      const activation = oneOf('activation', ['linear', 'relu'], 'linear');
      const filters = number('filters');
      return { kind: 'Conv2D', filters, ...convolution(), ...(activation === 'relu' && { activation }) };
    }
    case 'DepthwiseConv2D':
      oneOf('depth_multiplier', [1], 1);
      oneOf('activation', ['linear'], 'linear');
      return { kind: 'DepthwiseConv2D', ...convolution() };
    case 'BatchNormalization': {
      lastAxis();
      oneOf('center', [true], true);
      const scale = oneOf('scale', [true, false], true);
      return { kind: 'BatchNormalization', epsilon: number('epsilon'), momentum: number('momentum'), scale };
    }
    case 'Activation':
      return { kind: 'Activation', activation: oneOf('activation', ['relu', 'relu6', 'softmax'], 'relu') };
    case 'ReLU': {
      oneOf('negative_slope', [0], 0);
      oneOf('threshold', [0], 0);
      const most = oneOf('max_value', [null, 6], null);
      return { kind: 'Activation', activation: most === null ? 'relu' : 'relu6' };
    }
    case 'Softmax':
      oneOf('axis', [-1], -1);
      return { kind: 'Activation', activation: 'softmax' };
    case 'MaxPooling2D':
    case 'AveragePooling2D':
      return { kind: layer.className, ...pooling() };
    case 'ZeroPadding2D':
      channelsLast();
      return { kind: 'ZeroPadding2D', padding: paddingOf(config.padding) ?? fail('padding', 'as [[n, n], [n, n]]') };
    case 'GlobalAveragePooling2D':
      channelsLast();
      oneOf('keepdims', [false], false);
      return { kind: 'GlobalAveragePooling2D' };
    case 'Concatenate':
      lastAxis();
      return { kind: 'Concatenate' };
    case 'Add':
      return { kind: 'Add' };
    case 'Dense': {
      oneOf('use_bias', [true], true);
      const activation = oneOf('activation', ['linear', 'relu', 'softmax'], 'linear');
      return { kind: 'Dense', units: number('units'), activation };
    }
    case 'Dropout':
      return { kind: 'Dropout', rate: number('rate') };
    default:
      throw new UserError(
        `${shown} is expected to be made of layers that thaw runs.`,
        `a ${layer.className}, layer ${layer.name}`,
        'Build the model without it, or name the file as weights of a backbone: a top is left aside.',
      );
  }
}

function paddingOf(value: unknown): Padding | undefined {
  if (typeof value === 'number') return value;
  const whole = Array.isArray(value) && value.length === 2 ? value : [];
  const [rows, columns] = whole.map((side: unknown) => (typeof side === 'number' ? [side, side] : side)) as number[][];
  if (rows?.length !== 2 || columns?.length !== 2) return undefined;
  const all = [...rows, ...columns];
  if (all.some((n) => typeof n !== 'number')) return undefined;
  if (new Set(all).size === 1) return all[0];
  return { rows: [rows[0], rows[1]], columns: [columns[0], columns[1]] };
}

function layerOf({ className, name }: ConfigLayer): string {
  return `${className} ${name}`;
}

function doesNotServe(shown: string, what: string, expected: string, received: string): UserError {
  return new UserError(
    `${shown} is expected to be made of layers that thaw runs: ${what} takes ${expected}.`,
    received,
    'Build the model otherwise, or name the file as weights of a backbone: a top is left aside.',
  );
}
