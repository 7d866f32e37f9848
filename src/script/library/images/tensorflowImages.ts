import { table } from '../../../base/table.js';
import { type Arguments, numberOf, stringOf, textOf, type Value } from '../../evaluate/values.js';
import type { Place } from '../../syntax/ast.js';
import { lastPart } from '../names.js';
import {
  type ArgumentReader,
  argumentReader,
  asNumber,
  asTruth,
  byDefault,
  notRead,
  type Read,
  read,
  readValue,
} from '../read.js';
import { rangeAfterBrightness, rangeAfterContrast } from './augmentRange.js';
import { rowsOfText, unknownSource } from './data.js';
import { asDtype } from './dtypes.js';
import type { AugmentAction, ChannelOrder, PixelAction, PixelState } from './flow.js';
import { BYTES, endOf, withStep } from './foldStep.js';
import { asSetting } from './generator.js';
import { imagesValue } from './imageArray.js';
import { applyAction, imagesOf, type LibraryCall } from './imageHost.js';
import { readSize } from './resizeAction.js';
import { unknownImages } from './unknownImages.js';

const ORDERS: Record<number, ChannelOrder> = { 1: 'gray', 3: 'rgb', 4: 'rgba' };

/** `tf.io.decode_jpeg` and the like; without `channels`, the file decides how many there are. */
function decode(name: string): LibraryCall {
  const hasType = name === 'decode_image' || name === 'decode_png';
  return (args, at, run) => {
    const settings = argumentReader(args, hasType ? ['contents', 'channels', 'dtype'] : ['contents', 'channels'], at);
    const contents = settings.value('contents');
    const text = contents === undefined ? 'a file' : textOf(contents);
    const dtypeValue = settings.value('dtype');
    const dtype = dtypeValue === undefined ? 'uint8' : asDtype(dtypeValue);
    const order = ORDERS[settings.read('channels', asNumber, 0).value ?? 0];
    const action: PixelAction = { kind: 'decode', by: `tf.image.${name}`, order, dtype, range: rangeOfDecoded(dtype) };
    const data = rowsOfText(text, run) ?? { source: unknownSource(text, contents?.origin ?? at), rows: [] };
    const pixels = withStep({ start: {}, steps: [] }, action, at);
    return imagesValue({ library: 'tensor', pixels, data, isOne: true }, at);
  };
}

/** `decode_image` scales to [0, 1] where it is to give floats. */
function rangeOfDecoded(dtype: string | undefined): PixelState['range'] {
  if (dtype === 'uint8') return BYTES;
  return dtype === 'float32' ? [[0, 1]] : undefined;
}

/** A function of an image whose arguments are read by name. */
function onImages(
  parameters: readonly string[],
  action: (settings: ArgumentReader, before: PixelState, at: Place) => PixelAction | 'same' | undefined,
): LibraryCall {
  return (args, at, run) => {
    const settings = argumentReader(args, parameters, at);
    const value = settings.value(parameters[0]!);
    const images = imagesOf(value) ?? (value === undefined ? undefined : unknownImages(value, 'tensor', run));
    if (images === undefined) return undefined;
    const done = action(settings, endOf(images.pixels), at);
    if (done === undefined) return undefined;
    return done === 'same' ? images.withPixels(images.pixels, at) : applyAction(images, done, at);
  };
}

/** The interpolation that `method` names: a text, or `tf.image.ResizeMethod.BICUBIC`. */
function methodOf(settings: ArgumentReader, at: Place): Read<string> {
  const value = settings.value('method');
  if (value === undefined) return byDefault('bilinear', at);
  return readValue(value, nameOfMethod, settings.place('method'));
}

/** Numbers of `tf.image.ResizeMethod` in TensorFlow 1. */
const METHOD_NUMBERS = ['bilinear', 'nearest', 'bicubic', 'area'];

function nameOfMethod(value: Value): string | undefined {
  if (value.kind === 'name') {
    const last = lastPart(value.name).toLowerCase();
    return last === 'nearest_neighbor' ? 'nearest' : last;
  }
  const number = numberOf(value);
  return number === undefined ? stringOf(value) : METHOD_NUMBERS[number];
}

