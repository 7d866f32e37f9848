const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * Escapes control characters as a literal of Python does, such as `\n`, `\x1b` and `\u202e`. The name of a file may hold them: a
 * line break would tear a list apart, a terminal would obey others, and those that turn the direction of text show another name.
 */
export function escapeControls(text: string): string {
  return text.replace(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu, (character) => NAMED[character] ?? escaped(character));
}

function escaped(character: string): string {
  const code = character.charCodeAt(0).toString(16);
  return code.length <= 2 ? `\\x${code.padStart(2, '0')}` : `\\u${code.padStart(4, '0')}`;
}

/** The same, except for line breaks. */
export function escapeInLines(text: string): string {
  return text.split('\n').map(escapeControls).join('\n');
}
