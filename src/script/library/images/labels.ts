import {
  constant,
  type Host,
  host,
  numberOf,
  type SliceIndex,
  stringOf,
  textOf,
  tuple,
  unknown,
  type Value,
} from '../../evaluate/values.js';
import type { Place } from '../../syntax/ast.js';
import { read } from '../read.js';
import { type DataRows, withRows } from './data.js';
import type { FlowLabels } from './flow.js';
import { mappedNumbers } from './frame.js';
import { arrayIn } from './imageHost.js';
import { numbersIn } from './numbers.js';
import { rowStepsOf } from './rowIndex.js';
import { rowsIn } from './rowsHost.js';

/** Labels of images: all of an array, those of a batch, or one of them. */
export interface LabelsHost extends Host {
  readonly labels: FlowLabels;
  readonly data: DataRows | undefined;
}

export function labelsIn(value: Value | undefined): LabelsHost | undefined {
  if (value?.kind !== 'host' || !('labels' in value.host)) return undefined;
  // An array that is filled with something else, such as outputs of a model, holds no labels.
  return 'of' in value.host && value.host.of !== undefined ? undefined : (value.host as LabelsHost);
}

/** @param data where the rows come from, if that is known */
export function labelsValue(labels: FlowLabels, at: Place, data?: DataRows): Value {
  return host(labelsHost(labels, data), at);
}

function labelsHost(labels: FlowLabels, data: DataRows | undefined): LabelsHost {
  const what = labels.form === undefined ? 'labels' : `labels (${labels.form})`;
  const same = (at: Place): Value => labelsValue(labels, at, data);
  const count = labels.numClasses?.value;
  return {
    what,
    labels,
    data,
    length: () => data?.count,
    iterate: (at) => ({ items: [labelsValue(labels, at, data)], isComplete: false }),
    attribute: (name, at) => {
      if (name === 'shape' && labels.form === 'one-hot') {
        const columns =
          count === undefined ? unknown('the text does not say', 'number of classes', at) : constant(count, at);
        return tuple([unknown('the text does not say', 'number of images', at), columns], at);
      }
      return name === 'values' ? same(at) : undefined;
    },
    item: (index: Value | SliceIndex, at: Place) => {
      const steps = rowStepsOf(index, at);
      return labelsValue(labels, at, data === undefined || steps === 'one' ? data : withRows(data, steps));
    },
    setItem: () => true,
    method: (name, args, at) => {
      if (SAME.has(name)) return same(at);
      if (name === 'map' || name === 'replace')
        return labelsValue({ ...labels, form: undefined, why: `'${name}' maps them` }, at, data);
      if (name === 'argmax' && labels.form === 'one-hot')
        return labelsValue({ ...labels, form: 'integers', place: at }, at, data);
      return args.positional.length === 0 && (name === 'max' || name === 'min')
        ? unknown('the text does not say', `labels.${name}()`, at)
        : undefined;
    },
    binary: (op, _other, _isReversed, at) =>
      labelsValue({ ...labels, form: undefined, from: 'unknown', place: at, why: `'${op}' changes them` }, at, data),
  };
}

/** Methods that leave the form of labels. */
const SAME: ReadonlySet<string> = new Set(
  'astype copy reshape flatten ravel to_numpy tolist numpy values squeeze toarray todense set_shape'.split(' '),
);

/** Labels as a value of the script is one: of an array, a list, numbers, or not known. */
export function asLabels(value: Value, at: Place = value.origin): FlowLabels {
  const known = labelsIn(value);
  if (known !== undefined) return known.labels;
  const numbers = numbersIn(value);
  if (numbers !== undefined && numbers.length > 0) return ofNumbers(numbers, value.origin);
  const rows = rowsIn(value);
  if (rows !== undefined) return asLabels(rows.of, at);
  const loaded = arrayIn(value);
  if (loaded !== undefined)
    return { form: undefined, place: at, from: 'unknown', why: `they come from ${loaded.data.source.text}` };
  if (value.kind === 'sequence') return ofItems(value.items, value.isComplete, value.origin);
  const mapped = value.kind === 'unknown' ? mappedNumbers(value.text) : undefined;
  if (mapped !== undefined) {
    const { origin } = value;
    return { form: 'integers', place: origin, from: 'read', numClasses: read(new Set(mapped).size, origin) };
  }
  return {
    form: undefined,
    place: at,
    from: 'unknown',
    why: value.kind === 'unknown' ? value.why : `thaw does not know what ${textOf(value)} is`,
  };
}

function ofNumbers(numbers: readonly number[], place: Place): FlowLabels {
  const distinct = new Set(numbers);
  const counts = [...distinct].map((number) => numbers.filter((one) => one === number).length);
  const changes = numbers.filter((number, i) => i > 0 && number !== numbers[i - 1]).length;
  const isClassByClass = distinct.size > 1 && numbers.length >= 2 * distinct.size && changes === distinct.size - 1;
  return { form: 'integers', place, from: 'read', numClasses: read(distinct.size, place), counts, isClassByClass };
}

/** Labels that a loop collects. */
function ofItems(items: readonly Value[], isComplete: boolean, place: Place): FlowLabels {
  const [first] = items;
  if (first === undefined) return { form: undefined, place, from: 'unknown', why: 'the list is empty' };
  const numbers = items.map(numberOf);
  if (!numbers.includes(undefined)) {
    return { form: 'integers', place: first.origin, from: 'read', ...countOf(numbers, isComplete, first.origin) };
  }
  const texts = items.map(stringOf);
  if (!texts.includes(undefined))
    return { form: 'text', place: first.origin, from: 'read', ...countOf(texts, isComplete, first.origin) };
  const labels = labelsIn(first);
  if (labels !== undefined) return labels.labels;
  if (first.kind === 'sequence' || first.kind === 'host') {
    const columns = numbersIn(first);
    if (columns !== undefined && columns.length > 1 && columns.every((one) => one === 0 || one === 1)) {
      return { form: 'one-hot', place: first.origin, from: 'read', numClasses: read(columns.length, first.origin) };
    }
  }
  return {
    form: undefined,
    place: first.origin,
    from: 'unknown',
    why: first.kind === 'unknown' ? first.why : `thaw does not know what ${textOf(first)} is`,
  };
}

/** Number of classes among labels; one alone may be an example of all. */
function countOf(labels: readonly unknown[], isComplete: boolean, place: Place): Pick<FlowLabels, 'numClasses'> {
  const distinct = new Set(labels).size;
  return isComplete || distinct > 1 ? { numClasses: read(distinct, place) } : {};
}
