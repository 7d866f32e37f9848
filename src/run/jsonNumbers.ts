// JSON has no NaN and no infinity, and would make null of the loss of a run that diverged.

/** For `JSON.stringify`: numbers that JSON does not have, as objects. */
export function writeNumber(_: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? { number: String(value) } : value;
}

/** For `JSON.parse`: what `writeNumber` wrote. */
export function readNumber(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Object.keys(value).join() !== 'number') return value;
  return Number((value as { number: string }).number);
}
