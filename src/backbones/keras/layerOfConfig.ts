import { UserError } from '../../base/errors.js';
import { ACTIVATION_NAMES, type ActivationName, activationNamed } from '../network/activationNames.js';
import type { Layer, Sides } from '../network/layer.js';
import type { Padding } from '../network/padding.js';
import type { ConfigLayer } from './configTypes.js';
import { layerOf, notSupported } from './notSupported.js';

type Distributed<T> = T extends Layer ? Omit<T, 'name' | 'inputs'> : never;
/** A layer without its place in a network. */
export type LayerOptions = Distributed<Layer>;

/**
 * Reads one layer, and checks that every option has a value that thaw supports.
 *
 * @param shown name of the file in error messages
 * @param kerasVersion of the Keras that wrote the file
 * @throws UserError that names the layer and the option that thaw does not support
 */
export function layerOfConfig(layer: ConfigLayer, shown: string, kerasVersion?: string): LayerOptions {
  const { config } = layer;
  const {
    fail,
    oneOf,
    number,
    oneOrEach,
    amount,
    activation,
    activated,
    lastAxis,
    channelsLast,
    convolution,
    pooling,
  } = readersOf(layer, shown, kerasVersion);
  switch (layer.className) {
    case 'InputLayer':
      return { kind: 'InputLayer' };
    case 'Conv2D': {
      const filters = number('filters');
      return { kind: 'Conv2D', filters, ...convolution(), ...activated() };
    }
    case 'DepthwiseConv2D':
      oneOf('depth_multiplier', [1], 1);
      return { kind: 'DepthwiseConv2D', ...convolution(), ...activated() };
    case 'SeparableConv2D':
      oneOf('depth_multiplier', [1], 1);
      return { kind: 'SeparableConv2D', filters: number('filters'), ...convolution(), ...activated() };
    case 'BatchNormalization': {
      lastAxis();
      const center = oneOf('center', [true, false], true);
      const scale = oneOf('scale', [true, false], true);
      const rest = { epsilon: number('epsilon'), momentum: number('momentum'), scale, ...(!center && { center }) };
      return { kind: 'BatchNormalization', ...rest };
    }
    case 'Activation':
      return { kind: 'Activation', activation: activation() };
    case 'ReLU': {
      const maxValue = (config.max_value ?? null) === null ? null : number('max_value');
      return reluOf(maxValue, amount('negative_slope', 0), amount('threshold', 0));
    }
    case 'LeakyReLU': // Keras 2 called it alpha.
      return { kind: 'LeakyReLU', negativeSlope: amount('negative_slope', amount('alpha', 0.3)) };
    case 'ELU':
      return { kind: 'ELU', alpha: amount('alpha', 1) };
    case 'PReLU':
      return { kind: 'PReLU', sharedAxes: (config.shared_axes ?? []) as number[] };
    case 'Softmax':
      lastAxis();
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
      return { kind: layer.className, ...(oneOf('keepdims', [true, false], false) && { keepDims: true }) };
    case 'Flatten':
      channelsLast();
      return { kind: 'Flatten' };
    case 'Concatenate':
      lastAxis();
      return { kind: 'Concatenate' };
    case 'Add':
    case 'Multiply':
    case 'Average':
    case 'Maximum':
      return { kind: layer.className };
    case 'Reshape': {
      const target = config.target_shape;
      const isShape = Array.isArray(target) && target.every((length) => typeof length === 'number');
      return { kind: 'Reshape', targetShape: isShape ? target : fail('target_shape', 'as numbers') };
    }
    case 'Dense': {
      const useBias = oneOf('use_bias', [true, false], true);
      return { kind: 'Dense', units: number('units'), activation: activation(), ...(!useBias && { useBias }) };
    }
    case 'Dropout':
      return { kind: 'Dropout', rate: number('rate'), ...noiseOf(config.noise_shape, fail) };
    case 'Normalization':
      oneOf('invert', [false], false);
      lastAxis();
      return { kind: 'Normalization', ...constantsOf(config) };
    case 'CustomScaleLayer':
      return { kind: 'CustomScaleLayer', scale: number('scale') };
    case 'Rescaling':
      return { kind: 'Rescaling', scale: oneOrEach('scale', 1), offset: oneOrEach('offset', 0) };
    case 'Resizing':
      oneOf('crop_to_aspect_ratio', [false], false);
      oneOf('pad_to_aspect_ratio', [false], false);
      oneOf('antialias', [false], false);
      return {
        kind: 'Resizing',
        height: number('height'),
        width: number('width'),
        interpolation: oneOf('interpolation', ['bilinear', 'nearest'], 'bilinear'),
      };
    case 'ReverseChannels':
      return { kind: 'ReverseChannels' };
    default:
      throw new UserError(
        `${shown} is expected to consist of layers that thaw runs.`,
        `the layer ${layer.name} (${layer.className})`,
        layer.className === 'Lambda'
          ? 'A Lambda holds Python code. Replace it with layers of Keras, such as Rescaling, and save the model again.'
          : 'Replace it with other layers of Keras, or leave it out, and save the model again.',
      );
  }
}

