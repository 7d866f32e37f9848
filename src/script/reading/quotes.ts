import type { Place } from '../syntax/ast.js';
import { placeText, quote } from '../syntax/quote.js';
import type { ScriptReading } from './readScript.js';

/** A line of a script, quoted: what a finding points at. */
export interface QuotedPlace {
  /** `train.py:12`. */
  where: string;
  file: string;
  line: number;
  cell?: number;
  text: string;
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
  return quoted.filter(
    ({ where, text }, i) => quoted.findIndex((one) => one.where === where && one.text === text) === i,
  );
}
