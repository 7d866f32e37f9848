import { table } from '../../../base/table.js';
import {
  type Arguments,
  constant,
  type Execution,
  type Host,
  host,
  numberOf,
  oneOrMore,
  textOf,
  truthOf,
  type Value,
} from '../../evaluate/values.js';
import type { Place } from '../../syntax/ast.js';
import { lastPart } from '../names.js';
import { argumentReader, byDefault, read } from '../read.js';
import type { PixelAction } from './flow.js';
import { endOf } from './foldStep.js';
import { applyAction, applyUnknown, arrayIn, type ImageArray } from './imageHost.js';
import { readSize, resizeAction } from './resizeAction.js';

/** Changes of albumentations that move pixels: the values stay in their range. */
const MOVES =
  /^(HorizontalFlip|VerticalFlip|Flip|Transpose|D4|RandomRotate90|Rotate|SafeRotate|ShiftScaleRotate|Affine|Perspective|IAAPerspective|IAAAffine|ElasticTransform|GridDistortion|OpticalDistortion|RandomGridShuffle|RandomScale|ThinPlateSpline|Morphological|PixelDropout|CoarseDropout|Cutout|GridDropout|Blur|MotionBlur|MedianBlur|GaussianBlur|GlassBlur|ZoomBlur|Defocus|Downscale)$/;
/** Those that change values, and keep bytes in 0..255. */
const COLORS =
  /^(RandomBrightnessContrast|RandomBrightness|RandomContrast|RandomGamma|HueSaturationValue|RGBShift|ChannelShuffle|ChannelDropout|ColorJitter|CLAHE|GaussNoise|ISONoise|MultiplicativeNoise|Sharpen|Emboss|RandomToneCurve|RandomShadow|RandomFog|RandomRain|RandomSnow|RandomSunFlare|FancyPCA|ImageCompression|JpegCompression|Solarize|Posterize|Equalize|InvertImg|ToSepia|ToGray|Superpixels|PlanckianJitter)$/;
/** Those that draw nothing but whether they are applied. */
const FIXED = /^(HorizontalFlip|VerticalFlip|Transpose|CLAHE|ToGray|Equalize|InvertImg|ToSepia)$/;
/** Lists of changes. `OneOf` draws which of them. */
const LISTS = /^(Compose|Sequential|OneOf|SomeOf|OneOrOther|ReplayCompose)$/;

/** A change, or a list of them, that is called with `image=` and gives a dictionary. */
interface TransformHost extends Host {
  apply(image: ImageArray, run: Execution): Value;
}

/** `albumentations.Compose([...])` and what stands in it; undefined of other names. */
export function albumentations(name: string, args: Arguments, at: Place): Value | undefined {
  if (!/^albumentations\./.test(name)) return undefined;
  const className = lastPart(name);
  if (!/^[A-Z]/.test(className)) return undefined;
  const apply = LISTS.test(className) ? ofList(args) : (image: ImageArray) => changedBy(className, args, image, at);
  const transform: TransformHost = {
    what: `albumentations.${className}`,
    apply,
    call: (given, place, run) => {
      const image = arrayIn(given.keywords.get('image'));
      if (image === undefined) return undefined;
      const entries = new Map<string, Value>([...given.keywords, ['image', apply(image, run)]]);
      return { kind: 'dict', entries, isComplete: true, origin: place };
    },
  };
  return host(transform, at);
}

function ofList({ positional: [first], keywords }: Arguments): TransformHost['apply'] {
  const transforms = oneOrMore(first ?? keywords.get('transforms'));
  return (image, run) => {
    let value = image.withFields({}, first?.origin ?? transforms[0]!.origin);
    for (const one of transforms) {
      const images = arrayIn(value);
      if (images === undefined) return value;
      const isKnown = one.kind === 'host' && 'apply' in one.host;
      value = isKnown
        ? (one.host as TransformHost).apply(images, run)
        : applyUnknown(images, textOf(one), 'thaw does not know that change', one.origin);
    }
    return value;
  };
}

