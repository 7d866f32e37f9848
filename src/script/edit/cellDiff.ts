import { structuredPatch } from 'diff';
import { cellTexts } from './notebookText.js';
import type { SourceFile } from './sourceFile.js';

/** Lines around a change of a cell: a cell is short. */
const CONTEXT = 1;

/**
 * The difference of two texts of a notebook by cell, to be read: the lines of code alone, without their JSON. It is no patch
 * for a tool.
 *
 * @param shown name of the notebook
 */
export function cellDiff(before: SourceFile, after: string, shown: string): string {
  const texts = new Map(cellTexts(after, before.file).map(({ cell, text }) => [cell, text]));
  return cellTexts(before.text, before.file)
    .flatMap(({ cell, text }) => {
      const changed = texts.get(cell) ?? '';
      return changed === text ? [] : [`${shown}, cell ${cell}`, ...hunkLines(text, changed)];
    })
    .map((line) => `${line}\n`)
    .join('');
}

function hunkLines(before: string, after: string): string[] {
  // The last line of a cell has no line break, which is no news.
  const whole = (text: string): string => (text.endsWith('\n') || text === '' ? text : `${text}\n`);
  const { hunks } = structuredPatch('', '', whole(before), whole(after), undefined, undefined, { context: CONTEXT });
  return hunks.flatMap(({ oldStart, lines }) => [
    `@@ line ${oldStart} @@`,
    ...lines.map((line) => line.replace(/\r$/, '')),
  ]);
}
