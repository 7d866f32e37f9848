/** Adds values to others, as `values.push(...added)`, which fills the stack at some 100,000 of them. */
export function addAll<T>(values: T[], added: readonly T[]): void {
  for (const value of added) values.push(value);
}
