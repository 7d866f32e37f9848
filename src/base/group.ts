/** Values by key, as `d3.group` and `Map.groupBy`: keys in the order in which they first come, values in their own. */
export function group<T, K>(values: Iterable<T>, key: (value: T, index: number) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  let index = 0;
  for (const value of values) {
    const k = key(value, index++);
    const members = groups.get(k);
    if (members === undefined) groups.set(k, [value]);
    else members.push(value);
  }
  return groups;
}

/** The first value of each key, in the order in which they come. */
export function firstOfEach<T>(values: Iterable<T>, key: (value: T) => unknown): T[] {
  return [...group(values, key).values()].map(([first]) => first!);
}

/** Number of values of each key, keys in the order in which they first come. */
export function countBy<T, K>(values: Iterable<T>, key: (value: T) => K): Map<K, number> {
  const counts = new Map<K, number>();
  for (const value of values) {
    const k = key(value);
    counts.set(k, (counts.get(k) ?? 0) + 1);
  }
  return counts;
}

/** Place of each value among those of the same key, from 0: `a, b, a` gives `0, 0, 1`. */
export function ranksByKey<T>(values: readonly T[], key: (value: T) => unknown): number[] {
  const next = new Map<unknown, number>();
  return values.map((value) => {
    const k = key(value);
    const rank = next.get(k) ?? 0;
    next.set(k, rank + 1);
    return rank;
  });
}
