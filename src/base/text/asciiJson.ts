/** JSON with escapes for all that is not ASCII, as Python's `json` writes it by default. */
export function asciiJson(json: string): string {
  return json.replace(/[^\0-\x7F]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
