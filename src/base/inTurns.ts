/**
 * Maps with at most `width` calls under way; results stand in the order of the values.
 *
 * @param width default 8: enough to keep sharp's threads busy
 */
export async function inTurns<T, R>(
  values: readonly T[],
  map: (value: T, index: number) => Promise<R>,
  width = 8,
): Promise<R[]> {
  const results = new Array<R>(values.length);
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < values.length) {
      const index = next++;
      results[index] = await map(values[index], index);
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  return results;
}
