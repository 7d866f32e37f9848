/** One output in several forms: a front end takes the richest that it can show. */
export type Bundle = Record<string, unknown>;

/** Shows an output in a cell, or replaces the one of the same display id. */
export type WriteDisplay = (message: object, update: boolean) => void;

/** What shows the outputs of the cell that ran last; undefined outside of a kernel. */
export function currentDisplay(): WriteDisplay | undefined {
  // Private to tslab, hence the pinned version: its public display shows one form only.
  const { lastWriteDisplayData } = require('tslab/dist/jupyter') as { lastWriteDisplayData: WriteDisplay | null };
  return lastWriteDisplayData ?? undefined;
}