function changedBy(className: string, args: Arguments, image: ImageArray, at: Place): Value {
  const action = OTHERS[className]?.(args, at) ?? randomChange(className, args, image);
  return action === undefined
    ? applyUnknown(image, `albumentations.${className}`, 'thaw does not know that change', at)
    : applyAction(image, action, at);
}

function randomChange(className: string, { keywords }: Arguments, image: ImageArray): PixelAction | undefined {
  const [moves, colors] = [MOVES.test(className), COLORS.test(className)];
  if (!moves && !colors) return undefined;
  const probability = keywords.get('p');
  const always = keywords.get('always_apply');
  const isAlways = numberOf(probability) === 1 || (always !== undefined && truthOf(always) === true);
  const isBytes = endOf(image.pixels).dtype === 'uint8';
  return {
    kind: 'augment',
    isRandom: numberOf(probability) !== 0 && !(isAlways && FIXED.test(className)),
    name: className,
    settings: {},
    effect: moves ? 'kept' : isBytes ? 'bytes' : 'unknown',
  };
}

const sizeOf = (args: Arguments, at: Place): { height: Value | undefined; width: Value | undefined } => {
  const settings = argumentReader(args, ['height', 'width'], at);
  return { height: settings.value('height'), width: settings.value('width') };
};

/** `(height, width)`, as two arguments, as a pair, or as `size=`. */
function pairOf(args: Arguments, at: Place): Value | undefined {
  const { height, width } = sizeOf(args, at);
  const size = args.keywords.get('size') ?? (height?.kind === 'sequence' ? height : undefined);
  if (size !== undefined || height === undefined || width === undefined) return size;
  return { kind: 'sequence', type: 'tuple', items: [height, width], isComplete: true, origin: at };
}

const resized =
  (aspect: 'stretched' | 'unknown') =>
  (args: Arguments, at: Place): PixelAction =>
    resizeAction(
      pairOf(args, at),
      false,
      { by: 'albumentations', interpolation: byDefault('inter_linear', at), aspect },
      at,
    );

const cropped =
  (how: 'center' | 'random') =>
  (args: Arguments, at: Place): PixelAction => ({
    kind: 'crop',
    by: 'albumentations',
    how,
    ...readSize(pairOf(args, at), false, at),
  });

/** Changes that are no random ones alone. */
const OTHERS: Record<string, (args: Arguments, at: Place) => PixelAction | undefined> = table({
  Resize: resized('stretched'),
  CenterCrop: cropped('center'),
  RandomCrop: cropped('random'),
  Normalize: normalized,
  ToFloat: (args, at) => {
    const settings = argumentReader(args, ['max_value'], at);
    const largest = settings.value('max_value');
    const value = largest === undefined ? 255 : numberOf(largest);
    return value === undefined ? undefined : scaled([1 / value], [0], largest ?? constant(255, at));
  },
});

/** ImageNet's, as `Normalize` has them by default. */
const MEAN = [0.485, 0.456, 0.406];
const DEVIATION = [0.229, 0.224, 0.225];

/** `(x / max_pixel_value - mean) / std`. */
function normalized(args: Arguments, at: Place): PixelAction | undefined {
  const settings = argumentReader(args, ['mean', 'std', 'max_pixel_value'], at);
  if (args.keywords.has('normalization')) return undefined;
  const numbers = (name: string, initial: number[]): (number | undefined)[] => {
    const value = settings.value(name);
    return value === undefined ? initial : oneOrMore(value).map(numberOf);
  };
  const [mean, deviation, largest] = [
    numbers('mean', MEAN),
    numbers('std', DEVIATION),
    numbers('max_pixel_value', [255]),
  ];
  if ([...mean, ...deviation, ...largest].includes(undefined)) return undefined;
  const factors = (deviation as number[]).map((one) => 1 / (largest[0]! * one));
  const offsets = (deviation as number[]).map((one, i) => -(mean[i % mean.length] as number) / one);
  return scaled(factors, offsets, constant(largest[0]!, at));
}

function scaled(factor: readonly number[], offset: readonly number[], { origin }: Value): PixelAction {
  return {
    kind: 'scale',
    factor,
    offset,
    number: read(factor.length === 1 ? factor[0]! : factor, origin),
    by: 'operator',
    dtype: 'float32',
  };
}
