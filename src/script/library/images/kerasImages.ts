import { table } from '../../../base/table.js';
import { type Arguments, constant, isNone, tuple, type Value } from '../../evaluate/values.js';
import type { Place } from '../../syntax/ast.js';
import { argumentReader, asNumber, asText, asTruth, type Read, read, readValue } from '../read.js';
import { castImages } from './castImages.js';
import { COLOR_MODES } from './colorModes.js';
import { decodedFile } from './decodeFile.js';
import { asDtype } from './dtypes.js';
import type { ChannelOrder, FlowLabels, PixelState } from './flow.js';
import { BYTES } from './foldStep.js';
import { imagesValue } from './imageArray.js';
import { applyAction, applyUnknown, arrayIn, changed, type LibraryCall } from './imageHost.js';
import { asLabels, labelsIn, labelsValue } from './labels.js';
import { pillowFilter } from './pillow.js';
import { resizeAction } from './resizeAction.js';
import { rowsIn } from './rowsHost.js';
import { unknownImages } from './unknownImages.js';

/** `load_img(path, target_size=...)`: an image of Pillow. */
export const loadImg: LibraryCall = (args, at, run) => {
  const settings = argumentReader(
    args,
    ['path', 'color_mode', 'target_size', 'interpolation', 'keep_aspect_ratio'],
    at,
  );
  const isGray = settings.read('grayscale', asTruth, false).value === true;
  const colorMode = isGray ? 'grayscale' : settings.read('color_mode', asText, 'rgb').value;
  const action = { by: 'keras.utils.load_img', order: COLOR_MODES[colorMode ?? ''], dtype: 'uint8', range: BYTES };
  const decoded = decodedFile(settings.value('path'), action, 'pillow', at, run);
  const size = settings.value('target_size');
  const images = arrayIn(decoded);
  if (images === undefined || size === undefined || isNone(size)) return decoded;
  const filter = settings.value('interpolation');
  const interpolation: Read<string> =
    filter === undefined || filter.kind === 'name'
      ? pillowFilter(filter, 'nearest', at)
      : readValue(filter, asText, at);
  const aspect = settings.read('keep_aspect_ratio', asTruth, false).value === true ? 'cropped' : 'stretched';
  const place = settings.place('target_size');
  return applyAction(
    images,
    resizeAction(size, false, { by: 'keras.utils.load_img', interpolation, aspect }, place),
    place,
  );
};

/** `img_to_array(image)`: floats, without scaling. */
export const imgToArray: LibraryCall = (args, at, run) => {
  const settings = argumentReader(args, ['img', 'data_format', 'dtype'], at);
  const value = settings.value('img') ?? args.keywords.get('image');
  const images = arrayIn(value) ?? (value === undefined ? undefined : unknownImages(value, 'numpy', run));
  if (images === undefined) return undefined;
  const array = arrayIn(changed(images, { library: 'numpy' }, at))!;
  const type = settings.value('dtype');
  return castImages(
    array,
    type === undefined || asDtype(type) === undefined ? constant('float32', at) : type,
    'keras.utils.img_to_array',
    at,
  );
};

/** Scales each image so that its smallest value is 0 and its largest 255. */
export const arrayToImg: LibraryCall = (args, at) => {
  const images = arrayIn(args.positional[0]);
  if (images === undefined) return undefined;
  const pillow = arrayIn(changed(images, { library: 'pillow' }, at))!;
  return applyUnknown(pillow, 'array_to_img', 'it scales each image by its own smallest and largest value', at);
};

export const smartResize: LibraryCall = (args, at) => {
  const settings = argumentReader(args, ['x', 'size', 'interpolation'], at);
  const images = arrayIn(settings.value('x'));
  if (images === undefined) return undefined;
  const interpolation = settings.read('interpolation', asText, 'bilinear');
  return applyAction(
    images,
    resizeAction(
      settings.value('size'),
      false,
      { by: 'smart_resize', interpolation, aspect: 'cropped', dtype: 'float32' },
      at,
    ),
    at,
  );
};

/** `to_categorical(labels, num_classes)`: one-hot. */
export const toCategorical: LibraryCall = (args, at) => {
  const settings = argumentReader(args, ['y', 'num_classes', 'dtype'], at);
  const value = settings.value('y') ?? args.keywords.get('x');
  if (value === undefined) return undefined;
  const count = settings.value('num_classes') ?? args.keywords.get('nb_classes');
  const isGiven = count !== undefined && !isNone(count);
  return oneHotOf(value, isGiven ? readValue(count, asNumber, at) : asLabels(value).numClasses, at);
};

/** One-hot labels of labels that are numbers. */
export function oneHotOf(value: Value, numClasses: Read<number> | undefined, at: Place): Value {
  const { inFileOrderOf, isClassByClass } = asLabels(value);
  const labels: FlowLabels = {
    form: 'one-hot',
    place: at,
    from: 'read',
    ...(numClasses === undefined ? {} : { numClasses }),
    ...(inFileOrderOf !== undefined && { inFileOrderOf }),
    ...(isClassByClass !== undefined && { isClassByClass }),
  };
  return labelsValue(labels, at, labelsIn(value)?.data ?? rowsIn(value)?.data);
}

/** Data sets of `keras.datasets`: size, channels, classes, and images of both parts. */
const DATASETS: Record<string, { size: number; order: ChannelOrder; classes: number; counts: [number, number] }> =
  table({
    cifar10: { size: 32, order: 'rgb', classes: 10, counts: [50_000, 10_000] },
    cifar100: { size: 32, order: 'rgb', classes: 100, counts: [50_000, 10_000] },
    mnist: { size: 28, order: 'gray', classes: 10, counts: [60_000, 10_000] },
    fashion_mnist: { size: 28, order: 'gray', classes: 10, counts: [60_000, 10_000] },
  });

/** `keras.datasets.cifar10.load_data()`: `((images, labels), (images, labels))`, bytes and integers. */
export function loadDataset(name: string, args: Arguments, at: Place): Value | undefined {
  const set = DATASETS[name];
  if (set === undefined) return undefined;
  const { size, order, counts } = set;
  const isCoarse = name === 'cifar100' && args.keywords.get('label_mode')?.kind === 'constant';
  const classes =
    isCoarse && (args.keywords.get('label_mode') as { value?: unknown }).value === 'coarse' ? 20 : set.classes;
  const start: PixelState = { range: BYTES, dtype: 'uint8', order, height: size, width: size };
  const part = (count: number, text: string): Value => {
    const data = { source: { kind: 'keras dataset', text: `${name}, ${text}`, place: at } as const, rows: [], count };
    const images = imagesValue({ library: 'numpy', pixels: { start, steps: [] }, data, isOne: false }, at);
    const labels: FlowLabels = { form: 'integers', place: at, from: 'read', numClasses: read(classes, at) };
    return tuple([images, labelsValue(labels, at, data)], at);
  };
  return tuple([part(counts[0], 'training'), part(counts[1], 'test')], at);
}
