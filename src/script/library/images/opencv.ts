import { table } from '../../../base/table.js';
import { numberOf, textOf, type Value } from '../../evaluate/values.js';
import type { Place } from '../../syntax/ast.js';
import { lastPart } from '../names.js';
import { argumentReader, byDefault, notRead, type Read, read } from '../read.js';
import { listOfChannels } from './channels.js';
import { decodedFile } from './decodeFile.js';
import type { ChannelOrder, PixelAction } from './flow.js';
import { BYTES, endOf } from './foldStep.js';
import { applyAction, applyKept, applyUnknown, arrayIn, type ImageArray, type LibraryCall } from './imageHost.js';
import { channelsOf } from './joinChannels.js';
import { resizeAction } from './resizeAction.js';
import { unknownImages } from './unknownImages.js';

/** Constants of OpenCV by their numbers. */
const INTERPOLATIONS = ['inter_nearest', 'inter_linear', 'inter_cubic', 'inter_area', 'inter_lanczos4'];
const READ_FLAGS: Record<string, ChannelOrder | 'file'> = table({
  IMREAD_COLOR: 'bgr',
  IMREAD_GRAYSCALE: 'gray',
  IMREAD_UNCHANGED: 'file',
  CV_LOAD_IMAGE_COLOR: 'bgr',
  CV_LOAD_IMAGE_GRAYSCALE: 'gray',
  '1': 'bgr',
  '0': 'gray',
  '-1': 'file',
});

/** A constant of OpenCV by its name or number. */
function constantName(value: Value | undefined): string | undefined {
  if (value?.kind === 'name') return lastPart(value.name);
  const number = numberOf(value);
  return number === undefined ? undefined : String(number);
}

/** OpenCV reads BGR. */
function decode(name: string): LibraryCall {
  return (args, at, run) => {
    const settings = argumentReader(args, [name === 'imread' ? 'filename' : 'buf', 'flags'], at);
    const flags = settings.value('flags');
    const order = flags === undefined ? 'bgr' : READ_FLAGS[constantName(flags) ?? ''];
    const isUnknown = order === undefined || order === 'file';
    const action = { by: `cv2.${name}`, dtype: 'uint8', range: BYTES, order: isUnknown ? undefined : order };
    return decodedFile(args.positional[0] ?? settings.value('filename'), action, 'numpy', at, run);
  };
}

/** A function of the first argument. */
function onFirst(
  apply: (images: ImageArray, args: Parameters<LibraryCall>[0], at: Place) => Value | undefined,
): LibraryCall {
  return (args, at, run) => {
    const value = args.positional[0] ?? args.keywords.get('src');
    const images = arrayIn(value) ?? (value === undefined ? undefined : unknownImages(value, 'numpy', run));
    return images === undefined ? undefined : apply(images, args, at);
  };
}

const resize = onFirst((images, args, at) => {
  const settings = argumentReader(args, ['src', 'dsize', 'dst', 'fx', 'fy', 'interpolation'], at);
  return applyAction(
    images,
    resizeAction(
      settings.value('dsize'),
      true,
      { by: 'cv2.resize', interpolation: interpolationOf(settings.value('interpolation'), at) },
      at,
    ),
    at,
  );
});

function interpolationOf(value: Value | undefined, at: Place): Read<string> {
  if (value === undefined) return byDefault('inter_linear', at);
  const name = constantName(value);
  const known = name === undefined ? undefined : (INTERPOLATIONS[Number(name)] ?? name.toLowerCase());
  return known === undefined
    ? notRead('thaw does not know that constant', textOf(value), value.origin)
    : read(known, value.origin, at);
}

const cvtColor = onFirst((images, args, at) => {
  const code = args.positional[1] ?? args.keywords.get('code');
  const name = constantName(code) ?? '';
  const [, from, to] = /COLOR_([A-Z]+)2([A-Z]+)$/.exec(name) ?? [];
  const action = from === undefined || to === undefined ? undefined : conversion(from, to, name);
  if (action !== undefined) return applyAction(images, action, at);
  return applyUnknown(images, `cv2.cvtColor(${name})`, 'thaw does not know that color space', at);
});

const ORDERS: Record<string, ChannelOrder> = table({ RGB: 'rgb', BGR: 'bgr', GRAY: 'gray', RGBA: 'rgba' });

function conversion(from: string, to: string, name: string): PixelAction | undefined {
  const [before, after] = [ORDERS[from], ORDERS[to]];
  const by = `cv2.${name}`;
  if (after === undefined) return undefined;
  if (after === 'gray' || before === 'gray') return { kind: 'gray', by, to: after };
  if (before === 'rgba' && after === 'rgb') return { kind: 'drop alpha', by };
  if (before === undefined || before === 'rgba' || after === 'rgba') return undefined;
  return before === after ? undefined : { kind: 'swap channels', by, from: before, to: after };
}

/** Changes that leave the range of bytes. */
function kept(name: string): LibraryCall {
  return onFirst((images, _args, at) => applyKept(images, `cv2.${name}`, at));
}

/** `cv2.warpAffine(image, matrix, (width, height))`: pixels move; those from outside are black, or copies of the edge. */
function warped(name: string): LibraryCall {
  return onFirst((images, args, at) => {
    const size = args.positional[2] ?? args.keywords.get('dsize');
    const [width, height] = size?.kind === 'sequence' ? size.items.map(numberOf) : [];
    const before = endOf(images.pixels);
    const isSame = (one: number | undefined, other: number | undefined): boolean =>
      one === undefined || other === undefined || one === other;
    if (!isSame(width, before.width) || !isSame(height, before.height))
      return applyUnknown(images, `cv2.${name}`, 'thaw does not know how it crops or pads', at);
    return applyKept(images, `cv2.${name}`, at);
  });
}

/** `cv2.normalize(image, None, alpha, beta, cv2.NORM_MINMAX)`: from `alpha` to `beta`, image by image. */
const normalize = onFirst((images, args, at) => {
  const settings = argumentReader(args, ['src', 'dst', 'alpha', 'beta', 'norm_type', 'dtype'], at);
  const [low, high] = [numberOf(settings.value('alpha')), numberOf(settings.value('beta'))];
  if (constantName(settings.value('norm_type')) !== 'NORM_MINMAX' || low === undefined || high === undefined)
    return undefined;
  const action: PixelAction = {
    kind: 'standardize',
    by: 'cv2.normalize',
    statistics: 'extremes',
    over: 'image',
    center: true,
    scale: true,
    fittedAt: read(true, at),
    range: [[Math.min(low, high), Math.max(low, high)]],
  };
  return applyAction(images, action, at);
});

/** Functions of OpenCV, by their names after `cv2.`. */
export const OPENCV: Record<string, LibraryCall> = table({
  imread: decode('imread'),
  imdecode: decode('imdecode'),
  resize,
  cvtColor,
  flip: kept('flip'),
  rotate: kept('rotate'),
  GaussianBlur: kept('GaussianBlur'),
  blur: kept('blur'),
  medianBlur: kept('medianBlur'),
  equalizeHist: kept('equalizeHist'),
  bilateralFilter: kept('bilateralFilter'),
  warpAffine: warped('warpAffine'),
  warpPerspective: warped('warpPerspective'),
  normalize,
  split: ({ positional: [value] }, at) => {
    const images = arrayIn(value);
    return images === undefined ? undefined : listOfChannels(images, at);
  },
  merge: (args, at) => (args.positional[0]?.kind === 'sequence' ? channelsOf(args.positional[0].items, at) : undefined),
});
