import { table } from '../../../base/table.js';
import { positionalArguments } from '../../evaluate/arguments.js';
import { type Arguments, type Execution, textOf, type Value } from '../../evaluate/values.js';
import type { Place } from '../../syntax/ast.js';
import { lastPart } from '../names.js';
import {
  type ArgumentReader,
  argumentReader,
  asNumber,
  asText,
  asTruth,
  byDefault,
  notRead,
  type Read,
  read,
} from '../read.js';
import { rangeAfterContrast } from './augmentRange.js';
import type { AugmentAction, PixelAction, PixelRange, PixelState } from './flow.js';
import { endOf, hull } from './foldStep.js';
import { asSetting } from './generator.js';
import { applyAction, type ImageHost, imagesOf } from './imageHost.js';
import { numbersIn } from './numbers.js';

/** A layer of Keras as the script makes it. */
export interface LayerCall {
  /** Class by its qualified or bare name: `keras.layers.Rescaling`. */
  className: string;
  args: Arguments;
  /** Where the layer is made. */
  place: Place;
  /** Where `adapt` is called on it; undefined where it is not. */
  adaptedAt?: Place;
}

/** Whether a layer changes images before the network: scaling, augmentation, sizes, or a `Lambda`. */
export function isImageLayer(className: string): boolean {
  return LAYERS[lastPart(className)] !== undefined || lastPart(className) === 'Lambda';
}

/**
 * Applies a layer to images or to the input of a model.
 *
 * @returns the images afterwards; undefined where the layer is none of images, or `images` are none
 */
export function applyImageLayer(layer: LayerCall, images: Value, run: Execution): Value | undefined {
  const target = imagesOf(images);
  if (target === undefined) return undefined;
  const name = lastPart(layer.className);
  if (name === 'Lambda') return applyLambda(layer, target, run);
  const known = LAYERS[name];
  if (known === undefined) return undefined;
  const settings = argumentReader(layer.args, known.parameters, layer.place);
  return applyAction(target, known.action({ settings, before: endOf(target.pixels), layer, name }), layer.place);
}

function applyLambda({ args, place }: LayerCall, images: ImageHost, run: Execution): Value | undefined {
  const called = args.positional[0] ?? args.keywords.get('function');
  if (called === undefined) return undefined;
  const result = run.call(called, positionalArguments({ kind: 'host', host: images, origin: place }), place);
  if (imagesOf(result) !== undefined) return result;
  const why = result.kind === 'unknown' ? result.why : 'thaw does not know what it returns';
  return applyAction(images, { kind: 'unknown', text: `Lambda(${textOf(called)})`, why }, place);
}

interface Context {
  settings: ArgumentReader;
  before: PixelState;
  layer: LayerCall;
  name: string;
}

interface KnownLayer {
  parameters: readonly string[];
  action(context: Context): PixelAction;
}

/** A random change that moves pixels; where it fills with a constant, that is in the range too. */
function moving(...parameters: string[]): KnownLayer {
  return {
    parameters,
    action: (context) => {
      const { settings, before, name } = context;
      const common = { kind: 'augment', isRandom: true, name, settings: settingsOf(context, parameters) } as const;
      const mode = settings.read('fill_mode', asText, 'reflect');
      const fill = settings.read('fill_value', asNumber, 0).value;
      if (mode.value !== undefined && mode.value !== 'constant') return { ...common, effect: 'kept' };
      if (fill === undefined || before.range === undefined) return { ...common, effect: 'unknown' };
      const range = before.range.map(([low, high]): PixelRange => [Math.min(low, fill), Math.max(high, fill)]);
      return { ...common, effect: 'range', range };
    },
  };
}

/** A random change of which thaw does not know the range. */
function changing(...parameters: string[]): KnownLayer {
  return {
    parameters,
    action: (context) => ({
      kind: 'augment',
      isRandom: !FIXED.has(context.name),
      name: context.name,
      settings: settingsOf(context, parameters),
      effect: 'unknown',
    }),
  };
}

