/** Replaces what stands between two offsets. */
export interface Edit {
  from: number;
  to: number;
  text: string;
}

/** @param edits that do not overlap */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  if (edits.length === 0) return text;
  const parts: string[] = [];
  let at = 0;
  for (const edit of [...edits].sort((a, b) => a.from - b.from)) {
    parts.push(text.slice(at, edit.from), edit.text);
    at = edit.to;
  }
  parts.push(text.slice(at));
  return parts.join('');
}

/** A statement that does nothing in place of lines that are no Python; the lines after them keep their numbers. */
export function placeholder(replaced: string): string {
  return `None${'\n'.repeat(replaced.split('\n').length - 1)}`;
}
