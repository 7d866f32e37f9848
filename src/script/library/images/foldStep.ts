import type { Place } from '../../syntax/ast.js';
import type {
  CastAction,
  ChannelOrder,
  PixelAction,
  PixelRange,
  PixelState,
  PixelStep,
  Pixels,
  PreprocessMode,
  ResizeAction,
  ScaleAction,
  StandardizeAction,
} from './flow.js';

/** Values of 8-bit pixels. */
export const BYTES: readonly PixelRange[] = [[0, 255]];

/** Most steps of one way: a script that changes an image in a loop of thousands must not cost memory. */
const MOST_STEPS = 200;

/** Adds a step at the end of the way of images. */
export function withStep(pixels: Pixels, action: PixelAction, place: Place): Pixels {
  if (pixels.steps.length >= MOST_STEPS) {
    const last: PixelStep = { kind: 'unknown', text: 'more steps', why: 'there are too many', place, after: {} };
    return { start: pixels.start, steps: [...pixels.steps.slice(0, MOST_STEPS - 1), last] };
  }
  const step: PixelStep = { ...action, place, after: stateAfter(endOf(pixels), action) };
  return { start: pixels.start, steps: [...pixels.steps, step] };
}

/** The state after all steps. */
export function endOf({ start, steps }: Pixels): PixelState {
  return steps.at(-1)?.after ?? start;
}

/** Pixels of the same values have the same key, whatever their size is. */
export function keyOfValues({ range, dtype, order }: PixelState): string {
  return JSON.stringify([range, dtype, order]);
}

/** Runs the steps of one way after another way: those of a model after those of its images. */
export function continued(pixels: Pixels, steps: readonly PixelStep[]): Pixels {
  let all = pixels;
  for (const step of steps) all = withStep(all, step, step.place);
  return all;
}

/** What is known of pixels after a step, from what is known before it. */
export function stateAfter(before: PixelState, action: PixelAction): PixelState {
  switch (action.kind) {
    case 'decode':
      return { range: action.range, dtype: action.dtype, order: action.order };
    case 'resize':
      return afterResize(before, action);
    case 'scale':
      return afterScale(before, action);
    case 'preprocess_input':
      return action.mode.from === 'unknown'
        ? { ...before, range: undefined, dtype: undefined }
        : afterPreprocessInput(before, action.mode.value, action.keepsIntegers ?? false);
    case 'cast':
      return afterCast(before, action);
    case 'swap channels':
      return afterSwap(before, action.from, action.to);
    case 'drop alpha':
      return { ...before, order: 'rgb', range: before.range?.slice(0, 3) };
    case 'gray':
      return { ...before, order: action.to, range: before.range && [hull(before.range)] };
    case 'standardize':
      return afterStandardize(before, action);
    case 'crop':
      return { ...before, height: action.height.value, width: action.width.value };
    case 'clip':
      return {
        ...before,
        mayExceedRange: undefined,
        standardizedOver: undefined,
        range: (before.range ?? [[action.low, action.high]]).map(([low, high]) => [
          Math.min(Math.max(low, action.low), action.high),
          Math.min(Math.max(high, action.low), action.high),
        ]),
      };
    case 'augment':
      if (action.effect === 'bytes')
        return { ...before, range: BYTES, mayExceedRange: undefined, standardizedOver: undefined };
      if (action.effect === 'range') return { ...before, range: action.range };
      return action.effect === 'kept' ? before : { ...before, range: undefined, mayExceedRange: undefined };
    case 'unknown':
      return {};
  }
}

/** The type of floats that a computation with such numbers gives. */
function floatOf(dtype: string | undefined): string | undefined {
  return integerLimits(dtype) === undefined ? dtype : 'float32';
}

/**
 * Where most values of images with mean 0 and standard deviation 1 lie: 99.3 to 100 % of those of photos of cloth, circuit
 * boards, steel, tiles and wheat kernels. The values furthest out are at 1.6 to 4.2 in half of the images, and at up to 7.6.
 */
const STANDARDIZED: PixelRange = [-3, 3];