function settingsOf({ settings }: Context, parameters: readonly string[]): AugmentAction['settings'] {
  const found: AugmentAction['settings'] = {};
  for (const name of parameters) {
    const value = settings.optional(name, asSetting);
    if (value !== undefined) found[name] = value;
  }
  return found;
}

/** `factor` as Keras reads it: one number f stands for [-f, f]. */
function factorOf(settings: ArgumentReader): PixelRange | undefined {
  const numbers = numbersIn(settings.value('factor'));
  const [low, high] = numbers ?? [];
  if (low === undefined) return undefined;
  return high === undefined ? [-Math.abs(low), Math.abs(low)] : [low, high];
}

function valueRangeOf(settings: ArgumentReader): PixelRange | undefined {
  const value = settings.value('value_range');
  if (value === undefined) return [0, 255];
  const [low, high] = numbersIn(value) ?? [];
  return low === undefined || high === undefined ? undefined : [low, high];
}

/** Both limit their result to `value_range`, [0, 255] by default. */
function limited(
  rangeOf: (before: PixelState, factor: PixelRange, limits: PixelRange) => readonly PixelRange[] | undefined,
): KnownLayer {
  const parameters = ['factor', 'value_range', 'seed'];
  return {
    parameters,
    action: (context) => {
      const { settings, before, name } = context;
      const common = { kind: 'augment', isRandom: true, name, settings: settingsOf(context, parameters) } as const;
      const [factor, limits] = [factorOf(settings), valueRangeOf(settings)];
      const range = factor === undefined || limits === undefined ? undefined : rangeOf(before, factor, limits);
      if (range === undefined || limits === undefined) return { ...common, effect: 'unknown' };
      const limit = (value: number): number => Math.min(limits[1], Math.max(limits[0], value));
      return { ...common, effect: 'range', range: range.map(([low, high]): PixelRange => [limit(low), limit(high)]) };
    },
  };
}

function cropped(how: 'center' | 'random', className: string): KnownLayer {
  return {
    parameters: ['height', 'width', 'seed'],
    action: ({ settings, layer }) => ({ kind: 'crop', by: className, how, ...lengths(settings, layer.place) }),
  };
}

function lengths(settings: ArgumentReader, at: Place): { height: Read<number>; width: Read<number> } {
  const length = (name: string): Read<number> =>
    settings.optional(name, asNumber) ?? notRead('the call leaves it out', name, at);
  return { height: length('height'), width: length('width') };
}

/** Scaling: by the numbers of the layer, as floats. */
const rescaling: KnownLayer = {
  parameters: ['scale', 'offset'],
  action: ({ settings, before }) => {
    const [scale, offset] = [settings.value('scale'), settings.value('offset')];
    const factors = scale === undefined ? undefined : numbersIn(scale);
    const offsets = offset === undefined ? [0] : numbersIn(offset);
    if (factors === undefined || offsets === undefined) {
      const why = scale?.kind === 'unknown' ? scale.why : 'thaw does not understand its numbers';
      return { kind: 'unknown', text: `Rescaling(${scale === undefined ? '' : textOf(scale)})`, why };
    }
    const number = read(factors.length === 1 ? factors[0]! : factors, scale!.origin, settings.place('scale'));
    return { kind: 'scale', factor: factors, offset: offsets, number, by: 'layer', ...floats(before) };
  },
};

/** Layers compute with floats. */
function floats({ dtype }: PixelState): { dtype?: string } {
  return dtype === undefined || dtype.includes('float') ? {} : { dtype: 'float32' };
}

