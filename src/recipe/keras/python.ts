/** Writes a value in Python: `None`, `True`, `[1, 2]`. */
export function py(value: unknown): string {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (Array.isArray(value)) return `[${value.map(py).join(', ')}]`;
  return JSON.stringify(value);
}

/** Writes keyword arguments: `name=value, ...`. */
export function kwargs(values: Readonly<Record<string, unknown>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${py(value)}`)
    .join(', ');
}

/** The whole number that a factor divides by, such as 255 for 1 / 255; undefined where it is none. */
export function divisorOf(factor: number): number | undefined {
  const divisor = Math.round(1 / factor);
  return Math.abs(divisor) > 1 && Math.abs(1 / factor - divisor) < 1e-9 ? divisor : undefined;
}

/** Writes a number as a Python float: with an int, Keras computes in integers. */
export function float(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 1e15 ? `${value}.0` : String(value);
}