function afterStandardize(before: PixelState, action: StandardizeAction): PixelState {
  // Without statistics, Keras warns and changes nothing.
  if (action.over === 'dataset' && action.fittedAt.value === false) return before;
  const after = { ...before, mayExceedRange: undefined, dtype: floatOf(before.dtype) };
  if (action.statistics !== 'moments') return { ...after, range: action.range, standardizedOver: undefined };
  const isStandardized = action.scale && (action.center || before.standardizedOver !== undefined);
  const change = (one: PixelRange): PixelRange => (isStandardized ? STANDARDIZED : centered(one));
  const { channel } = action;
  const range = (isStandardized && channel === undefined ? [STANDARDIZED] : before.range)?.map(change);
  // A deviation of values whose mean is not 0 says nothing of their range.
  if (range === undefined || (action.scale && !isStandardized)) {
    return { ...after, range: undefined, standardizedOver: undefined };
  }
  const over = before.standardizedOver === 'image' ? 'image' : action.over;
  if (channel === undefined) return { ...after, range, standardizedOver: over };
  const each = [0, 1, 2].map((i) => {
    const ranges = i === channel ? range : before.range!;
    return ranges[i % ranges.length]!;
  });
  return { ...after, range: allAlike(each) ? [each[0]!] : each, standardizedOver: over };
}

/** The range of values minus their mean, which is near the middle: at 83 to 173 of 255 in the same five sets of images. */
function centered([low, high]: PixelRange): PixelRange {
  return [(low - high) / 2, (high - low) / 2];
}

/** Interpolations whose weights are partly negative. */
const EXCEEDING = /cubic|lanczos/;

function afterResize(before: PixelState, action: ResizeAction): PixelState {
  const size = { height: action.height.value, width: action.width.value };
  const isScaled = action.scalesIntegers === true && integerLimits(before.dtype) !== undefined;
  const scaled = isScaled ? afterCast(before, { kind: 'cast', dtype: 'float64', scales: true, by: '' }) : before;
  const dtype = isScaled ? 'float64' : (action.dtype ?? before.dtype);
  const pads = action.aspect === 'padded';
  const range = pads
    ? scaled.range?.map(([low, high]): PixelRange => [Math.min(0, low), Math.max(0, high)])
    : scaled.range;
  const { value: interpolation } = action.interpolation;
  // Pillow and OpenCV round and limit the bytes that they make.
  const isLimited = dtype === 'uint8' || (interpolation !== undefined && !EXCEEDING.test(interpolation));
  return { ...before, ...size, range, dtype, mayExceedRange: isLimited ? before.mayExceedRange : true };
}

/** Smallest and largest number of an integer type; undefined for others. */
export function integerLimits(dtype: string | undefined): PixelRange | undefined {
  const [, unsigned, bits] = /^(u?)int(\d+)$/.exec(dtype ?? '') ?? [];
  if (bits === undefined) return undefined;
  return unsigned === 'u' ? [0, 2 ** Number(bits) - 1] : [-(2 ** (Number(bits) - 1)), 2 ** (Number(bits) - 1) - 1];
}

function afterScale(before: PixelState, { factor, offset, dtype }: ScaleAction): PixelState {
  const range = scaledRange(before.range, factor, offset);
  const limits = integerLimits(dtype ?? before.dtype);
  // What leaves the range of an integer type wraps around.
  const wraps = range?.some(([low, high]) => limits !== undefined && (low < limits[0] || high > limits[1])) ?? false;
  return { ...before, range: wraps ? undefined : range, dtype: dtype ?? before.dtype };
}

/** `range * factor + offset`; one number stands for all channels. */
export function scaledRange(
  range: readonly PixelRange[] | undefined,
  factor: readonly number[],
  offset: readonly number[],
): readonly PixelRange[] | undefined {
  if (range === undefined) return undefined;
  const length = Math.max(range.length, factor.length, offset.length);
  const scaled = Array.from({ length }, (_, i): PixelRange => {
    const [by, plus] = [factor[i % factor.length]!, offset[i % offset.length]!];
    const [low, high] = range[i % range.length]!;
    const ends = [low * by + plus, high * by + plus];
    return [rounded(Math.min(...ends)), rounded(Math.max(...ends))];
  });
  return allAlike(scaled) ? [scaled[0]!] : scaled;
}

