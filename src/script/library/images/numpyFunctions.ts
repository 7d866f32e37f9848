import { table } from '../../../base/table.js';
import {
  type Arguments,
  constant,
  type Host,
  host,
  isNone,
  numberOf,
  textOf,
  unknown,
  type Value,
} from '../../evaluate/values.js';
import type { Place } from '../../syntax/ast.js';
import { argumentReader, asNumber, readValue } from '../read.js';
import { load, save, saveSeveral } from './arrayFiles.js';
import { castImages, reshapeImages } from './castImages.js';
import { isOfChannels } from './channels.js';
import { arrayOf, imagesIn, joinedImages } from './collect.js';
import { applyAction, applyKept, arrayIn, changed, imagesOf, type LibraryCall } from './imageHost.js';
import { transposed } from './imageMethods.js';
import { channelsOf } from './joinChannels.js';
import { oneHotOf } from './kerasImages.js';
import { labelsIn, labelsValue } from './labels.js';
import { numbersIn, numbersValue } from './numbers.js';
import { fullPlaceholder, memoryMap, placeholder, placeholderLike } from './placeholder.js';
import { afterRows, shuffleInPlace } from './rowChanges.js';
import { orderValue, shuffleStep } from './rowIndex.js';
import { rowsIn } from './rowsHost.js';
import { largerOf, type Measure, rootOf, statisticIn, statisticOf } from './statistic.js';

/** The first argument, by whichever name. */
function firstOf({ positional, keywords }: Arguments): Value | undefined {
  return positional[0] ?? [...keywords.values()][0];
}

const array: LibraryCall = (args, at) => {
  const value = firstOf(args);
  if (value === undefined) return undefined;
  const made = arrayOf(value, at);
  const type = args.keywords.get('dtype') ?? args.positional[1];
  const images = arrayIn(made);
  return images === undefined || type === undefined || isNone(type) ? made : castImages(images, type, 'np.array', at);
};

/** `np.stack` of one image three times over is an image of three equal channels. */
const stack: LibraryCall = (args, at) => {
  const value = firstOf(args);
  if (value?.kind !== 'sequence') return value === undefined ? undefined : arrayOf(value, at);
  const axis = numberOf(args.keywords.get('axis') ?? args.positional[1]);
  if (axis === -1 || axis === 2 || axis === 3) return channelsOf(value.items, at);
  return arrayOf(value, at);
};

const concatenate: LibraryCall = (args, at) => {
  const value = firstOf(args);
  if (value?.kind !== 'sequence') return value !== undefined && arrayIn(value) !== undefined ? value : undefined;
  const axis = numberOf(args.keywords.get('axis') ?? args.positional[1]);
  return joined(value, at, axis === undefined || axis === 0);
};

const append: LibraryCall = ({ positional: [first, second] }, at) =>
  first === undefined || second === undefined
    ? undefined
    : joined({ kind: 'sequence', type: 'tuple', items: [first, second], isComplete: true, origin: at }, at);

/** @param areRows false where the arrays are put together along another axis than that of the images */
function joined(value: Value & { kind: 'sequence' }, at: Place, areRows = true): Value | undefined {
  const images = imagesIn(value.items);
  if (images.length > 0) {
    const counts = images.map(({ data }) => data.count);
    const all = arrayIn(joinedImages(images, value, at, areRows))!;
    const count =
      value.isComplete && !counts.includes(undefined) ? (counts as number[]).reduce((a, b) => a + b, 0) : undefined;
    return changed(all, { data: { ...all.data, ...(count === undefined ? { count: undefined } : { count }) } }, at);
  }
  const numbers = value.items.map((item) => numbersIn(item));
  if (value.isComplete && !numbers.includes(undefined)) return numbersValue((numbers as number[][]).flat(), at);
  const [first] = value.items;
  const labels = first === undefined ? undefined : labelsIn(first);
  if (labels !== undefined) return labelsValue(labels.labels, at, labels.data);
  return first !== undefined && rowsIn(first) !== undefined ? first : undefined;
}

const expandDims: LibraryCall = (args, at) => {
  const settings = argumentReader(args, ['a', 'axis'], at);
  const value = settings.value('a');
  const images = arrayIn(value);
  const isSame = labelsIn(value) !== undefined || numbersIn(value) !== undefined || statisticIn(value) !== undefined;
  if (images === undefined) return isSame ? value : undefined;
  const axis = settings.read('axis', asNumber, 0).value;
  return changed(images, axis === 0 ? { isOne: false } : {}, at);
};

