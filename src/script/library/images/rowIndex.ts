import { indexText } from '../../evaluate/items.js';
import { type Host, host, numberOf, type SliceIndex, textOf, unknown, type Value } from '../../evaluate/values.js';
import type { Place } from '../../syntax/ast.js';
import { asNumberOrNone, byDefault, notRead, type Read, read, readValue } from '../read.js';
import { isWhole } from './axes.js';
import type { RowStep } from './flow.js';

/** An order of rows that is drawn at random: `np.random.permutation(n)`, and slices of it. */
export interface OrderHost extends Host {
  readonly order: readonly RowStep[];
  /** Shuffles this very object. */
  addRows(steps: readonly RowStep[]): void;
}

export function orderIn(value: Value | SliceIndex | undefined): OrderHost | undefined {
  return value?.kind === 'host' && 'order' in value.host ? (value.host as OrderHost) : undefined;
}

/** What an index on the first axis does to rows; `one` where it picks a single row. */
export function rowStepsOf(index: Value | SliceIndex, at: Place): readonly RowStep[] | 'one' {
  if (index.kind === 'slice') return isWhole(index) ? [] : [sliceStep(index, at)];
  if (numberOf(index) !== undefined) return 'one';
  const drawn = orderIn(index);
  if (drawn !== undefined) return drawn.order;
  const why = index.kind === 'unknown' ? index.why : `thaw does not know which rows ${textOf(index)} are`;
  return [{ kind: 'unknown', text: indexText(index), why, place: at }];
}

export function sliceStep({ lower, upper, step }: SliceIndex, at: Place): RowStep {
  const bound = (value: Value | undefined): Read<number | null> =>
    value === undefined ? byDefault(null, at) : readValue(value, asNumberOrNone, at);
  return { kind: 'slice', start: bound(lower), stop: bound(upper), step: bound(step), place: at };
}

/** Order of rows that nothing has changed yet: `np.arange(n)`. */
export function orderValue(steps: readonly RowStep[], count: number | undefined, at: Place): Value {
  let order = steps;
  const simulated: OrderHost = {
    what: 'an order of rows',
    get order() {
      return order;
    },
    addRows: (more) => {
      order = [...order, ...more];
    },
    length: () => count,
    iterate: (place) => ({ items: [unknown('it is one of many', 'a number of a row', place)], isComplete: false }),
    item: (index, place) => {
      const more = rowStepsOf(index, place);
      return more === 'one'
        ? unknown('it is one of many', 'a number of a row', place)
        : orderValue([...order, ...more], undefined, place);
    },
  };
  return host(simulated, at);
}

/** A shuffle of whole arrays or lists. */
export function shuffleStep(by: string, seed: Read<number | null> | undefined, at: Place): RowStep {
  return {
    kind: 'shuffle',
    by,
    seed: seed ?? notRead('the text does not say', 'seed', at),
    bufferSize: null,
    reshufflesEachEpoch: read(false, at),
    place: at,
  };
}
