import { type Host, host, numberOf, textOf, type Value } from '../../evaluate/values.js';
import type { Place } from '../../syntax/ast.js';
import { asNumber, type Read, read, readValue } from '../read.js';
import type { DataRows } from './data.js';
import type { FlowLabels } from './flow.js';
import { type LabelsHost, labelsIn, labelsValue } from './labels.js';
import { reorderedIn, rowsValue } from './rowsHost.js';

/**
 * `np.zeros(n)` or `np.zeros((n, classes))`, that a script fills with labels: with numbers, or with a one in the column of
 * the class.
 */
export function filledLabels(axes: readonly Value[], dtype: string | undefined, at: Place): Value | undefined {
  if (axes.length === 0 || axes.length > 2) return undefined;
  let labels: FlowLabels = {
    form: undefined,
    place: at,
    from: 'unknown',
    why: 'the text does not say what it is filled with',
  };
  const columns: Read<number> | undefined = axes[1] === undefined ? undefined : readValue(axes[1], asNumber, at);
  // What it is filled with where that is no label: outputs of a model.
  let other: Value | undefined;
  const data = (): DataRows | undefined => (other === undefined ? undefined : rowsOfFilled(axes, at));
  const now = (place: Place): Value => {
    const rows = data();
    return other === undefined || rows === undefined
      ? labelsValue(labels, place)
      : rowsValue(other, rows, textOf(other), place);
  };
  const set = (index: Value | { kind: 'slice' }, value: Value, place: Place): FlowLabels => {
    const known = labelsIn(value);
    if (known !== undefined) return known.labels;
    const number = numberOf(value);
    const isCell = index.kind === 'sequence' && index.type === 'tuple' && index.items.length === 2;
    if (columns !== undefined && isCell && number === 1)
      return { form: 'one-hot', place, from: 'read', numClasses: columns };
    const isFlat = columns === undefined || columns.value === 1;
    const filled = isFlat ? partOfLabels(index, value, place) : undefined;
    if (filled !== undefined) return filled;
    return { form: undefined, place, from: 'unknown', why: `it is filled with ${textOf(value)}` };
  };
  const simulated: LabelsHost & { readonly of: Value | undefined } = {
    what: `an array of ${dtype ?? 'numbers'}`,
    get labels() {
      return labels;
    },
    get data() {
      return data();
    },
    get of() {
      return other;
    },
    length: () => numberOf(axes[0]),
    setItem: (index, value, place) => {
      if (isReordered(value)) other = value;
      else labels = set(index, value, place);
      return true;
    },
    item: (index, place, run) => hostOf(now(place))?.item?.(index, place, run),
    method: (name, args, place, run) => hostOf(now(place))?.method?.(name, args, place, run),
  };
  return host(simulated, at);
}

/** What a column of numbers becomes where a part of it is set; undefined where it is set to no number. */
function partOfLabels(index: Value | { kind: 'slice' }, value: Value, place: Place): FlowLabels | undefined {
  const number = numberOf(value);
  const isPart = index.kind === 'slice' && number !== undefined;
  // Zeros of which some become ones.
  const numClasses = isPart && number === 1 ? { numClasses: read(2, place) } : {};
  if (number === undefined && value.kind !== 'unknown') return undefined;
  return { form: 'integers', place, from: 'read', ...numClasses, ...(isPart && { isClassByClass: true }) };
}

function hostOf(value: Value): Host | undefined {
  return value.kind === 'host' ? value.host : undefined;
}

/** Outputs of a model, or a list of them. */
function isReordered(value: Value): boolean {
  const one = value.kind === 'sequence' ? value.items[0] : value;
  return reorderedIn(one) !== undefined;
}

function rowsOfFilled(axes: readonly Value[], place: Place): DataRows {
  const text = axes.map((axis) => textOf(axis)).join(', ');
  return { source: { kind: 'script', text, place }, rows: [], count: numberOf(axes[0]) };
}