const resize = onImages(['images', 'size', 'method', 'preserve_aspect_ratio', 'antialias'], (settings, before, at) => {
  const interpolation = methodOf(settings, at);
  const keeps = settings.read('preserve_aspect_ratio', asTruth, false).value === true;
  const size = readSize(settings.value('size'), false, settings.place('size'));
  const fitted = notRead<number>('the aspect ratio of each image decides it', 'size', at);
  return {
    kind: 'resize',
    by: 'tf.image.resize',
    ...(keeps ? { height: fitted, width: fitted } : size),
    interpolation,
    aspect: 'stretched',
    ...(interpolation.value === 'nearest' || before.dtype === undefined ? {} : { dtype: 'float32' }),
  };
});

/** `image, height, width`, by other names. */
function sized(
  by: string,
  names: readonly string[],
  make: (size: { height: Read<number>; width: Read<number> }, settings: ArgumentReader, at: Place) => PixelAction,
): LibraryCall {
  return onImages(names, (settings, _before, at) => {
    const length = (name: string): Read<number> =>
      settings.optional(name, asNumber) ?? notRead(`${by} leaves it out`, name, at);
    return make({ height: length('target_height'), width: length('target_width') }, settings, at);
  });
}

const resizeWithPad = sized(
  'tf.image.resize_with_pad',
  ['image', 'target_height', 'target_width', 'method'],
  (size, settings, at) => ({
    kind: 'resize',
    by: 'tf.image.resize_with_pad',
    ...size,
    interpolation: methodOf(settings, at),
    aspect: 'padded',
    dtype: 'float32',
  }),
);

const cropOrPad = sized(
  'tf.image.resize_with_crop_or_pad',
  ['image', 'target_height', 'target_width'],
  (size, _settings, at) => ({
    kind: 'resize',
    by: 'tf.image.resize_with_crop_or_pad',
    ...size,
    interpolation: read('none', at),
    aspect: 'padded',
  }),
);

const centralCrop = onImages(['image', 'central_fraction'], (settings, before, at) => {
  const fraction = settings.optional('central_fraction', asNumber)?.value;
  // Keras cuts off the same whole number of pixels on both sides.
  const length = (whole: number | undefined): Read<number> =>
    whole === undefined || fraction === undefined
      ? notRead('it depends on the image', 'size', at)
      : read(whole - 2 * Math.floor((whole - whole * fraction) / 2), at);
  return {
    kind: 'crop',
    by: 'tf.image.central_crop',
    how: 'center',
    height: length(before.height),
    width: length(before.width),
  };
});

const cropToBox = sized(
  'tf.image.crop_to_bounding_box',
  ['image', 'offset_height', 'offset_width', 'target_height', 'target_width'],
  (size) => ({ kind: 'crop', by: 'tf.image.crop_to_bounding_box', how: 'fixed', ...size }),
);

/** The last three numbers of `size` are height, width and channels. */
const randomCrop = onImages(['value', 'size', 'seed'], (settings, _before, at) => {
  const size = settings.value('size');
  const items = size?.kind === 'sequence' ? size.items.slice(-3) : [];
  const length = (item: Value | undefined, text: string): Read<number> =>
    item === undefined ? notRead('the text does not say', text, at) : readValue(item, asNumber, at);
  return {
    kind: 'crop',
    by: 'tf.image.random_crop',
    how: 'random',
    height: length(items[0], 'height'),
    width: length(items[1], 'width'),
  };
});

const convertImageDtype = onImages(['image', 'dtype', 'saturate'], (settings) => {
  const value = settings.value('dtype');
  const dtype = value === undefined ? undefined : asDtype(value);
  if (dtype === undefined) return undefined;
  return { kind: 'cast', dtype, scales: true, by: 'tf.image.convert_image_dtype' };
});

/** A random or fixed change that leaves the range, or of bytes that stays in theirs. */
function augment(
  name: string,
  parameters: readonly string[],
  rangeOf?: (settings: ArgumentReader, before: PixelState) => AugmentAction['range'],
): LibraryCall {
  return onImages(['image', ...parameters], (settings, before) => {
    const changes: AugmentAction['settings'] = {};
    for (const parameter of parameters) {
      const value = settings.optional(parameter, asSetting);
      if (value !== undefined) changes[parameter] = value;
    }
    const common = {
      kind: 'augment',
      isRandom: name.startsWith('random_'),
      name: `tf.image.${name}`,
      settings: changes,
    } as const;
    // TensorFlow limits bytes to their range.
    if (rangeOf === undefined || before.dtype === 'uint8') return { ...common, effect: 'kept' };
    const range = rangeOf(settings, before);
    return range === undefined ? { ...common, effect: 'unknown' } : { ...common, effect: 'range', range };
  });
}

