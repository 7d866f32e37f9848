import { sliceIn } from '../../evaluate/items.js';
import { isNone, type SliceIndex, type Value } from '../../evaluate/values.js';

/** An index of one axis. */
export type Index = Value | SliceIndex;

/** What stands between the brackets, axis by axis. */
export function indexesIn(index: Index): readonly Index[] {
  const parts = index.kind === 'sequence' && index.type === 'tuple' ? index.items : [index];
  return parts.map((part) => sliceIn(part) ?? part);
}

export const WHOLE: SliceIndex = { kind: 'slice', lower: undefined, upper: undefined, step: undefined };

/** `[:]` takes all of an axis. */
export function isWhole(index: Index): boolean {
  return index.kind === 'slice' && index.lower === undefined && index.upper === undefined && index.step === undefined;
}

/** `None` or `np.newaxis` between the brackets. */
export function isNewAxis(index: Index): boolean {
  if (index.kind === 'slice') return false;
  return isNone(index) || (index.kind === 'name' && /^(numpy|tensorflow)\.newaxis$/.test(index.name));
}

export function isDots(index: Index): boolean {
  return index.kind === 'unknown' && index.text === '...';
}

/** Whether an index gives the same values with other axes: `means[None, None, :]`, `means[..., np.newaxis]`. */
export function keepsAllValues(index: Index): boolean {
  return indexesIn(index).every((part) => isNewAxis(part) || isDots(part) || isWhole(part));
}
