import { numberOf, textOf, type Value } from '../../evaluate/values.js';
import type { Place } from '../../syntax/ast.js';
import { asNumber, notRead, type Read, read } from '../read.js';
import type { PixelAction } from './flow.js';

/** `(height, width)` or, where `isWidthFirst`, `(width, height)`. */
export function readSize(
  value: Value | undefined,
  isWidthFirst: boolean,
  at: Place,
): { height: Read<number>; width: Read<number> } {
  const one = value === undefined ? undefined : numberOf(value);
  if (value !== undefined && one !== undefined)
    return { height: read(one, value.origin, at), width: read(one, value.origin, at) };
  const items = value?.kind === 'sequence' ? value.items : [];
  const [first, second] = isWidthFirst ? [items[1], items[0]] : items;
  return { height: readLength(first, value, at), width: readLength(second, value, at) };
}

function readLength(item: Value | undefined, whole: Value | undefined, at: Place): Read<number> {
  const number = item === undefined ? undefined : asNumber(item);
  if (number !== undefined) return read(number, item!.origin, at);
  const from = item ?? whole;
  if (from === undefined) return notRead('the text does not say', 'size', at);
  return notRead(from.kind === 'unknown' ? from.why : 'thaw does not understand it', textOf(from), from.origin, at);
}

/** Resizes to a size of a call. */
export function resizeAction(
  size: Value | undefined,
  isWidthFirst: boolean,
  settings: {
    by: string;
    interpolation: Read<string>;
    aspect?: 'stretched' | 'cropped' | 'padded' | 'unknown';
    dtype?: string;
    scalesIntegers?: boolean;
  },
  at: Place,
): PixelAction {
  return { kind: 'resize', ...readSize(size, isWidthFirst, at), aspect: 'stretched', ...settings };
}