/** `(x - mean) / sqrt(variance)`, with numbers that the script gives or `adapt` measures. */
const normalization: KnownLayer = {
  parameters: ['axis', 'mean', 'variance', 'invert'],
  action: ({ settings, layer, before }) => {
    const [mean, variance] = [settings.value('mean'), settings.value('variance')];
    if (mean === undefined && variance === undefined) {
      const fittedAt = layer.adaptedAt === undefined ? byDefault(false, layer.place) : read(true, layer.adaptedAt);
      const action = { kind: 'standardize', by: 'Normalization', statistics: 'moments', over: 'dataset' } as const;
      return { ...action, center: true, scale: true, fittedAt };
    }
    const [means, variances] = [numbersIn(mean), numbersIn(variance)];
    const isInverse = settings.read('invert', asTruth, false).value !== false;
    if (means === undefined || variances === undefined || isInverse) {
      return { kind: 'unknown', text: 'Normalization', why: 'thaw does not understand its numbers' };
    }
    const length = Math.max(means.length, variances.length);
    const deviation = (i: number): number => Math.max(Math.sqrt(variances[i % variances.length]!), 1e-7);
    const factor = Array.from({ length }, (_, i) => 1 / deviation(i));
    const offset = Array.from({ length }, (_, i) => -means[i % means.length]! / deviation(i));
    return {
      kind: 'scale',
      factor,
      offset,
      number: read(factor, variance!.origin, mean!.origin),
      by: 'layer',
      ...floats(before),
    };
  },
};

const resizing: KnownLayer = {
  parameters: ['height', 'width', 'interpolation', 'crop_to_aspect_ratio', 'pad_to_aspect_ratio'],
  action: ({ settings, layer }) => {
    const is = (name: string): boolean => settings.read(name, asTruth, false).value === true;
    return {
      kind: 'resize',
      by: 'Resizing',
      ...lengths(settings, layer.place),
      interpolation: settings.read('interpolation', asText, 'bilinear'),
      aspect: is('pad_to_aspect_ratio') ? 'padded' : is('crop_to_aspect_ratio') ? 'cropped' : 'stretched',
      dtype: 'float32',
    };
  },
};

/** Layers that change all images alike. */
const FIXED: ReadonlySet<string> = new Set(['AutoContrast', 'Equalization', 'Solarization']);

/** Layers of `keras.layers` and `keras.layers.experimental.preprocessing`. */
const LAYERS: Record<string, KnownLayer> = table({
  Rescaling: rescaling,
  Normalization: normalization,
  Resizing: resizing,
  CenterCrop: cropped('center', 'CenterCrop'),
  RandomCrop: cropped('random', 'RandomCrop'),
  RandomFlip: moving('mode', 'seed'),
  RandomRotation: moving('factor', 'fill_mode', 'interpolation', 'seed', 'fill_value'),
  RandomZoom: moving('height_factor', 'width_factor', 'fill_mode', 'interpolation', 'seed', 'fill_value'),
  RandomTranslation: moving('height_factor', 'width_factor', 'fill_mode', 'interpolation', 'seed', 'fill_value'),
  RandomShear: moving('x_factor', 'y_factor', 'interpolation', 'fill_mode', 'fill_value'),
  RandomHeight: moving('factor', 'interpolation', 'seed'),
  RandomWidth: moving('factor', 'interpolation', 'seed'),
  RandomContrast: limited((before, factor) => rangeAfterContrast(before, 1 + factor[1])),
  RandomBrightness: limited((before, factor, limits) => {
    const span = limits[1] - limits[0];
    return before.range === undefined ? undefined : [shifted(hull(before.range), factor[0] * span, factor[1] * span)];
  }),
  GaussianNoise: changing('stddev', 'seed'),
  RandomHue: changing('factor', 'value_range'),
  RandomSaturation: changing('factor', 'value_range'),
  RandomColorJitter: changing('value_range'),
  RandomColorDegeneration: changing('factor'),
  RandomGaussianBlur: changing('factor'),
  RandomGrayscale: changing('factor'),
  RandomInvert: changing('factor', 'value_range'),
  RandomErasing: changing('factor'),
  RandomPerspective: changing('factor', 'scale'),
  RandomPosterization: changing('factor', 'value_range'),
  RandomSharpness: changing('factor', 'value_range'),
  RandomElasticTransform: changing('factor'),
  RandAugment: changing('value_range'),
  AugMix: changing('value_range'),
  CutMix: changing('factor'),
  MixUp: changing('alpha'),
  AutoContrast: changing('value_range'),
  Equalization: changing('value_range'),
  Solarization: changing('addition_factor', 'threshold_factor', 'value_range'),
});

function shifted([low, high]: PixelRange, by: number, to: number): PixelRange {
  return [low + by, high + to];
}
