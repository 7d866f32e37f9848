import { table } from '../../../base/table.js';
import {
  type Arguments,
  constant,
  type Host,
  host,
  isNone,
  list,
  numberOf,
  tuple,
  type Value,
} from '../../evaluate/values.js';
import type { Place } from '../../syntax/ast.js';
import { type ArgumentReader, argumentReader, asNumberOrNone, asTruth, type Read, read } from '../read.js';
import { computeClassWeight } from './classWeights.js';
import type { FlowLabels, RowStep } from './flow.js';
import { frameCall } from './frame.js';
import type { LibraryCall } from './imageHost.js';
import { asLabels, labelsIn, labelsValue } from './labels.js';
import { afterRows } from './rowChanges.js';
import { orderValue, shuffleStep } from './rowIndex.js';
import { rowsIn } from './rowsHost.js';

function splitStep(
  part: 'first' | 'second',
  settings: ArgumentReader,
  shuffle: Read<boolean>,
  isStratified: Read<boolean>,
  at: Place,
): RowStep {
  return {
    kind: 'split',
    part,
    testSize: settings.read('test_size', asNumberOrNone, null),
    trainSize: settings.read('train_size', asNumberOrNone, null),
    shuffle,
    isStratified,
    randomState: settings.read('random_state', asNumberOrNone, null),
    place: at,
  };
}

/** `train_test_split(a, b, ...)`: both parts of each, one after the other. */
const trainTestSplit: LibraryCall = (args, at) => {
  const settings = argumentReader({ ...args, positional: [] }, [], at);
  const stratified = settings.value('stratify');
  const isNull = stratified === undefined || isNone(stratified);
  const isStratified = read(!isNull, settings.place('stratify'));
  const shuffle = settings.read('shuffle', asTruth, true);
  const parts = args.positional.flatMap((value) =>
    (['first', 'second'] as const).map((part) =>
      afterRows(value, [splitStep(part, settings, shuffle, isStratified, at)], at),
    ),
  );
  return list(parts, at);
};

/** `sklearn.utils.shuffle(a, b, random_state=0)`. */
const shuffle: LibraryCall = (args, at) => {
  const seed = argumentReader({ ...args, positional: [] }, [], at).read('random_state', asNumberOrNone, null);
  const parts = args.positional.map((value) => afterRows(value, [shuffleStep('sklearn.utils.shuffle', seed, at)], at));
  return parts.length === 1 ? parts[0] : list(parts, at);
};

/** Objects whose `split` gives the numbers of the rows of both parts. */
function splitter(className: string, isStratified: boolean): LibraryCall {
  return (args, at) => {
    const settings = argumentReader(args, ['n_splits'], at);
    const isFold = className.endsWith('KFold');
    const simulated: Host = {
      what: `a ${className}`,
      method: (name, _given, place) => {
        if (name === 'get_n_splits') return settings.value('n_splits');
        if (name !== 'split') return undefined;
        const steps = (['first', 'second'] as const).map(
          (part): RowStep =>
            isFold
              ? {
                  kind: 'unknown',
                  text: `${part === 'first' ? 'training' : 'test'} part of a fold of ${className}`,
                  why: 'each fold has other rows',
                  place,
                }
              : splitStep(part, settings, read(true, at), read(isStratified, at), place),
        );

        const orders = steps.map((step) => orderValue([step], undefined, place));
        const isOnce = !isFold && numberOf(settings.value('n_splits')) === 1;
        return list([tuple(orders, place)], place, isOnce);
      },
    };
    return host(simulated, at);
  };
}

/** Encoders of labels: what `transform` makes of them. */
function encoder(what: string, encode: (labels: FlowLabels, at: Place) => FlowLabels): LibraryCall {
  return (_args, at) => {
    let fitted: FlowLabels | undefined;
    const encoded = (value: Value, place: Place): Value =>
      labelsValue(encode(asLabels(value), place), place, labelsIn(value)?.data ?? rowsIn(value)?.data);
    const methods: Record<string, (value: Value, place: Place) => Value> = {
      fit: (value, place) => {
        fitted = asLabels(value);
        return host(simulated, place);
      },
      transform: encoded,
      fit_transform: (value, place) => {
        fitted = asLabels(value);
        return encoded(value, place);
      },
      inverse_transform: (_value, place) => labelsValue({ form: 'text', place, from: 'read' }, place),
    };
    const simulated: Host = {
      what,
      method: (name, { positional: [value] }: Arguments, place) =>
        value === undefined ? undefined : methods[name]?.(value, place),
      attribute: (name, place) => {
        const count = fitted?.numClasses?.value;
        if (name !== 'classes_' || count === undefined) return undefined;
        return list(
          Array.from({ length: count }, (_, i) => constant(i, place)),
          place,
        );
      },
    };
    return host(simulated, at);
  };
}

const integers = (labels: FlowLabels, place: Place): FlowLabels => ({
  ...labels,
  form: 'integers',
  place,
  from: 'read',
});
const oneHot = (labels: FlowLabels, place: Place): FlowLabels => ({ ...labels, form: 'one-hot', place, from: 'read' });

/** One column for two classes, one-hot for more. */
function binarized(labels: FlowLabels, place: Place): FlowLabels {
  const count = labels.numClasses?.value;
  if (count === undefined) {
    const why = 'LabelBinarizer gives one column for two classes and one-hot labels for more';
    return { form: undefined, place, from: 'unknown', why };
  }
  return { ...labels, form: count === 2 ? 'binary' : 'one-hot', place, from: 'read' };
}

const getDummies: LibraryCall = (args, at) => {
  const value = args.positional[0] ?? args.keywords.get('data');
  if (value === undefined) return undefined;
  return labelsValue(oneHot(asLabels(value), at), at, labelsIn(value)?.data ?? rowsIn(value)?.data);
};

/** Functions and classes of scikit-learn and pandas, by their last names. */
export const SKLEARN: Record<string, LibraryCall> = table({
  train_test_split: trainTestSplit,
  shuffle,
  StratifiedShuffleSplit: splitter('StratifiedShuffleSplit', true),
  ShuffleSplit: splitter('ShuffleSplit', false),
  StratifiedKFold: splitter('StratifiedKFold', true),
  KFold: splitter('KFold', false),
  LabelEncoder: encoder('a LabelEncoder', integers),
  OneHotEncoder: encoder('a OneHotEncoder', oneHot),
  compute_class_weight: computeClassWeight,
  LabelBinarizer: encoder('a LabelBinarizer', binarized),
});

/** Functions of pandas that make a frame. */
const FRAMES = ['read_csv', 'read_excel', 'read_json', 'read_pickle', 'read_table', 'DataFrame', 'concat'];

export const PANDAS: Record<string, LibraryCall> = table({
  get_dummies: getDummies,
  ...Object.fromEntries(FRAMES.map((name) => [name, frameCall(`pandas.${name}`)])),
});
