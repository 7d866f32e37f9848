import { UserError } from '../../base/errors.js';
import type { Layer } from '../network/layer.js';
import type { Padding } from '../network/padding.js';
import type { ConfigLayer } from './configTypes.js';
import { layerOf, notSupported } from './notSupported.js';

type Distributed<T> = T extends Layer ? Omit<T, 'name' | 'inputs'> : never;
/** A layer without its place in a network. */
type LayerOptions = Distributed<Layer>;

/**
 * Reads one layer, and checks that every option has a value that thaw supports.
 *
 * @param shown name of the file in error messages
 * @throws UserError that names the layer and the option that thaw does not support
 */
export function layerOfConfig(layer: ConfigLayer, shown: string): LayerOptions {
  const { config } = layer;
  const fail = (option: string, expected: string): never => {
    throw notSupported(shown, layerOf(layer), `${option} ${expected}`, JSON.stringify(config[option] ?? null));
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
  /** One number, or one for each of the three channels. */
  const oneOrEach = (option: string, initial: number): number | number[] => {
    const value = config[option] ?? initial;
    const each = Array.isArray(value) && value.length === 3 && value.every((one) => typeof one === 'number');
    return typeof value === 'number' || each ? (value as number | number[]) : fail(option, 'as one number or three');
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
      const center = oneOf('center', [true, false], true);
      const scale = oneOf('scale', [true, false], true);
      const rest = { epsilon: number('epsilon'), momentum: number('momentum'), scale, ...(!center && { center }) };
      return { kind: 'BatchNormalization', ...rest };
    }
    case 'Activation':
      return { kind: 'Activation', activation: oneOf('activation', ['relu', 'relu6', 'softmax', 'sigmoid'], 'relu') };
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
    case 'GlobalMaxPooling2D':
      channelsLast();
      oneOf('keepdims', [false], false);
      return { kind: layer.className };
    case 'Flatten':
      channelsLast();
      return { kind: 'Flatten' };
    case 'Concatenate':
      lastAxis();
      return { kind: 'Concatenate' };
    case 'Add':
      return { kind: 'Add' };
    case 'Dense': {
      oneOf('use_bias', [true], true);
      const activation = oneOf('activation', ['linear', 'relu', 'softmax', 'sigmoid'], 'linear');
      return { kind: 'Dense', units: number('units'), activation };
    }
    case 'Dropout':
      return { kind: 'Dropout', rate: number('rate') };
    case 'Rescaling':
      return { kind: 'Rescaling', scale: oneOrEach('scale', 1), offset: oneOrEach('offset', 0) };
    case 'ReverseChannels':
      return { kind: 'ReverseChannels' };
    default:
      throw new UserError(
        `${shown} is expected to consist of layers that thaw runs.`,
        `a ${layer.className}, layer ${layer.name}`,
        'Build the model without it, or use the file as weights of a backbone, which ignores the top.',
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
  return { rows: [rows[0]!, rows[1]!], columns: [columns[0]!, columns[1]!] };
}
