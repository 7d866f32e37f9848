import { throwIfInterrupted } from './interruption.js';

/**
 * Maps with at most `width` calls at a time; results are in the order of the values. After a failure no further call
 * begins, and the error is thrown when the running calls have ended, so that none of them runs on unnoticed. An interrupt is
 * such a failure.
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
        throwIfInterrupted();
        results[index] = await map(values[index]!, index);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  if (failures.length > 0) throw failures[0];
  return results;
}
