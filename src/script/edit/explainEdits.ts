import { escapeControls } from '../../base/text/escapeControls.js';
import type { ParsedScript } from '../syntax/ast.js';
import { placeText } from '../syntax/quote.js';
import { orderedEdits } from './applyEdits.js';
import type { Edit } from './edit.js';

/**
 * Says by line what edits change, for the terminal: ``train.py:12: sets `lr` of `Adam` to `1e-4`, which was `0.1` ``.
 *
 * @returns a line of text for each line of the script
 */
export function explainEdits(script: ParsedScript, edits: readonly Edit[]): string[] {
  const lines = new Map<string, string[]>();
  for (const { place, what } of orderedEdits(script, edits)) {
    if (what === '') continue;
    const at = placeText(script.file, place);
    const words = lines.get(at) ?? [];
    if (!words.includes(what)) words.push(what);
    lines.set(at, words);
  }
  return [...lines].map(([at, words]) => escapeControls(`${at}: ${words.join('; ')}`));
}
