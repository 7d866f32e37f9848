import { table } from '../../../base/table.js';
import { valuesOf } from '../../evaluate/arguments.js';
import { type Host, host, numberOf, stringOf, textOf, type Value } from '../../evaluate/values.js';
import type { Place } from '../../syntax/ast.js';
import { argumentReader, asTruth, byDefault, notRead, read } from '../read.js';
import { decodedFile } from './decodeFile.js';
import { drawnChange } from './drawn.js';
import type { PixelRange } from './flow.js';
import { BYTES } from './foldStep.js';
import { applyAction, arrayIn, changed, type ImageArray, type LibraryCall } from './imageHost.js';
import { pillowFilter } from './pillow.js';
import { resizeAction } from './resizeAction.js';

/** `PIL.Image.open(path)`: the file decides the channels. */
const open: LibraryCall = (args, at, run) =>
  decodedFile(
    args.positional[0] ?? args.keywords.get('fp'),
    { by: 'PIL.Image.open', dtype: 'uint8', range: BYTES },
    'pillow',
    at,
    run,
  );

const fromArray: LibraryCall = (args, at) => {
  const images = arrayIn(args.positional[0] ?? args.keywords.get('obj'));
  return images === undefined ? undefined : changed(images, { library: 'pillow' }, at);
};

/** `PIL.ImageOps.fit(image, (width, height))`. */
const fit: LibraryCall = (args, at) => {
  const settings = argumentReader(args, ['image', 'size', 'method'], at);
  const images = arrayIn(settings.value('image'));
  if (images === undefined) return undefined;
  const interpolation = pillowFilter(settings.value('method'), 'bicubic', at);
  return applyAction(
    images,
    resizeAction(settings.value('size'), true, { by: 'PIL.ImageOps.fit', interpolation, aspect: 'cropped' }, at),
    at,
  );
};

/** `PIL.ImageEnhance.Brightness(image).enhance(factor)`: bytes stay bytes. */
function enhancer(name: string): LibraryCall {
  return (args, at) => {
    const images = arrayIn(args.positional[0] ?? args.keywords.get('image'));
    if (images === undefined) return undefined;
    const simulated: Host = {
      what: `PIL.ImageEnhance.${name}`,
      method: (method, given, place, run) =>
        method === 'enhance'
          ? drawnChange(applyEffect(images, `PIL.ImageEnhance.${name}`, place), valuesOf(given), place, run)
          : undefined,
    };
    return host(simulated, at);
  };
}

function applyEffect(images: ImageArray, name: string, at: Place): Value {
  return applyAction(images, { kind: 'augment', isRandom: false, name, settings: {}, effect: 'bytes' }, at);
}

/** A function of `PIL.ImageOps` that leaves the size. */
function changedBytes(name: string): LibraryCall {
  return (args, at) => {
    const images = arrayIn(args.positional[0] ?? args.keywords.get('image'));
    return images === undefined ? undefined : applyEffect(images, `PIL.ImageOps.${name}`, at);
  };
}

const ENHANCERS = ['Brightness', 'Contrast', 'Color', 'Sharpness'].flatMap((name) =>
  [`PIL.ImageEnhance.${name}`, `ImageEnhance.${name}`].map((full) => [full, enhancer(name)] as const),
);
const SAME_SIZE = ['mirror', 'flip', 'autocontrast', 'equalize', 'posterize', 'solarize', 'invert'].flatMap((name) =>
  [`PIL.ImageOps.${name}`, `ImageOps.${name}`].map((full) => [full, changedBytes(name)] as const),
);

/** Libraries that give bytes, with the channels of the file. */
function bytes(by: string): LibraryCall {
  return (args, at, run) => {
    const isGray = [args.keywords.get('as_gray'), args.keywords.get('as_grey'), args.keywords.get('flatten')].some(
      (value) => value !== undefined && asTruth(value) === true,
    );
    // Gray ones are floats in ranges that depend on the file.
    const action = isGray ? { by, order: 'gray' as const } : { by, dtype: 'uint8', range: BYTES };
    return decodedFile(args.positional[0], action, 'numpy', at, run);
  };
}

