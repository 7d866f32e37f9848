/** A value as Python writes it: `None`, `True`, `[1, 2]`. */
export function py(value: unknown): string {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (Array.isArray(value)) return `[${value.map(py).join(', ')}]`;
  return JSON.stringify(value);
}

/** Arguments of a call: `name=value, ...`. */
export function kwargs(values: Readonly<Record<string, unknown>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${py(value)}`)
    .join(', ');
}

/** A number that Python takes for a float: Keras computes in whole numbers where it is given them. */
export function float(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 1e15 ? `${value}.0` : String(value);
}
