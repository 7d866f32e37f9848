import { firstOfEach } from '../../base/group.js';
import type { Place } from '../syntax/ast.js';
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

/** Quotes what stands at a place, whichever file it is in. */
export function quotePlace(reading: ScriptReading, place: Place, note?: string): QuotedPlace {
  const file = place.file ?? reading.file;
  const module = [...reading.modules.values()].find((one) => one.file === place.file);
  return {
    where: placeText(file, place),
    file,
    line: place.line,
    ...(place.cell !== undefined && { cell: place.cell }),
    text: quote((module ?? reading.script).source, place),
    ...(note !== undefined && { note }),
  };
}

/** Places in their order, each once. */
export function quotePlaces(reading: ScriptReading, places: readonly (Place | undefined)[]): QuotedPlace[] {
  const quoted = places.flatMap((place) => (place === undefined ? [] : quotePlace(reading, place)));
  return eachOnce(quoted);
}

/** Quoted places, each once. */
export function eachOnce(quoted: readonly QuotedPlace[]): QuotedPlace[] {
  return firstOfEach(quoted, ({ where, text }) => `${where}\n${text}`);
}
