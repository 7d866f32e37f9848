import { table } from '../../../base/table.js';
import { positionalArguments } from '../../evaluate/arguments.js';
import { constant, textOf, tuple } from '../../evaluate/values.js';
import { lastPart } from '../names.js';
import { argumentReader, asNumber, readValue } from '../read.js';
import { castImages, reshapeImages } from './castImages.js';
import { isOfChannels, listOfChannels } from './channels.js';
import { rowValue, unknownSource } from './data.js';
import { datasetIn, datasetValue } from './dataset.js';
import { asDtype } from './dtypes.js';
import type { ImageSource } from './flow.js';
import { endOf } from './foldStep.js';
import { applyAction, arrayIn, changed, imagesOf, type LibraryCall } from './imageHost.js';
import { channelsOf } from './joinChannels.js';
import { labelsIn, labelsValue } from './labels.js';
import { channelNumbersIn, numbersIn, numbersValue } from './numbers.js';
import { rowOf } from './rowsOfValue.js';
import { largerOf, type Measure, rootOf, statisticIn, statisticOf } from './statistic.js';
import { IMAGE_FUNCTIONS, readFile } from './tensorflowImages.js';

/** An operator as a function: `tf.divide(x, y)`. */
function operator(op: string): LibraryCall {
  return (args, at, run) => {
    const [left, right] = [args.positional[0] ?? args.keywords.get('x'), args.positional[1] ?? args.keywords.get('y')];
    if (left === undefined || right === undefined) return undefined;
    const images = imagesOf(left);
    if (images !== undefined) return images.binary?.(op, right, false, at, run);
    return imagesOf(right)?.binary?.(op, left, true, at, run);
  };
}

const cast: LibraryCall = (args, at) => {
  const settings = argumentReader(args, ['x', 'dtype', 'name'], at);
  const [x, dtype] = [settings.value('x'), settings.value('dtype')];
  if (x === undefined || dtype === undefined) return undefined;
  const array = arrayIn(x);
  if (array !== undefined) return castImages(array, dtype, 'tf.cast', at);
  const images = imagesOf(x);
  if (images === undefined) return labelsIn(x) === undefined && numbersIn(x) === undefined ? undefined : x;
  const type = asDtype(dtype);
  if (type === undefined) return undefined;
  if (type === endOf(images.pixels).dtype) return images.withPixels(images.pixels, at);
  return applyAction(images, { kind: 'cast', dtype: type, scales: false, by: 'tf.cast' }, at);
};

const same: LibraryCall = (args) => {
  const [x] = args.positional;
  if (arrayIn(x) !== undefined) return changed(arrayIn(x)!, { library: 'tensor' }, x!.origin);
  return imagesOf(x) !== undefined || labelsIn(x) !== undefined ? x : undefined;
};

/** A tensor of numbers that the script writes out: `tf.constant([103.939, 116.779, 123.68])`. */
const constantTensor: LibraryCall = (args, at, run) => {
  const value = args.positional[0] ?? args.keywords.get('value');
  if (value?.kind === 'constant') return value;
  const numbers = value === undefined ? undefined : channelNumbersIn(value);
  return numbers === undefined ? same(args, at, run) : numbersValue(numbers, at);
};

const expandDims: LibraryCall = (args, at) => {
  const value = args.positional[0] ?? args.keywords.get('input');
  const images = arrayIn(value);
  if (images !== undefined) return changed(images, { isOne: false }, at);
  return numbersIn(value) !== undefined || statisticIn(value) !== undefined ? value : undefined;
};

function statistic(of: Measure): LibraryCall {
  return (args, at) => {
    const settings = argumentReader(args, ['input_tensor', 'axis'], at);
    const images = arrayIn(settings.value('input_tensor') ?? args.keywords.get('x'));
    return images === undefined ? undefined : statisticOf(of, images, settings.value('axis'), at);
  };
}

/** Channels one by one: `tf.split(image, 3, axis=-1)`, `tf.unstack(image, axis=-1)`. */
function separated(axisOfNothing: number, parameters: readonly string[]): LibraryCall {
  return (args, at) => {
    const settings = argumentReader(args, parameters, at);
    const images = arrayIn(settings.value('value'));
    const axis = settings.read('axis', asNumber, axisOfNothing).value;
    return images !== undefined && isOfChannels(axis, images) ? listOfChannels(images, at) : undefined;
  };
}