/** TensorFlow limits saturation to [0, 1]; other numbers are not what its formulas are for. */
function inUnit(_settings: ArgumentReader, { range }: PixelState): AugmentAction['range'] {
  return range?.every(([low, high]) => low >= 0 && high <= 1) ? range : undefined;
}

const number = (settings: ArgumentReader, name: string): number | undefined => settings.optional(name, asNumber)?.value;

const toGray = onImages(['images'], () => ({ kind: 'gray', by: 'tf.image.rgb_to_grayscale', to: 'gray' }));
const toRgb = onImages(['images'], () => ({ kind: 'gray', by: 'tf.image.grayscale_to_rgb', to: 'rgb' }));

/** Functions of `tf.image` and `tf.io`, by their last names. */
export const IMAGE_FUNCTIONS: Record<string, LibraryCall> = table({
  decode_jpeg: decode('decode_jpeg'),
  decode_png: decode('decode_png'),
  decode_image: decode('decode_image'),
  decode_bmp: decode('decode_bmp'),
  decode_gif: decode('decode_gif'),
  decode_and_crop_jpeg: decode('decode_jpeg'),
  resize,
  resize_images: resize,
  resize_bilinear: resize,
  resize_with_pad: resizeWithPad,
  resize_image_with_pad: resizeWithPad,
  resize_with_crop_or_pad: cropOrPad,
  resize_image_with_crop_or_pad: cropOrPad,
  central_crop: centralCrop,
  crop_to_bounding_box: cropToBox,
  random_crop: randomCrop,
  convert_image_dtype: convertImageDtype,
  per_image_standardization: onImages(['image'], (_settings, _before, at) => ({
    kind: 'standardize',
    by: 'tf.image.per_image_standardization',
    statistics: 'moments',
    over: 'image',
    center: true,
    scale: true,
    fittedAt: read(true, at),
  })),
  rgb_to_grayscale: toGray,
  grayscale_to_rgb: toRgb,
  random_flip_left_right: augment('random_flip_left_right', ['seed']),
  random_flip_up_down: augment('random_flip_up_down', ['seed']),
  flip_left_right: augment('flip_left_right', []),
  flip_up_down: augment('flip_up_down', []),
  rot90: augment('rot90', ['k']),
  transpose: augment('transpose', []),
  random_brightness: augment('random_brightness', ['max_delta', 'seed'], (settings, before) =>
    rangeAfterBrightness(before, number(settings, 'max_delta')),
  ),
  adjust_brightness: augment('adjust_brightness', ['delta'], (settings, before) => {
    const delta = number(settings, 'delta');
    return delta === undefined ? undefined : before.range?.map(([low, high]) => [low + delta, high + delta]);
  }),
  random_contrast: augment('random_contrast', ['lower', 'upper', 'seed'], (settings, before) =>
    rangeAfterContrast(before, number(settings, 'upper')),
  ),
  adjust_contrast: augment('adjust_contrast', ['contrast_factor'], (settings, before) =>
    rangeAfterContrast(before, number(settings, 'contrast_factor')),
  ),
  random_saturation: augment('random_saturation', ['lower', 'upper', 'seed'], inUnit),
  adjust_saturation: augment('adjust_saturation', ['saturation_factor'], inUnit),
  random_hue: augment('random_hue', ['max_delta', 'seed'], inUnit),
  adjust_hue: augment('adjust_hue', ['delta'], inUnit),
  random_jpeg_quality: augment('random_jpeg_quality', ['min_jpeg_quality', 'max_jpeg_quality', 'seed'], inUnit),
});

/** `tf.io.read_file`: a file, of which the text says as much as of its path. */
export const readFile: LibraryCall = (args: Arguments, at) => {
  const [path] = args.positional;
  if (path === undefined) return undefined;
  return { kind: 'unknown', why: 'the file decides it', text: textOf(path), origin: path.origin ?? at };
};
