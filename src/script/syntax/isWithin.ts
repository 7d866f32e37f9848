import type { Place } from './ast.js';

/** Whether a place is inside of another one, or the same. */
export function isWithin(inner: Place, outer: Place): boolean {
  if (inner.file !== outer.file || inner.cell !== outer.cell) return false;
  const startsLater = inner.line > outer.line || (inner.line === outer.line && inner.column >= outer.column);
  const endsEarlier =
    inner.endLine < outer.endLine || (inner.endLine === outer.endLine && inner.endColumn <= outer.endColumn);
  return startsLater && endsEarlier;
}
