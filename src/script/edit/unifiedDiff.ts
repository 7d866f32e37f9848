import { FILE_HEADERS_ONLY, formatPatch, structuredPatch } from 'diff';

/** Lines around a change. */
const CONTEXT = 3;

/**
 * The difference of two texts as a unified diff, for `patch -p1` and `git apply`.
 *
 * @param file path as the user writes it, relative to where the patch is applied
 * @returns empty if the texts are the same
 */
export function unifiedDiff(file: string, before: string, after: string): string {
  if (before === after) return '';
  const name = file.replaceAll('\\', '/').replace(/^(\.?\/)+/, '');
  const patch = structuredPatch(`a/${name}`, `b/${name}`, before, after, undefined, undefined, { context: CONTEXT });
  const text = formatPatch(patch, FILE_HEADERS_ONLY);
  // Without a tab after it, a name ends for patch with its first space. A name in quotes has its end.
  return name.includes(' ') ? text.replace(/^(--- [^"].*)\n(\+{3} .*)\n/, '$1\t\n$2\t\n') : text;
}
