/**
 * Maps with at most `width` calls under way; results stand in the order of the values. After a failure no call begins,
 * and it is thrown once those under way have ended, so that nothing works on behind the caller's back.
 *
 * @param width default 8: enough to keep sharp's threads busy
 */
export async function mapConcurrent<T, R>(
  values: readonly T[],
  map: (value: T, index: number) => Promise<R>,
  width = 8,
): Promise<R[]> {
  const results = new Array<R>(values.length);
  const failures: unknown[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < values.length && failures.length === 0) {
      const index = next++;
      try {
        results[index] = await map(values[index], index);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  if (failures.length > 0) throw failures[0];
  return results;
}