/** Without the last digits, which come from the order of operations. */
function rounded(value: number): number {
  return Number(value.toPrecision(12));
}

function allAlike(ranges: readonly PixelRange[]): boolean {
  return ranges.every(([low, high]) => low === ranges[0]![0] && high === ranges[0]![1]);
}

/** Smallest and largest value over all channels. */
export function hull(ranges: readonly PixelRange[]): PixelRange {
  return [Math.min(...ranges.map(([low]) => low)), Math.max(...ranges.map(([, high]) => high))];
}

/** Means and standard deviations of ImageNet in `keras.applications.imagenet_utils`. */
const CAFFE_MEANS = [103.939, 116.779, 123.68];
const TORCH_MEANS = [0.485, 0.456, 0.406];
const TORCH_DEVIATIONS = [0.229, 0.224, 0.225];

function afterPreprocessInput(before: PixelState, mode: PreprocessMode, keepsIntegers: boolean): PixelState {
  if (mode === 'identity') return before;
  // Measured with Keras 3.15: a tensor of bytes [0, 100, 255] becomes the bytes [152, 240, 133]; other modes raise.
  if (keepsIntegers && integerLimits(before.dtype) !== undefined) {
    return { ...afterSwap(before, undefined, undefined), range: undefined };
  }
  const dtype = before.dtype === 'float64' || before.dtype === 'float16' ? before.dtype : 'float32';
  const floats = { ...before, dtype };
  if (mode === 'tf') return { ...floats, range: scaledRange(before.range, [1 / 127.5], [-1]) };
  if (mode === 'torch') {
    const factors = TORCH_DEVIATIONS.map((deviation) => 1 / 255 / deviation);
    const offsets = TORCH_DEVIATIONS.map((deviation, i) => -TORCH_MEANS[i]! / deviation);
    return { ...floats, range: scaledRange(before.range, factors, offsets) };
  }
  const swapped = afterSwap(floats, undefined, undefined);
  return {
    ...swapped,
    range: scaledRange(
      swapped.range,
      [1],
      CAFFE_MEANS.map((mean) => -mean),
    ),
  };
}

function afterCast(before: PixelState, { dtype, scales }: CastAction): PixelState {
  const [limitsBefore, limits] = [integerLimits(before.dtype), integerLimits(dtype)];
  if (before.dtype === undefined) return { ...before, dtype, range: scales || limits ? undefined : before.range };
  if (scales && limitsBefore !== undefined && limits === undefined) {
    return { ...before, dtype, range: scaledRange(before.range, [1 / limitsBefore[1]], [0]) };
  }
  // From floats to integers, or between integers, such functions scale in their own ways.
  if (scales && (limits !== undefined) !== (limitsBefore !== undefined)) return { ...before, dtype, range: undefined };
  if (limits === undefined || limits === limitsBefore) return { ...before, dtype };
  const fits = before.range?.every(([low, high]) => low >= limits[0] && high <= limits[1]) ?? false;
  const range = fits ? before.range?.map(([low, high]): PixelRange => [Math.trunc(low), Math.trunc(high)]) : undefined;
  return { ...before, dtype, range, mayExceedRange: undefined };
}

function afterSwap(before: PixelState, from: ChannelOrder | undefined, to: ChannelOrder | undefined): PixelState {
  const range = before.range === undefined ? undefined : [...before.range].reverse();
  return { ...before, range, order: swapped(before.order, from, to) };
}

function swapped(
  order: ChannelOrder | undefined,
  from: ChannelOrder | undefined,
  to: ChannelOrder | undefined,
): ChannelOrder | undefined {
  if (order === 'rgb') return 'bgr';
  if (order === 'bgr') return 'rgb';
  return order ?? (from === undefined ? to : undefined);
}
