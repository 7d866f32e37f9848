import { type Host, host, numberOf, textOf, type Value } from '../../evaluate/values.js';
import type { Place } from '../../syntax/ast.js';
import { asNumber, type Read, read, readValue } from '../read.js';
import type { DataRows } from './data.js';
import type { FlowLabels, ImageSource } from './flow.js';
import { type LabelsHost, labelsIn, labelsValue } from './labels.js';
import { reorderedWithin, rowsValue } from './rowsHost.js';

/**
 * `np.zeros(n)` or `np.zeros((n, classes))`, that a script fills with labels: with numbers, or with a one in the column of
 * the class.
 *
 * @param source the array itself, by the place that makes it
 */
export function filledLabels(
  axes: readonly Value[],
  dtype: string | undefined,
  source: ImageSource,
): Value | undefined {
  if (axes.length === 0 || axes.length > 2) return undefined;
  const { place: at } = source;
  let labels: FlowLabels = {
    form: undefined,
    place: at,
    from: 'unknown',
    why: 'the text does not say what it is filled with',
  };
  const columns: Read<number> | undefined = axes[1] === undefined ? undefined : readValue(axes[1], asNumber, at);
  // What it is filled with where that is no label: outputs of a model.
  let other: Value | undefined;
  const rows: DataRows = { source, rows: [], count: numberOf(axes[0]) };
  const now = (place: Place): Value =>
    other === undefined ? labelsValue(labels, place) : rowsValue(other, rows, textOf(other), place);
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
      return other === undefined ? undefined : rows;
    },
    get of() {
      return other;
    },
    length: () => numberOf(axes[0]),
    setItem: (index, value, place) => {
      if (reorderedWithin(value) !== undefined) other = value;
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
  // Some of the zeros become ones.
  const numClasses = isPart && number === 1 ? { numClasses: read(2, place) } : {};
  if (number === undefined && value.kind !== 'unknown') return undefined;
  return { form: 'integers', place, from: 'read', ...numClasses, ...(isPart && { isClassByClass: true }) };
}

function hostOf(value: Value): Host | undefined {
  return value.kind === 'host' ? value.host : undefined;
}
