import { isNone, numberOf, textOf, type Value } from '../evaluate/values.js';
import type { ModelCall } from '../library/models/events.js';
import { asNumber, byDefault, notRead, type Read, read, readValue } from '../library/read.js';

/**
 * Epochs that a call of `fit` trains. Keras counts them from `initial_epoch` on, and `epochs` is where it ends: of `epochs=15,
 * initial_epoch=10` it trains five, and none where `epochs` is not larger.
 *
 * @param first where it begins; 0 where it is left out
 * @param last where it ends; 1 where it is left out
 */
export function trainedEpochs(
  first: Value | undefined,
  last: Value | undefined,
  { argPlaces, place, isRepeated }: Pick<ModelCall, 'argPlaces' | 'place' | 'isRepeated'>,
): Read<number> {
  const at = argPlaces.get('epochs') ?? place;
  const end = last === undefined || isNone(last) ? byDefault(1, place) : readValue(last, asNumber, at);
  if (first === undefined || isNone(first) || numberOf(first) === 0) return atLeastNone(end);
  const begins = argPlaces.get('initial_epoch') ?? place;
  const begin = readValue(first, asNumber, begins);
  const places = [...end.places, ...begin.places];
  const count = begin.value === undefined || end.value === undefined ? addedTo(first, last) : end.value - begin.value;
  if (count === undefined) return { ...(begin.from === 'unknown' ? begin : end), places } as Read<number>;
  // Such as `initial_epoch=i, epochs=i + 1`: how many epochs all rounds train is not known.
  if (isRepeated) return notRead('a loop trains them one after the other', textOf(last ?? first), ...places);
  return atLeastNone(read(count, ...places));
}

function atLeastNone(epochs: Read<number>): Read<number> {
  return epochs.from === 'unknown' || epochs.value >= 0 ? epochs : { ...epochs, value: 0 };
}

/** Of `history.epoch[-1] + 10`, which begins at `history.epoch[-1]`, the 10; undefined where `last` is no such sum. */
function addedTo(first: Value, last: Value | undefined): number | undefined {
  if (last === undefined) return undefined;
  if (isSame(first, last)) return 0;
  if (last.kind !== 'unknown' || last.made === undefined) return undefined;
  const { op, left, right } = last.made;
  const [ofLeft, ofRight] = [addedTo(first, left), op === '+' ? addedTo(first, right) : undefined];
  const [added, other] = ofLeft === undefined ? [ofRight, left] : [ofLeft, right];
  const number = numberOf(other);
  if (added === undefined || number === undefined) return undefined;
  if (op === '+') return added + number;
  return op === '-' ? added - number : undefined;
}

/** Whether two values that are not known are the same one: texts that are cut may stand for others. */
function isSame(left: Value, right: Value): boolean {
  if (left === right) return true;
  if (left.kind !== 'unknown' || right.kind !== 'unknown') return false;
  return left.text === right.text && !left.text.includes('…');
}
