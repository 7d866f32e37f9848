/**
 * Takes the first of a long list that pass, and looks at no more of it than that takes.
 *
 * @param count how many are wanted, above 0
 * @param pass gives what becomes of those of a piece that pass, in their order
 *
 * @example
 * const readable = await firstThat(files, 10, async (some) => await readThose(some));
 */
export async function firstThat<Item, Passed>(
  items: readonly Item[],
  count: number,
  pass: (piece: readonly Item[]) => Promise<readonly Passed[]>,
): Promise<Passed[]> {
  const passed: Passed[] = [];
  for (let from = 0; from < items.length && passed.length < count; from += count) {
    passed.push(...(await pass(items.slice(from, from + count))));
  }
  return passed.slice(0, count);
}
