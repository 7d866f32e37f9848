// JSON has no NaN and no infinity: the loss of a diverged run would become null.

/** For `JSON.stringify`: writes numbers that JSON does not have as objects. */
export function writeNumber(_: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? { number: String(value) } : value;
}

/** For `JSON.parse`: reads what `writeNumber` wrote. */
export function readNumber(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Object.keys(value).join() !== 'number') return value;
  return Number((value as { number: string }).number);
}