/** Channels put together: `tf.concat([b, g, r], axis=-1)`. */
const concat: LibraryCall = (args, at) => {
  const settings = argumentReader(args, ['values', 'axis'], at);
  const values = settings.value('values');
  const [first] = values?.kind === 'sequence' ? values.items : [];
  const images = arrayIn(first);
  const axis = settings.read('axis', asNumber, 0).value;
  if (values?.kind !== 'sequence' || images?.channel === undefined || !isOfChannels(axis, images)) return undefined;
  return channelsOf(values.items, at);
};

const oneHot: LibraryCall = (args, at) => {
  const settings = argumentReader(args, ['indices', 'depth'], at);
  const labels = settings.value('indices');
  if (labels === undefined || imagesOf(labels) !== undefined) return undefined;
  const depth = settings.value('depth');
  const numClasses = depth === undefined ? {} : { numClasses: readValue(depth, asNumber, settings.place('depth')) };
  return labelsValue({ form: 'one-hot', place: at, from: 'read', ...numClasses }, at, labelsIn(labels)?.data);
};

const argmax: LibraryCall = (args, at) => {
  const labels = labelsIn(args.positional[0]);
  if (labels?.labels.form !== 'one-hot') return undefined;
  return labelsValue({ ...labels.labels, form: 'integers', place: at }, at, labels.data);
};

/** `tf.py_function(function, inputs, types)`. */
const pyFunction: LibraryCall = (args, at, run) => {
  const settings = argumentReader(args, ['func', 'inp', 'Tout'], at);
  const [called, inputs] = [settings.value('func'), settings.value('inp')];
  if (called === undefined || inputs === undefined) return undefined;
  return run.call(called, positionalArguments(...run.iterate(inputs, at).items), at);
};

const reverse: LibraryCall = (args, at) => {
  const settings = argumentReader(args, ['tensor', 'axis'], at);
  const images = imagesOf(settings.value('tensor'));
  const axis = numbersIn(settings.value('axis'))?.join();
  if (images === undefined || axis !== '-1') return undefined;
  return applyAction(images, { kind: 'swap channels', by: 'tf.reverse' }, at);
};

const reshape: LibraryCall = (args, at) => {
  const settings = argumentReader(args, ['tensor', 'shape'], at);
  const value = settings.value('tensor');
  const [images, shape] = [arrayIn(value), settings.value('shape')];
  if (images === undefined || shape === undefined)
    return labelsIn(value) !== undefined || (value?.kind === 'host' && numbersIn(value) !== undefined)
      ? value
      : undefined;
  return reshapeImages(images, [shape], at);
};

const clip: LibraryCall = (args, at) => {
  const settings = argumentReader(args, ['t', 'clip_value_min', 'clip_value_max'], at);
  const images = imagesOf(settings.value('t'));
  const [low, high] = ['clip_value_min', 'clip_value_max'].map((name) => settings.optional(name, asNumber)?.value);
  if (images === undefined || low === undefined || high === undefined) return undefined;
  return applyAction(images, { kind: 'clip', by: 'tf.clip_by_value', low, high }, at);
};

const fromTensorSlices: LibraryCall = (args, at, run) => {
  const tensors = args.positional[0] ?? args.keywords.get('tensors');
  if (tensors === undefined) return undefined;
  const first = tensors.kind === 'sequence' && tensors.type === 'tuple' ? tensors.items[0] : tensors;
  const row = first === undefined ? undefined : rowOf(first, at, run);
  if (row === undefined) return undefined;
  const element =
    tensors.kind === 'sequence' && tensors.type === 'tuple'
      ? tuple(
          tensors.items.map((item, i) => (i === 0 ? row.value : (rowOf(item, at, run)?.value ?? item))),
          at,
        )
      : row.value;
  return datasetValue({ element, data: row.data }, at);
};

const listFiles: LibraryCall = (args, at, run) => {
  const settings = argumentReader(args, ['file_pattern', 'shuffle', 'seed'], at);
  const pattern = settings.value('file_pattern');
  const text = pattern === undefined ? 'files' : textOf(pattern).replace(/^'|'$/g, '');
  const source: ImageSource = { kind: 'files', text, place: pattern?.origin ?? at };
  const shuffle = settings.read(
    'shuffle',
    (value) => (value.kind === 'constant' ? Boolean(value.value) : undefined),
    true,
  );
  const data = {
    source,
    rows:
      shuffle.value === false
        ? []
        : [
            {
              kind: 'shuffle' as const,
              by: 'tf.data.Dataset.list_files',
              seed: settings.read(
                'seed',
                (value) => (value.kind === 'constant' ? Number(value.value) : undefined),
                null as number | null,
              ),
              bufferSize: null,
              reshufflesEachEpoch: { from: 'default' as const, value: true, places: [at] },
              place: settings.place('shuffle'),
            },
          ],
  };
  return datasetValue({ element: rowValue(data, text, at, run), data }, at);
};

