/** A count with its noun: `1 file`, `3 files`; `plural` where an s is not enough. */
export function pluralize(n: number, singular: string, plural = `${singular}s`): string {
  return `${n.toLocaleString('en')} ${n === 1 ? singular : plural}`;
}
