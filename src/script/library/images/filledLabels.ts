import { type Host, host, numberOf, textOf, type Value } from '../../evaluate/values.js';
import type { Place } from '../../syntax/ast.js';
import { asNumber, type Read, read, readValue } from '../read.js';
import type { FlowLabels } from './flow.js';
import { type LabelsHost, labelsIn, labelsValue } from './labels.js';

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
  const set = (index: Value | { kind: 'slice' }, value: Value, place: Place): FlowLabels => {
    const known = labelsIn(value);
    if (known !== undefined) return known.labels;
    const number = numberOf(value);
    const isCell = index.kind === 'sequence' && index.type === 'tuple' && index.items.length === 2;
    if (columns !== undefined && isCell && number === 1)
      return { form: 'one-hot', place, from: 'read', numClasses: columns };
    const isFlat = columns === undefined || columns.value === 1;
    // Zeros of which some become ones.
    if (isFlat && number === 1 && index.kind === 'slice') {
      return { form: 'integers', place, from: 'read', numClasses: read(2, place) };
    }
    if (isFlat && (number !== undefined || value.kind === 'unknown')) return { form: 'integers', place, from: 'read' };
    return { form: undefined, place, from: 'unknown', why: `it is filled with ${textOf(value)}` };
  };
  const simulated: LabelsHost = {
    what: `an array of ${dtype ?? 'numbers'}`,
    get labels() {
      return labels;
    },
    data: undefined,
    length: () => numberOf(axes[0]),
    setItem: (index, value, place) => {
      labels = set(index, value, place);
      return true;
    },
    item: (_index, place) => labelsValue(labels, place),
    method: (name, args, place, run) => {
      const now = labelsValue(labels, place);
      return now.kind === 'host' ? now.host.method?.(name, args, place, run) : undefined;
    },
  };
  return host(simulated satisfies Host, at);
}
