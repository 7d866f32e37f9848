import { table } from '../../../base/table.js';
import { positionalArguments } from '../../evaluate/arguments.js';
import {
  type Arguments,
  constant,
  type Execution,
  host,
  isNone,
  numberOf,
  stringOf,
  textOf,
  type Value,
} from '../../evaluate/values.js';
import type { Place } from '../../syntax/ast.js';
import { type ArgumentReader, argumentReader, asNumberOrNone, asTruth, byDefault, read } from '../read.js';
import type { DataRows } from './data.js';
import type { AugmentAction, Pixels, ScaleAction } from './flow.js';
import type { Generator } from './flowHost.js';
import { withStep } from './foldStep.js';
import { flowFromDataframe, flowFromDirectory, flowOnArrays } from './generatorFlows.js';
import { imagesValue } from './imageArray.js';
import { arrayIn, imagesOf } from './imageHost.js';
import { numbersIn } from './numbers.js';

/** Parameters of `ImageDataGenerator`, in their order. */
const PARAMETERS =
  'featurewise_center samplewise_center featurewise_std_normalization samplewise_std_normalization zca_whitening zca_epsilon rotation_range width_shift_range height_shift_range brightness_range shear_range zoom_range channel_shift_range fill_mode cval horizontal_flip vertical_flip rescale preprocessing_function data_format validation_split interpolation_order dtype'.split(
    ' ',
  );

/** Arguments that change images at random, and what leaves them as they are. */
export const AUGMENTS: Record<string, number | boolean | null> = table({
  rotation_range: 0,
  width_shift_range: 0,
  height_shift_range: 0,
  brightness_range: null,
  shear_range: 0,
  zoom_range: 0,
  channel_shift_range: 0,
  horizontal_flip: false,
  vertical_flip: false,
});

export function imageDataGenerator(args: Arguments, at: Place): Value {
  const settings = argumentReader(args, PARAMETERS, at);
  const statistics: Statistics = {};
  const generator: Generator = {
    what: 'an ImageDataGenerator',
    origin: at,
    settings,
    validationSplit: settings.read('validation_split', asNumberOrNone, null),
    process: (pixels, data, run) => {
      const augmented = augment(pixels, settings, at);
      const prepared = callFunction(
        augmented,
        settings.value('preprocessing_function'),
        data,
        settings.place('preprocessing_function'),
        run,
      );
      return standardize(rescale(prepared, settings), settings, statistics, at);
    },
    method: (name, call, place, run) => {
      switch (name) {
        case 'flow_from_directory':
          return flowFromDirectory(generator, call, place, run);
        case 'flow_from_dataframe':
          return flowFromDataframe(generator, call, place, run);
        case 'flow':
          return flowOnArrays(generator, call, place, run);
        case 'fit':
          statistics.fittedAt = place;
          return constant(null, place);
        case 'standardize':
        case 'random_transform': {
          const images = arrayIn(call.positional[0] ?? call.keywords.get('x'));
          if (images === undefined) return undefined;
          if (name === 'random_transform') return images.withPixels(augment(images.pixels, settings, at), place);
          const prepared = callFunction(
            images.pixels,
            settings.value('preprocessing_function'),
            images.data,
            place,
            run,
          );
          return images.withPixels(standardize(rescale(prepared, settings), settings, statistics, at), place);
        }
        default:
          return undefined;
      }
    },
    setAttribute: (name, value) => {
      // Statistics of other images, such as those of ImageNet.
      if (name !== 'mean' && name !== 'std') return false;
      statistics.fittedAt = value.origin;
      const numbers = numbersIn(value);
      if (numbers?.length === 1 || numbers?.length === 3) statistics[name] = { numbers, place: value.origin };
      return true;
    },
    isInstance: (className) => className.endsWith('.ImageDataGenerator'),
  };
  return host(generator, at);
}

function augment(pixels: Pixels, settings: ArgumentReader, at: Place): Pixels {
  const changes: AugmentAction['settings'] = {};
  for (const [name, neutral] of Object.entries(AUGMENTS)) {
    const value = settings.optional(name, asSetting);
    if (value !== undefined && !isNeutral(value, neutral)) changes[name] = value;
  }
  if (Object.keys(changes).length === 0) return pixels;
  for (const name of ['fill_mode', 'cval']) {
    const value = settings.optional(name, asSetting);
    if (value !== undefined) changes[name] = value;
  }
  return withStep(
    pixels,
    { kind: 'augment', isRandom: true, name: 'ImageDataGenerator', settings: changes, effect: effectOf(changes) },
    at,
  );
}

type Setting = AugmentAction['settings'][string];

function isNeutral({ from, value }: Setting, neutral: number | boolean | null): boolean {
  if (from === 'unknown') return false;
  return (
    value === neutral || value === null || (neutral === false && value === 0) || (neutral === 0 && value === false)
  );
}

