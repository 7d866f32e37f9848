import { sum } from '../sum.js';
import { alignColumns } from '../text/alignColumns.js';
import { pluralize } from '../text/pluralize.js';
import type { CachedFile } from './trimCache.js';

/** What a cache holds, a line for each kind and one for all: number of files, bytes and the day and time of last use. */
export function cacheTable(files: readonly CachedFile[]): string {
  if (files.length === 0) return 'nothing';
  const kinds = [...new Set(files.map(({ kind }) => kind))].sort();
  const rows = kinds.map((kind) =>
    row(
      kind,
      files.filter((file) => file.kind === kind),
    ),
  );
  if (kinds.length > 1) rows.push(row('all', files));
  return alignColumns(rows);
}

function row(name: string, files: readonly CachedFile[]): string[] {
  const bytes = sum(files, (file) => file.bytes);
  const lastUse = new Date(Math.max(...files.map((file) => file.lastUse)));
  const when = lastUse.toISOString().slice(0, 16).replace('T', ' ');
  return [name, pluralize(files.length, 'file'), sizeOf(bytes), `last used ${when} UTC`];
}

/** Bytes in a unit that suits them. */
function sizeOf(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  const value = bytes / 2 ** (10 * power);
  return `${power === 0 ? value : value.toFixed(1)} ${units[power]}`;
}
