import type { Place } from './ast.js';

/** A text that is the same for the same place. */
export function keyOf({ file, cell, line, column, endLine, endColumn }: Place): string {
  return [file ?? '', cell ?? '', line, column, endLine, endColumn].join(':');
}