/** `np.rollaxis(images, 1, 0)` brings an axis of length 1 to the front. */
const rollAxis: LibraryCall = (args, at) => {
  const [value, from, to] = args.positional;
  const images = arrayIn(value);
  const isKnown = images?.extraAxis === 'second' && numberOf(from) === 1 && (to === undefined || numberOf(to) === 0);
  return isKnown ? changed(images, { extraAxis: 'first' }, at) : undefined;
};

const transpose: LibraryCall = (args, at) => {
  const images = arrayIn(firstOf(args));
  const axes = args.positional[1] ?? args.keywords.get('axes');
  return images === undefined || axes === undefined ? undefined : transposed(images, [axes], at);
};

const squeeze: LibraryCall = (args, at, run) => {
  const images = arrayIn(firstOf(args));
  return images === undefined ? same(args, at, run) : changed(images, { extraAxis: undefined }, at);
};

const same: LibraryCall = (args, at) => {
  const value = firstOf(args);
  const images = arrayIn(value);
  if (images !== undefined) return changed(images, {}, at);
  return value?.kind === 'host' ? value : undefined;
};

function statistic(of: Measure): LibraryCall {
  return (args, at, run) => {
    const value = firstOf(args);
    const images = arrayIn(value);
    if (images !== undefined) return statisticOf(of, images, args.positional[1] ?? args.keywords.get('axis'), at);
    const numbers = numbersIn(value);
    return numbers === undefined || value?.kind !== 'host' ? undefined : value.host.method?.(of, args, at, run);
  };
}

/** `np.maximum(std, 1e-6)`. */
const maximum: LibraryCall = ({ positional }, at) => largerOf(positional, at);

const squareRoot: LibraryCall = (args, at) => rootOf(statisticIn(firstOf(args)), at);

const argmax: LibraryCall = (args, at) => {
  const labels = labelsIn(firstOf(args));
  return labels?.labels.form === 'one-hot'
    ? labelsValue({ ...labels.labels, form: 'integers', place: at }, at, labels.data)
    : undefined;
};

const unique: LibraryCall = (args, at) => {
  const value = firstOf(args);
  const numbers = numbersIn(value);
  if (numbers !== undefined && args.keywords.size === 0)
    return numbersValue(
      [...new Set(numbers)].sort((a, b) => a - b),
      at,
    );
  return value === undefined ? undefined : unknown('the data decide it', `the distinct values of ${textOf(value)}`, at);
};

const arange: LibraryCall = ({ positional }, at) => {
  const [count] = positional;
  return positional.length === 1 ? orderValue([], numberOf(count), at) : undefined;
};

const permutation: LibraryCall = (args, at) => {
  const value = firstOf(args);
  if (value === undefined) return undefined;
  const step = shuffleStep('np.random.permutation', undefined, at);
  const count = numberOf(value);
  const isRows = arrayIn(value) !== undefined || labelsIn(value) !== undefined || rowsIn(value) !== undefined;
  return isRows ? afterRows(value, [step], at) : orderValue([step], count, at);
};

export const shuffleList: LibraryCall = (args, at, run) => {
  const value = firstOf(args);
  if (value === undefined) return undefined;
  shuffleInPlace(value, shuffleStep('shuffle', undefined, at), run);
  return constant(null, at);
};

const RANDOM: Record<string, LibraryCall> = table({ shuffle: shuffleList, permutation });

/** `np.random.default_rng(0)` and what is like it: an object that shuffles as the module does. */
export const randomGenerator: LibraryCall = (_args, at) => {
  const generator: Host = {
    what: 'a random generator',
    method: (name, args, place, run) => RANDOM[name]?.(args, place, run),
  };
  return host(generator, at);
};

function operator(op: string): LibraryCall {
  return ({ positional: [left, right] }, at, run) => {
    if (left === undefined || right === undefined) return undefined;
    const images = imagesOf(left);
    if (images !== undefined) return images.binary?.(op, right, false, at, run);
    return imagesOf(right)?.binary?.(op, left, true, at, run);
  };
}