/** A number, text, truth, `None` or list of numbers. */
export function asSetting(value: Value): number | string | boolean | null | (number | string)[] | undefined {
  if (value.kind === 'constant') return value.value;
  if (value.kind !== 'sequence' || !value.isComplete) return undefined;
  const items = value.items.map((item) => numberOf(item) ?? stringOf(item));
  return items.includes(undefined) ? undefined : (items as (number | string)[]);
}

/** Brightness makes bytes of the image; a constant beyond bytes may fill the edges. */
function effectOf(changes: AugmentAction['settings']): AugmentAction['effect'] {
  if (changes.brightness_range !== undefined) return 'bytes';
  const cval = changes.cval?.value;
  const mode = changes.fill_mode?.value;
  const fills = mode === 'constant' || changes.fill_mode?.from === 'unknown';
  const isByte = cval === undefined ? changes.cval === undefined : typeof cval === 'number' && cval >= 0 && cval <= 255;
  return fills && !isByte ? 'unknown' : 'kept';
}

/** `preprocessing_function`: runs on one image, after the augmentation and before `rescale`. */
function callFunction(pixels: Pixels, called: Value | undefined, data: DataRows, at: Place, run: Execution): Pixels {
  if (called === undefined || isNone(called)) return pixels;
  const image = imagesValue({ library: 'numpy', pixels, data, isOne: true }, at);
  const result = run.call(called, positionalArguments(image), at);
  const images = imagesOf(result);
  if (images !== undefined) return images.pixels;
  const why = result.kind === 'unknown' ? result.why : 'thaw does not know what it returns';
  return withStep(pixels, { kind: 'unknown', text: textOf(called), why }, at);
}

function rescale(pixels: Pixels, settings: ArgumentReader): Pixels {
  const factor = settings.optional('rescale', asNumberOrNone);
  if (factor === undefined || factor.value === null || factor.value === 0) return pixels;
  const place = settings.place('rescale');
  if (factor.from === 'unknown')
    return withStep(pixels, { kind: 'unknown', text: factor.text, why: factor.why }, place);
  const number = { ...factor, value: factor.value };
  return withStep(pixels, { kind: 'scale', factor: [factor.value], offset: [0], number, by: 'rescale' }, place);
}

/** What a generator subtracts and divides by: measured by `fit`, or set by the script. */
interface Statistics {
  fittedAt?: Place;
  mean?: { numbers: readonly number[]; place: Place };
  std?: { numbers: readonly number[]; place: Place };
}

/** Sample by sample first, then with the statistics of `fit`, as in Keras. */
function standardize(pixels: Pixels, settings: ArgumentReader, statistics: Statistics, at: Place): Pixels {
  const is = (name: string): boolean => settings.read(name, asTruth, false).value !== false;
  const sampleStd = is('samplewise_std_normalization');
  const sampleName = sampleStd ? 'samplewise_std_normalization' : 'samplewise_center';
  let all = pixels;
  if (is(sampleName)) {
    const action = { kind: 'standardize', by: sampleName, over: 'image', center: true, scale: sampleStd } as const;
    all = withStep(all, { ...action, fittedAt: read(true, at) }, settings.place(sampleName));
  }
  const isWhitened = is('zca_whitening');
  const isScaled = is('featurewise_std_normalization') && !isWhitened;
  if (!isWhitened && !isScaled && !is('featurewise_center')) return all;
  const name = isScaled ? 'featurewise_std_normalization' : isWhitened ? 'zca_whitening' : 'featurewise_center';
  const centered = isWhitened ? undefined : givenStatistics(all, statistics, isScaled);
  if (centered !== undefined) return centered;
  const { fittedAt: fit } = statistics;
  const fittedAt = fit === undefined ? byDefault(false, at) : read(true, fit);
  const action = { kind: 'standardize', by: name, over: 'dataset', center: true, scale: isScaled, fittedAt } as const;
  return withStep(all, action, settings.place(name));
}

/** With numbers that the script sets; undefined where it does not set all that are needed. */
function givenStatistics(pixels: Pixels, { mean, std }: Statistics, isScaled: boolean): Pixels | undefined {
  if (mean === undefined || (isScaled && std === undefined)) return undefined;
  const offset = mean.numbers.map((number) => -number);
  const centered = withStep(pixels, scaleAction([1], offset, mean), mean.place);
  if (!isScaled || std === undefined) return centered;
  const factor = std.numbers.map((number) => 1 / (number + 1e-6));
  return withStep(centered, scaleAction(factor, [0], std), std.place);
}

function scaleAction(
  factor: readonly number[],
  offset: readonly number[],
  { numbers, place }: { numbers: readonly number[]; place: Place },
): ScaleAction {
  return {
    kind: 'scale',
    factor,
    offset,
    number: read(numbers.length === 1 ? numbers[0]! : numbers, place),
    by: 'operator',
  };
}
