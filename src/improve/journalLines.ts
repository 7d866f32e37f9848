import { type Operation, parseOperation, SET_STUDY_USER_ATTR } from './optunaLines.js';

/** What can be read of a journal. */
export interface JournalLines {
  lines: string[];
  operations: Operation[];
  /** Number of the first line that cannot be read, from 1; undefined where all can. */
  damagedAt?: number;
  /** Lines that are left out. */
  numLeftOut: number;
}

/**
 * Reads the lines of a journal. What follows the last line break was cut short by a kill, and is no line, unless nothing like a
 * line begins there.
 *
 * From a line that cannot be read on, lines of trials are left out: trials are numbered in the order in which they begin, so
 * where one of those lines is lost, the others are of other trials. Attributes of the study stay.
 */
export function readJournalLines(text: string): JournalLines {
  const parts = text.split('\n');
  const isCutShort = /^(\{|$)/.test(parts.at(-1)!);
  const read = (isCutShort ? parts.slice(0, -1) : parts).map((line) => ({ line, operation: parseOperation(line) }));
  const damaged = read.findIndex(({ operation }) => operation === undefined);
  const kept = read.flatMap(({ line, operation }, i) => {
    const isKept = damaged === -1 || i < damaged || operation?.op_code === SET_STUDY_USER_ATTR;
    return isKept && operation !== undefined ? [{ line, operation }] : [];
  });
  return {
    lines: kept.map(({ line }) => line),
    operations: kept.map(({ operation }) => operation),
    damagedAt: damaged === -1 ? undefined : damaged + 1,
    numLeftOut: read.length - kept.length,
  };
}
