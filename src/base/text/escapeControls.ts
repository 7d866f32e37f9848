const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * Escapes control characters as a literal of Python does, such as `\n` and `\x1b`. The name of a file may hold them: a line
 * break would tear a list apart, and a terminal would obey the others.
 */
export function escapeControls(text: string): string {
  return text.replace(
    /\p{Cc}/gu,
    (character) => NAMED[character] ?? `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
}

/** The same, except for line breaks. */
export function escapeInLines(text: string): string {
  return text.split('\n').map(escapeControls).join('\n');
}
