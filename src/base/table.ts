/**
 * A table that is looked up by words of somebody else: it has its own entries alone, so that `table['constructor']` is
 * undefined.
 */
export function table<T>(entries: Readonly<Record<string, T>>): Record<string, T> {
  return Object.assign(Object.create(null) as Record<string, T>, entries);
}
