import { constant, type Host, host, isNone, numberOf, type Value } from '../../evaluate/values.js';
import type { Place } from '../../syntax/ast.js';
import { keepsAllValues } from './axes.js';
import type { PixelState, StandardizedPart } from './flow.js';
import { endOf } from './foldStep.js';
import type { ImageArray } from './imageHost.js';
import { numbersIn } from './numbers.js';

/** What a script measures on its images; `range` is the largest value minus the smallest. */
export type Measure = 'mean' | 'std' | 'var' | 'max' | 'min' | 'range';

/** A number, or one for each column or channel, that a script measures on its images. */
export interface Statistic {
  of: Measure;
  over: 'dataset' | 'image';
  /** Parts that are measured each for itself. */
  per: StandardizedPart | undefined;
  /** The channel that it is of, where it is of one. */
  channel: number | undefined;
  place: Place;
  /** The pixels that it is measured on. */
  state: PixelState;
}

/** What a script measures on its images: `X.mean()`. */
export interface StatisticHost extends Host {
  readonly statistic: Statistic;
}

export function statisticIn(value: Value | undefined): Statistic | undefined {
  return value?.kind === 'host' && 'statistic' in value.host ? (value.host as StatisticHost).statistic : undefined;
}

/**
 * A statistic of images over axes; undefined over the channels alone, and over a batch.
 *
 * @param axis as the script gives it; undefined for all axes
 */
export function statisticOf(of: Measure, images: ImageArray, axis: Value | undefined, at: Place): Value | undefined {
  const numbers = axis === undefined || isNone(axis) ? [] : numbersIn(axis);
  const { channel } = images;
  const measured = numbers === undefined ? undefined : measuredOver(numbers, images);
  if (measured === undefined) return undefined;
  const per = channel === undefined ? measured.per : 'channel';
  return statisticValue({ of, ...measured, per, channel, place: at, state: endOf(images.pixels) }, at);
}

function measuredOver(
  numbers: readonly number[],
  { isOne, library }: ImageArray,
): Pick<Statistic, 'over' | 'per'> | undefined {
  const rank = isOne === true ? 3 : 4;
  const axes = new Set(numbers.map((number) => (number < 0 ? number + rank : number)));
  // Over the channels alone, each pixel has a mean of its own.
  if (axes.size === 1 && axes.has(rank - 1)) return undefined;
  const isOfEach = isOne === true || (axes.size > 0 && isOne === false && !axes.has(0));
  // In a tensor, the first axis is that of a batch.
  if (library === 'tensor' && !isOfEach) return undefined;
  const isWhole = axes.size === 0 || axes.size === rank || (rank === 4 && isOfEach && axes.size === 3);
  return { over: isOfEach ? 'image' : 'dataset', per: isWhole ? undefined : partOf(axes, rank) };
}

/** What is left of an image after a statistic over axes: over rows and columns, the channels. */
function partOf(axes: ReadonlySet<number>, rank: number): StandardizedPart {
  const [isOverRows, isOverColumns] = [axes.has(rank - 3), axes.has(rank - 2)];
  if (isOverRows && isOverColumns) return 'channel';
  return isOverRows ? 'column' : isOverColumns ? 'row' : 'pixel';
}

/** The largest number that a script adds against a division by zero. */
const SMALL = 1e-3;

function isSmall(value: Value): boolean {
  const [number] = numbersIn(value) ?? [];
  return number !== undefined && number >= 0 && number <= SMALL;
}

function statisticValue(statistic: Statistic, at: Place): Value {
  const { of, over } = statistic;
  const simulated: StatisticHost = {
    what: `the ${of} of ${over === 'dataset' ? 'all images' : 'an image'}`,
    statistic,
    binary: (op, other, isReversed, place) => {
      if (op === '+' && isSmall(other)) return statisticValue(statistic, place);
      const second = statisticIn(other);
      const isRange = op === '-' && !isReversed && of === 'max' && second?.of === 'min' && second.over === over;
      if (isRange) return statisticValue({ ...statistic, of: 'range' }, place);
      return op === '**' && !isReversed && numberOf(other) === 0.5 ? rootOf(statistic, place) : undefined;
    },
    item: (index, place) => (keepsAllValues(index) ? statisticValue(statistic, place) : undefined),
    attribute: (name, place) => (name === 'ndim' ? constant(statistic.per === undefined ? 0 : 1, place) : undefined),
    method: (name, _args, place) => (SAME.has(name) ? statisticValue(statistic, place) : undefined),
  };
  return host(simulated, at);
}

const SAME = new Set(['astype', 'reshape', 'item', 'numpy', 'copy', 'squeeze']);

/** The standard deviation, of a variance. */
export function rootOf(statistic: Statistic | undefined, at: Place): Value | undefined {
  return statistic?.of === 'var' ? statisticValue({ ...statistic, of: 'std' }, at) : undefined;
}

/** The larger of a statistic and a small number: `np.maximum(std, 1e-6)`. */
export function largerOf(values: readonly Value[], at: Place): Value | undefined {
  const [statistic, ...more] = values.flatMap((value) => statisticIn(value) ?? []);
  const isGuard = values.length === 2 && more.length === 0 && values.some(isSmall);
  return statistic !== undefined && isGuard ? statisticValue(statistic, at) : undefined;
}