/** Matplotlib gives [0, 1] for PNG and bytes for all others. */
const matplotlib: LibraryCall = (args, at, run) => {
  const path = args.positional[0];
  const text = path === undefined ? '' : (stringOf(path) ?? textOf(path));
  const isPng = /\.png$/i.test(text);
  const isOther = /\.(jpe?g|bmp|gif)$/i.test(text);
  const unit: readonly PixelRange[] = [[0, 1]];
  const known = isPng ? { dtype: 'float32', range: unit } : isOther ? { dtype: 'uint8', range: BYTES } : {};
  return decodedFile(path, { by: 'matplotlib.image.imread', ...known }, 'numpy', at, run);
};

/** Orders of interpolation of scikit-image. */
const ORDERS = ['nearest', 'bilinear', 'biquadratic', 'bicubic', 'biquartic', 'biquintic'];

/** `skimage.transform.resize(image, (height, width))`: scales to [0, 1] unless `preserve_range` is set. */
const skimageResize: LibraryCall = (args, at) => {
  const settings = argumentReader(
    args,
    ['image', 'output_shape', 'order', 'mode', 'cval', 'clip', 'preserve_range'],
    at,
  );
  const images = arrayIn(settings.value('image'));
  if (images === undefined) return undefined;
  const order = settings.value('order');
  const name = order === undefined ? 'bilinear' : ORDERS[numberOf(order) ?? -1];
  const interpolation =
    name === undefined
      ? notRead<string>('thaw does not know that order', 'order', at)
      : order === undefined
        ? byDefault(name, at)
        : read(name, order.origin);
  const preserves = settings.read('preserve_range', asTruth, false).value === true;
  const options = {
    by: 'skimage.transform.resize',
    interpolation,
    ...(preserves ? { dtype: 'float64' } : { scalesIntegers: true }),
  };
  return applyAction(images, resizeAction(settings.value('output_shape'), false, options, at), at);
};

/** `scipy.misc.imresize(image, (height, width))`: bytes. */
const imresize: LibraryCall = (args, at) => {
  const settings = argumentReader(args, ['arr', 'size', 'interp', 'mode'], at);
  const images = arrayIn(settings.value('arr'));
  const size = settings.value('size');
  if (images === undefined || size?.kind !== 'sequence') return undefined;
  const interpolation = settings.read('interp', stringOf, 'bilinear');
  return applyAction(
    images,
    resizeAction(size, false, { by: 'scipy.misc.imresize', interpolation, dtype: 'uint8' }, at),
    at,
  );
};

const toUnit: LibraryCall = (args, at) => {
  const images = arrayIn(args.positional[0]);
  return images === undefined
    ? undefined
    : applyAction(images, { kind: 'cast', dtype: 'float64', scales: true, by: 'skimage.img_as_float' }, at);
};

const grayToRgb: LibraryCall = (args, at) => {
  const images = arrayIn(args.positional[0]);
  return images === undefined
    ? undefined
    : applyAction(images, { kind: 'gray', by: 'skimage.color.gray2rgb', to: 'rgb' }, at);
};

/** Scales to [0, 1], then to one channel. */
const rgbToGray: LibraryCall = (args, at, run) => {
  const scaled: Value | undefined = toUnit(args, at, run);
  const images = arrayIn(scaled);
  return images === undefined
    ? undefined
    : applyAction(images, { kind: 'gray', by: 'skimage.color.rgb2gray', to: 'gray' }, at);
};

/** Functions of Pillow, scikit-image, SciPy, imageio and Matplotlib, by their qualified names. */
export const IMAGE_LIBRARIES: Record<string, LibraryCall> = table({
  'PIL.Image.open': open,
  'Image.open': open,
  'PIL.Image.fromarray': fromArray,
  'Image.fromarray': fromArray,
  'PIL.ImageOps.fit': fit,
  ...Object.fromEntries([...ENHANCERS, ...SAME_SIZE]),
  'skimage.io.imread': bytes('skimage.io.imread'),
  'skimage.transform.resize': skimageResize,
  'skimage.img_as_float': toUnit,
  'skimage.util.img_as_float': toUnit,
  'skimage.color.gray2rgb': grayToRgb,
  'skimage.color.rgb2gray': rgbToGray,
  'imageio.imread': bytes('imageio.imread'),
  'imageio.v2.imread': bytes('imageio.v2.imread'),
  'scipy.misc.imread': bytes('scipy.misc.imread'),
  'scipy.ndimage.imread': bytes('scipy.ndimage.imread'),
  'scipy.misc.imresize': imresize,
  'matplotlib.image.imread': matplotlib,
  'matplotlib.pyplot.imread': matplotlib,
});
