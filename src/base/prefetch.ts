/**
 * Loads values ahead of their use, in order.
 *
 * @param depth number of values that are loaded ahead while one is used; 0 loads each when it is requested
 */
export async function* prefetch<T, R>(
  values: readonly T[],
  load: (value: T) => Promise<R>,
  depth: number,
): AsyncGenerator<{ value: T; loaded: R }> {
  const pending: Promise<R>[] = [];
  let next = 0;
  try {
    for (const value of values) {
      while (next < values.length && pending.length <= depth) {
        const promise = load(values[next++]!);
        promise.catch(() => undefined); // reported where it is awaited
        pending.push(promise);
      }
      yield { value, loaded: await pending.shift()! };
    }
  } finally {
    // Whoever stops early closes files next.
    await Promise.allSettled(pending);
  }
}
