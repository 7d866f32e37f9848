import type { Place } from '../syntax/ast.js';
import { constant, type Execution, type Iteration, rangeLength, textOf, unknown, type Value } from './values.js';

/** Most numbers of a range that a loop runs over one by one. */
const MOST_NUMBERS = 20_000;

/** What a loop over a value runs over. */
export function iterationOf(value: Value, at: Place, run: Execution): Iteration {
  switch (value.kind) {
    case 'sequence':
      // A copy: the loop may change the list.
      return { items: [...value.items], isComplete: value.isComplete };
    case 'dict':
      return { items: [...value.entries.keys()].map((key) => constant(key, at)), isComplete: value.isComplete };
    case 'range': {
      const length = rangeLength(value);
      const number = (i: number): Value => constant(value.start + i * value.step, at);
      if (length <= MOST_NUMBERS) return { items: Array.from({ length }, (_, i) => number(i)), isComplete: true };
      return { items: [unknown('there are too many', 'a number', at)], isComplete: false };
    }
    case 'constant':
      if (typeof value.value !== 'string') break;
      return { items: [...value.value].map((character) => constant(character, at)), isComplete: true };
    case 'host': {
      const found = value.host.iterate?.(at, run);
      if (found !== undefined) return found;
      break;
    }
    default:
  }
  const why = value.kind === 'unknown' ? value.why : 'the text does not say what is in it';
  return { items: [{ ...unknown(why, `an item of ${textOf(value)}`, at), of: value }], isComplete: false };
}
