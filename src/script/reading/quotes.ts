import { firstOfEach } from '../../base/group.js';
import type { ParsedScript, Place } from '../syntax/ast.js';
import { isWithin } from '../syntax/isWithin.js';
import { placeText, quote } from '../syntax/quote.js';
import type { ScriptReading } from './readScript.js';

/** A line of a script, quoted: what a finding points at. */
export interface QuotedPlace {
  /** `train.py:12`, or `train.ipynb, cell 3, line 2`. */
  where: string;
  /** Path of the file. */
  file: string;
  /** From 1; of a notebook, in its cell. */
  line: number;
  /** Number of the cell of a notebook, from 1 over all its cells. */
  cell?: number;
  /** What stands there. */
  text: string;
  /** What it means, where the text alone does not say it: `0..1 after this line`. */
  note?: string;
}

/** A place, or one with what it means. */
export type NotedPlace = Place | undefined | readonly [place: Place | undefined, note: string];

/** The script or the module beside it that a place is in. */
export function scriptOf({ script, modules }: ScriptReading, { file }: Place): ParsedScript {
  return (file === undefined ? undefined : [...modules.values()].find((one) => one.file === file)) ?? script;
}

/** The script, and the modules beside it that it imports. */
export function scriptsOf({ script, modules }: ScriptReading): ParsedScript[] {
  return [script, ...modules.values()];
}

/** Quotes what stands at a place, whichever file it is in. */
export function quotePlace(reading: ScriptReading, place: Place, note?: string): QuotedPlace {
  return {
    where: placeText(reading.file, place),
    file: place.file ?? reading.file,
    line: place.line,
    ...(place.cell !== undefined && { cell: place.cell }),
    text: quotedText(scriptOf(reading, place), place),
    ...(note !== undefined && { note }),
  };
}

/** A piece of a line that has fewer characters says little alone: `0.01`, `layer.trainable`. */
const SHORT = 18;
const IS_KEYWORD = /^\w+\s*=/;

/** What stands at a place; where that is short, its whole line, as far as it is quoted. */
function quotedText({ source }: ParsedScript, place: Place): string {
  const text = quote(source, place);
  if (text.length >= SHORT || IS_KEYWORD.test(text) || place.line !== place.endLine) return text;
  const line = quote(source, { ...place, column: 1, endColumn: Number.POSITIVE_INFINITY });
  return line.includes(text) ? line : text;
}

/** Places in their order, each once. What only encloses an earlier one on its line is left out. */
export function quotePlaces(reading: ScriptReading, noted: readonly NotedPlace[]): QuotedPlace[] {
  const shown: Place[] = [];
  const quoted = noted.flatMap((one): QuotedPlace[] => {
    const [place, note] = one === undefined || 'line' in one ? [one] : one;
    if (place === undefined) return [];
    if (note === undefined && shown.some((before) => before.line === place.line && isWithin(before, place))) return [];
    shown.push(place);
    return [quotePlace(reading, place, note)];
  });
  return eachOnce(quoted);
}

/** Quoted places, each once. */
function eachOnce(quoted: readonly QuotedPlace[]): QuotedPlace[] {
  return firstOfEach(quoted, ({ where, text }) => `${where}\n${text}`);
}
