import { type Execution, textOf, type Value } from '../../evaluate/values.js';
import type { Place } from '../../syntax/ast.js';
import { read } from '../read.js';
import type { PixelAction, PixelRange, PixelState, Pixels } from './flow.js';
import { endOf, hull } from './foldStep.js';
import { applyAction, applyUnknown, type ImageHost } from './imageHost.js';
import { channelNumbersIn } from './numbers.js';
import { type Statistic, statisticIn } from './statistic.js';

/** `images op other`, or `other op images` where it is reversed. */
export function imageBinary(
  images: ImageHost,
  op: string,
  other: Value,
  isReversed: boolean,
  at: Place,
  run: Execution,
): Value | undefined {
  const action = actionOf(images, op, other, isReversed, run);
  if (action !== undefined) return applyAction(images, action, at);
  const text = isReversed ? `${textOf(other)} ${op} images` : `images ${op} ${textOf(other)}`;
  return applyUnknown(images, text, 'thaw does not compute that', at);
}

function actionOf(
  images: ImageHost,
  op: string,
  other: Value,
  isReversed: boolean,
  run: Execution,
): PixelAction | undefined {
  const statistic = statisticIn(other);
  if (statistic !== undefined) return isReversed ? undefined : standardized(images, op, statistic);
  const numbers = channelNumbersIn(other);
  if (numbers === undefined || (numbers.length !== 1 && numbers.length !== 3)) return undefined;
  const linear = linearOf(op, numbers, isReversed);
  if (linear === undefined) return undefined;
  const isFloat = !numbers.every(Number.isInteger) || /[.e]/.test(run.quote(other.origin).replace(/\w+\./g, ''));
  return {
    kind: 'scale',
    ...linear,
    number: read(numbers.length === 1 ? numbers[0]! : numbers, other.origin),
    by: 'operator',
    dtype: dtypeAfter(endOf(images.pixels).dtype, op, isFloat, images.library),
  };
}

/** The operation as `x * factor + offset`; undefined where it is none. */
function linearOf(
  op: string,
  numbers: readonly number[],
  isReversed: boolean,
): { factor: number[]; offset: number[] } | undefined {
  const ones = numbers.map(() => 1);
  const zeros = numbers.map(() => 0);
  if (op === '+') return { factor: ones, offset: [...numbers] };
  if (op === '*') return { factor: [...numbers], offset: zeros };
  if (op === '-') {
    return isReversed
      ? { factor: ones.map((one) => -one), offset: [...numbers] }
      : { factor: ones, offset: numbers.map((number) => -number) };
  }
  if (op !== '/' || isReversed || numbers.includes(0)) return undefined;
  return { factor: numbers.map((number) => 1 / number), offset: zeros };
}

/** The type that NumPy or TensorFlow gives the result; undefined where it stays. */
function dtypeAfter(
  dtype: string | undefined,
  op: string,
  isFloat: boolean,
  library: ImageHost['library'],
): string | undefined {
  if (dtype === undefined || /float/.test(dtype)) return undefined;
  if (op !== '/' && !isFloat) return undefined;
  return library === 'numpy' ? 'float64' : 'float32';
}

/** What a statistic of images does to images; undefined where it is not the statistic of what they are now. */
function standardized({ pixels }: ImageHost, op: string, statistic: Statistic): PixelAction | undefined {
  const { of, over, place, per } = statistic;
  const before = endOf(pixels);
  const common = {
    kind: 'standardize',
    by: `${op} ${of}`,
    over,
    fittedAt: read(true, place),
    ...(per && { per }),
  } as const;
  const isShift = op === '-' && (of === 'mean' || of === 'min');
  if (!(isShift || (op === '/' && (of === 'std' || of === 'max' || of === 'range')))) return undefined;
  if (!isMeasuredOn(statistic, before, isShift)) return undefined;
  if (of === 'mean' || of === 'std') return { ...common, statistics: 'moments', center: isShift, scale: !isShift };
  const range = rangeByExtremes(pixels, of);
  if (range === undefined && of !== 'min') return undefined;
  return { ...common, statistics: 'extremes', center: isShift, scale: !isShift, ...(range && { range: [range] }) };
}

/** The range after images minus their smallest value, or divided by their largest one or by the difference of both. */
function rangeByExtremes(pixels: Pixels, of: Statistic['of']): PixelRange | undefined {
  const { range } = endOf(pixels);
  if (range === undefined) return undefined;
  const [low, high] = hull(range);
  if (of === 'min') return [0, high - low];
  const last = pixels.steps.at(-1);
  const beginsAtZero = last?.kind === 'standardize' && last.statistics === 'extremes' && last.center;
  return low >= 0 && (of === 'max' || beginsAtZero) ? [0, 1] : undefined;
}

/** Whether images have the values that a statistic was measured on; a deviation is the same of values that are shifted. */
function isMeasuredOn({ state, channel }: Statistic, { range }: PixelState, isShift: boolean): boolean {
  if (state.range === undefined || range === undefined) return true;
  const valuesOf = (ranges: readonly PixelRange[]): PixelRange =>
    channel === undefined ? hull(ranges) : ranges[channel % ranges.length]!;
  const [[lowThen, highThen], [low, high]] = [valuesOf(state.range), valuesOf(range)];
  const near = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-6 * (highThen - lowThen);
  return isShift ? near(low, lowThen) && near(high, highThen) : near(high - low, highThen - lowThen);
}
