import { type Execution, textOf, type Value } from '../../evaluate/values.js';
import type { Place } from '../../syntax/ast.js';
import { read } from '../read.js';
import type { PixelAction, PixelState } from './flow.js';
import { endOf, hull } from './foldStep.js';
import { applyAction, applyUnknown, type ImageHost } from './imageHost.js';
import { numbersIn } from './numbers.js';
import { statisticIn } from './statistic.js';

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
  if (statistic !== undefined && !isReversed) return standardized(endOf(images.pixels), op, statistic);
  const numbers = numbersIn(other);
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

function standardized(
  before: PixelState,
  op: string,
  { of, over, place }: { of: string; over: 'dataset' | 'image'; place: Place },
): PixelAction | undefined {
  const common = { kind: 'standardize', by: `${op} ${of}`, over, fittedAt: read(true, place) } as const;
  if (op === '-' && of === 'mean') return { ...common, center: true, scale: false };
  if (op === '/' && of === 'std') return { ...common, center: false, scale: true };
  if (op !== '/' || of !== 'max') return undefined;
  // The largest value is 1 then, and the smallest at least 0.
  const isPositive = before.range !== undefined && hull(before.range)[0] >= 0;
  return { ...common, center: false, scale: true, ...(isPositive ? { range: [[0, 1]] } : {}) };
}