/** Functions that read an option of a layer, and throw where its value is none that thaw supports. */
function readersOf(layer: ConfigLayer, shown: string, kerasVersion: string | undefined) {
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
  const pair = (option: string, initial?: Sides): [number, number] => {
    const value = config[option] ?? initial;
    if (typeof value === 'number') return [value, value];
    return Array.isArray(value) && value.length === 2 ? (value as [number, number]) : fail(option, 'as two numbers');
  };
  const square = (option: string, initial?: number): number => {
    const [height, width] = pair(option, initial);
    return height === width ? height : fail(option, 'the same both ways');
  };
  /** One number where both sides are the same. */
  const both = (option: string, initial?: Sides): Sides => {
    const [height, width] = pair(option, initial);
    return height === width ? height : [height, width];
  };
  const amount = (option: string, initial: number): number => {
    const value = config[option] ?? initial;
    return typeof value === 'number' ? value : fail(option, 'as a number');
  };
  const activation = (initial: ActivationName = 'linear'): ActivationName => {
    const written = config.activation ?? initial;
    const name = typeof written === 'string' ? activationNamed(written) : undefined;
    if (name === 'hard_sigmoid' && !kerasVersion?.startsWith('3')) return 'hard_sigmoid_of_keras_2';
    return name ?? fail('activation', ACTIVATION_NAMES.filter((one) => one !== 'hard_sigmoid_of_keras_2').join(', '));
  };
  /** Left out where it is linear. */
  const activated = (): { activation?: ActivationName } => {
    const name = activation();
    return name === 'linear' ? {} : { activation: name };
  };
  const lastAxis = (): unknown => {
    const axis = axisOf(layer);
    return axis === -1 || axis === 1 || axis === 3 ? axis : fail('axis', '-1 or 3');
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
    const poolSize = both('pool_size', 2);
    return { poolSize, strides: both('strides', poolSize), padding: padding() };
  };
  return {
    fail,
    oneOf,
    number,
    oneOrEach,
    amount,
    activation,
    activated,
    lastAxis,
    channelsLast,
    convolution,
    pooling,
  };
}

/** The numbers in nested lists, such as `[[[[1, 2, 3]]]]`; undefined for anything else. */
export function numbersOf(value: unknown): number[] | undefined {
  if (typeof value === 'number') return [value];
  const all: unknown[] = Array.isArray(value) ? value.flat(Number.POSITIVE_INFINITY) : [];
  return all.length > 0 && all.every((one) => typeof one === 'number') ? (all as number[]) : undefined;
}

/** What a `Normalization` was given; nothing where it keeps what it was adapted to as weights. */
function constantsOf(config: ConfigLayer['config']): { constants?: { mean: number[]; variance: number[] } } {
  const [mean, variance] = [numbersOf(config.mean), numbersOf(config.variance)];
  return mean === undefined || variance === undefined ? {} : { constants: { mean, variance } };
}

/** The shape of what a dropout draws, where it is not that of its input. */
function noiseOf(
  shape: unknown,
  fail: (option: string, expected: string) => never,
): { noiseShape?: (number | null)[] } {
  if (shape === null || shape === undefined) return {};
  const isShape = Array.isArray(shape) && shape.every((one) => one === null || typeof one === 'number');
  return isShape ? { noiseShape: shape } : fail('noise_shape', 'as numbers');
}

function reluOf(maxValue: number | null, negativeSlope: number, threshold: number): LayerOptions {
  if (negativeSlope === 0 && threshold === 0 && (maxValue === null || maxValue === 6)) {
    return { kind: 'Activation', activation: maxValue === null ? 'relu' : 'relu6' };
  }
  return { kind: 'ReLU', maxValue, negativeSlope, threshold };
}

/** The axis of a layer, which Keras 2 writes as a list of one; -1 where it is left out. */
export function axisOf({ config: { axis = -1 } }: ConfigLayer): unknown {
  return Array.isArray(axis) && axis.length === 1 ? axis[0] : axis;
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
