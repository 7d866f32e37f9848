import type { Place } from '../syntax/ast.js';

/** A change of the text of a script: what stands at a place, and the text in place of it. */
export interface Edit {
  /** Where it starts and ends; an insertion ends where it starts. Line n + 1, column 1 is the end of a script of n lines. */
  place: Place;
  /** With `\n` at the end of a line, whatever ends the lines of the script. */
  text: string;
  /** In words, for the terminal: ``sets `lr` to `1e-4` ``. */
  what: string;
  /** If two changes want it, it is made once: an import. */
  once?: boolean;
  /** An insertion that closes what stands before it, or opens what stands after it: `f(` and `)` around an expression. */
  side?: 'closes' | 'opens';
}

/** The edits of a change; or why the change cannot be made safely, as the end of a sentence. */
export type Change = { edits: Edit[] } | { reason: string };

/** The edits of several changes; or the first reason why one of them cannot be made. */
export function together(...changes: readonly Change[]): Change {
  const refused = changes.find((change) => 'reason' in change);
  return refused ?? { edits: changes.flatMap((change) => ('edits' in change ? change.edits : [])) };
}

/** Whether two places are the same. */
export function samePlace(a: Place, b: Place): boolean {
  return (
    a.cell === b.cell &&
    a.line === b.line &&
    a.column === b.column &&
    a.endLine === b.endLine &&
    a.endColumn === b.endColumn
  );
}