const clip: LibraryCall = ({ positional: [value, low, high] }, at) => {
  const images = imagesOf(value);
  const [from, to] = [numberOf(low), numberOf(high)];
  if (images === undefined || from === undefined || to === undefined) return undefined;
  return applyAction(images, { kind: 'clip', by: 'np.clip', low: from, high: to }, at);
};

const reshape: LibraryCall = ({ positional: [value, ...shape] }, at) => {
  const images = arrayIn(value);
  if (images !== undefined) return reshapeImages(images, shape, at);
  return labelsIn(value) === undefined && numbersIn(value) === undefined && rowsIn(value) === undefined
    ? undefined
    : value;
};

/** `np.repeat(gray, 3, -1)`. */
const repeat: LibraryCall = (args, at) => {
  const settings = argumentReader(args, ['a', 'repeats', 'axis'], at);
  const images = arrayIn(settings.value('a'));
  if (images === undefined || settings.optional('repeats', asNumber)?.value !== 3) return undefined;
  const axis = settings.optional('axis', asNumber)?.value;
  return isOfChannels(axis, images) ? applyAction(images, { kind: 'gray', by: 'np.repeat', to: 'rgb' }, at) : undefined;
};

function moved(name: string): LibraryCall {
  return (args, at) => {
    const images = imagesOf(firstOf(args));
    return images === undefined ? undefined : applyKept(images, name, at);
  };
}

/** `np.float32(images)`. */
function castTo(dtype: string): LibraryCall {
  return ({ positional: [value] }, at, run) => {
    const made =
      value === undefined
        ? undefined
        : array({ positional: [value], keywords: new Map(), keywordPlaces: new Map(), isComplete: true }, at, run);
    const images = arrayIn(made);
    return images === undefined ? undefined : castImages(images, constant(dtype, at), `np.${dtype}`, at);
  };
}

/** `np.eye(classes)[labels]`: a row for each label, one-hot. */
const eye: LibraryCall = (args, at) => {
  const count = args.positional[0] ?? args.keywords.get('N') ?? args.keywords.get('n');
  if (count === undefined || args.positional.length > 1) return undefined;
  const numClasses = readValue(count, asNumber, at);
  const matrix: Host = {
    what: 'an identity matrix',
    item: (index, place) => (index.kind === 'slice' ? undefined : oneHotOf(index, numClasses, place)),
  };
  return host(matrix, at);
};

/** Functions of NumPy, by their names after `numpy.`. */
export const NUMPY: Record<string, LibraryCall> = table({
  array,
  asarray: array,
  asanyarray: array,
  ascontiguousarray: array,
  stack,
  dstack: (args, at) =>
    args.positional[0]?.kind === 'sequence' ? channelsOf(args.positional[0].items, at) : undefined,
  concatenate,
  vstack: concatenate,
  append,
  zeros: placeholder,
  empty: placeholder,
  ndarray: placeholder,
  ones: placeholder,
  full: fullPlaceholder,
  zeros_like: placeholderLike,
  empty_like: placeholderLike,
  ones_like: placeholderLike,
  memmap: memoryMap,
  eye,
  identity: eye,
  expand_dims: expandDims,
  squeeze,
  transpose,
  rollaxis: rollAxis,
  moveaxis: rollAxis,
  swapaxes: rollAxis,
  copy: same,
  mean: statistic('mean'),
  average: statistic('mean'),
  std: statistic('std'),
  max: statistic('max'),
  amax: statistic('max'),
  min: statistic('min'),
  var: statistic('var'),
  ptp: statistic('range'),
  maximum,
  sqrt: squareRoot,
  amin: statistic('min'),
  argmax,
  unique,
  arange,
  'random.permutation': permutation,
  'random.shuffle': shuffleList,
  'random.default_rng': randomGenerator,
  'random.RandomState': randomGenerator,
  'random.seed': (_args, at) => constant(null, at),
  save,
  savetxt: save,
  savez: saveSeveral,
  savez_compressed: saveSeveral,
  load: load('np.load'),
  loadtxt: load('np.loadtxt'),
  divide: operator('/'),
  true_divide: operator('/'),
  multiply: operator('*'),
  add: operator('+'),
  subtract: operator('-'),
  clip,
  reshape,
  repeat,
  flip: moved('np.flip'),
  fliplr: moved('np.fliplr'),
  flipud: moved('np.flipud'),
  rot90: moved('np.rot90'),
  float32: castTo('float32'),
  float64: castTo('float64'),
  uint8: castTo('uint8'),
});