const zipped: LibraryCall = (args, at) => {
  const datasetArguments =
    args.positional.length > 1 ? args.positional : [args.positional[0] ?? args.keywords.get('datasets')];
  const [only] = datasetArguments;
  const parts = datasetArguments.length > 1 ? datasetArguments : only?.kind === 'sequence' ? only.items : [];
  const datasets = parts.map((part) => (part === undefined ? undefined : datasetIn(part)));
  const [first] = datasets;
  if (first === undefined || datasets.includes(undefined)) return undefined;
  return datasetValue(
    {
      element: tuple(
        datasets.map((dataset) => dataset!.element),
        at,
      ),
      data: first.data,
    },
    at,
  );
};

const fromGenerator: LibraryCall = (args, at, run) => {
  const generator = args.positional[0] ?? args.keywords.get('generator');
  if (generator === undefined) return undefined;
  const made = run.call(generator, positionalArguments(), at);
  const { items } = run.iterate(made, at);
  const [element] = items;
  if (element === undefined) return undefined;
  const inner =
    element.kind === 'sequence' ? element.items.map(arrayIn).find((one) => one !== undefined) : arrayIn(element);
  const data = inner?.data ?? { source: unknownSource(textOf(generator), generator.origin), rows: [] };
  return datasetValue({ element: element.kind === 'sequence' ? { ...element, type: 'tuple' } : element, data }, at);
};

const range: LibraryCall = (args, at, run) => {
  const data = {
    source: unknownSource(`tf.data.Dataset.range(${args.positional.map((value) => textOf(value)).join(', ')})`, at),
    rows: [],
  };
  return datasetValue({ element: rowValue(data, 'a number', at, run), data }, at);
};

/** Keras' default of `epsilon()`. */
const EPSILON = 1e-7;

/** Functions of `tf` and `keras.ops` by their last names; those of the part before are in the table before. */
const FUNCTIONS: Record<string, LibraryCall> = table({
  cast,
  to_float: (args, at, run) =>
    cast({ ...args, positional: [...args.positional, { kind: 'constant', value: 'float32', origin: at }] }, at, run),
  divide: operator('/'),
  truediv: operator('/'),
  multiply: operator('*'),
  add: operator('+'),
  subtract: operator('-'),
  identity: same,
  convert_to_tensor: constantTensor,
  reduce_mean: statistic('mean'),
  reduce_std: statistic('std'),
  reduce_variance: statistic('var'),
  reduce_max: statistic('max'),
  reduce_min: statistic('min'),
  mean: statistic('mean'),
  std: statistic('std'),
  max: statistic('max'),
  min: statistic('min'),
  maximum: ({ positional }, at) => largerOf(positional, at),
  sqrt: ({ positional: [value] }, at) => rootOf(statisticIn(value), at),
  epsilon: (_args, at) => constant(EPSILON, at),
  split: separated(0, ['value', 'num_or_size_splits', 'axis']),
  unstack: separated(0, ['value', 'num', 'axis']),
  concat,
  stack: concat,
  constant: constantTensor,
  stop_gradient: same,
  squeeze: same,
  ensure_shape: same,
  expand_dims: expandDims,
  one_hot: oneHot,
  argmax,
  py_function: pyFunction,
  numpy_function: pyFunction,
  py_func: pyFunction,
  reverse,
  reshape,
  clip_by_value: clip,
  read_file: readFile,
});

const DATASETS: Record<string, LibraryCall> = table({
  from_tensor_slices: fromTensorSlices,
  from_tensors: fromTensorSlices,
  list_files: listFiles,
  zip: zipped,
  from_generator: fromGenerator,
  range,
});

/** A function of TensorFlow, or of `keras.ops` and `keras.backend`, on images, labels and datasets. */
export const tensorflowCall = (name: string): LibraryCall | undefined => {
  const last = lastPart(name);
  if (/^tensorflow\.(.*\.)?(data|dataset_ops)\.(.*\.)?Dataset\./.test(name)) return DATASETS[last];
  if (/^tensorflow\.(compat\.v1\.)?(image|io|_api\..*image)\./.test(name))
    return IMAGE_FUNCTIONS[last] ?? FUNCTIONS[last];
  if (/^tensorflow\.(compat\.v1\.)?(math\.|experimental\.numpy\.)?\w+$/.test(name))
    return FUNCTIONS[last] ?? (last === 'random_crop' ? IMAGE_FUNCTIONS[last] : undefined);
  return /^keras\.(ops|backend)\.(image\.)?\w+$/.test(name) ? (FUNCTIONS[last] ?? IMAGE_FUNCTIONS[last]) : undefined;
};
