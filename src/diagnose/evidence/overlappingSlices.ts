import type { ImageFlow, RowStep } from '../../script/library/images/flow.js';
import type { Read } from '../../script/library/read.js';
import { keyOf } from '../../script/syntax/keyOf.js';

type Slice = RowStep & { kind: 'slice' };

/** The first slices of two flows of the same rows, where these surely share rows; undefined where they do not, or that is not known. */
export function overlappingSlices(left: ImageFlow, right: ImageFlow): { slices: [Slice, Slice] } | undefined {
  const [first, second] = [firstSlice(left), firstSlice(right)];
  if (first === undefined || second === undefined) return undefined;
  // What a loop picks of one slice is not followed: only slices that are written twice are compared.
  if (keyOf(first.slice.place) === keyOf(second.slice.place)) return undefined;
  const isSameOrder = first.before === second.before;
  const isShuffledBetween = first.before.startsWith(second.before) || second.before.startsWith(first.before);
  if (!isShuffledBetween || (isSameOrder && !share(first.slice, second.slice))) return undefined;
  return { slices: [first.slice, second.slice] };
}

/** The only slice of a flow, of rows that are shuffled and not cut otherwise; `before` says which shuffles. */
function firstSlice({ rows }: ImageFlow): { slice: Slice; before: string } | undefined {
  const at = rows.findIndex(({ kind }) => kind === 'slice');
  const slice = rows[at];
  const others = rows.filter((_, i) => i !== at);
  if (slice?.kind !== 'slice' || (slice.step.value ?? 1) !== 1 || slice.step.from === 'unknown') return undefined;
  if (!others.every(({ kind }) => ['shuffle', 'batch', 'prefetch', 'cache', 'repeat'].includes(kind))) return undefined;
  const before = rows.slice(0, at).map((row) => `${keyOf(row.place)};`);
  return { slice, before: before.join('') };
}

/** Whether two slices of one order surely share rows. */
function share(left: Slice, right: Slice): boolean {
  const [a, b] = [left, right].map(({ start }) => (start.value === null ? 0 : start.value));
  const [c, d] = [left, right].map(({ stop }) => stop.value);
  const isOpenStart = isFront(left.start) && isFront(right.start);
  const isOpenStop = left.stop.value === null && right.stop.value === null;
  if (isOpenStart || isOpenStop) return true;
  if (a === undefined || b === undefined || c === undefined || d === undefined) return false;
  if ([a, b, c ?? 0, d ?? 0].every((bound) => bound >= 0)) {
    return Math.max(a, b) < Math.min(c ?? Number.POSITIVE_INFINITY, d ?? Number.POSITIVE_INFINITY);
  }
  return (
    isCountedFromEnd(left) &&
    isCountedFromEnd(right) &&
    Math.max(fromEnd(left), fromEnd(right)) < Math.min(c ?? 0, d ?? 0)
  );
}

function isFront({ value }: Read<number | null>): boolean {
  return value === null || value === 0;
}

/** Whether all bounds that are given are negative. */
function isCountedFromEnd({ start, stop }: Slice): boolean {
  return [start, stop].every(({ value }) => value === null || (value !== undefined && value < 0));
}

function fromEnd({ start }: Slice): number {
  return start.value ?? Number.NEGATIVE_INFINITY;
}
