import { type Host, host, stringOf, type Value } from '../../evaluate/values.js';
import type { Place } from '../../syntax/ast.js';
import { type DataRows, rowValue, withRows } from './data.js';
import type { RowStep } from './flow.js';
import { rowStepsOf } from './rowIndex.js';

/** Rows of which thaw knows where they come from, but not what they are: paths, outputs of a model, a dataframe. */
export interface RowsHost extends Host {
  readonly data: DataRows;
  /** What the rows are of, where that is an object of its own. */
  readonly of: Value;
}

export function rowsIn(value: Value | undefined): RowsHost | undefined {
  if (value?.kind !== 'host' || !('of' in value.host) || !('data' in value.host)) return undefined;
  return value.host.of === undefined ? undefined : (value.host as RowsHost);
}

/** An array that keeps itself what happens to its rows, such as outputs of a model. */
export interface ReorderedHost extends Host {
  readonly data: DataRows;
  /** The array after steps of rows, as the result of the expression at a place. */
  afterRows(steps: readonly RowStep[], at: Place): Value;
  /** Changes the order of this very object. */
  addRows(steps: readonly RowStep[]): void;
}

export function reorderedIn(value: Value | undefined): ReorderedHost | undefined {
  return value?.kind === 'host' && 'afterRows' in value.host ? (value.host as ReorderedHost) : undefined;
}

/** Such an array, or the one that stands for the items of a list that a loop fills. */
export function reorderedWithin(value: Value): ReorderedHost | undefined {
  return reorderedIn(value.kind === 'sequence' ? value.items[0] : value);
}

/** @param of the value whose rows they are */
export function rowsValue(of: Value, data: DataRows, text: string, at: Place): Value {
  const simulated: RowsHost = {
    what: text,
    of,
    data,
    length: () => data.count,
    iterate: (place, run) => ({ items: [rowValue(data, text, place, run)], isComplete: false }),
    item: (index, place, run) => {
      const column = index.kind === 'slice' ? undefined : stringOf(index);
      if (column !== undefined) return rowsValue(of, data, `${text}['${column}']`, place);
      const steps = rowStepsOf(index, place);
      if (steps === 'one') return rowValue(data, text, place, run);
      return rowsValue(of, withRows(data, steps), text, place);
    },
    method: (name, _args, place) => (SAME.has(name) ? rowsValue(of, data, text, place) : undefined),
    attribute: (name, place) => (name === 'values' ? rowsValue(of, data, text, place) : undefined),
  };
  return host(simulated, at);
}

/** Methods that leave the rows as they are. */
const SAME: ReadonlySet<string> = new Set(
  'copy tolist to_list to_numpy reset_index astype reshape flatten squeeze'.split(' '),
);
