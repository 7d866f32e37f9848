import { textOf, type Value } from '../../evaluate/values.js';
import type { Place } from '../../syntax/ast.js';
import { keyOf as placeKey } from '../../syntax/keyOf.js';
import { unknownSource, withRows } from './data.js';
import type { Pixels, RowStep } from './flow.js';
import { endOf, keyOfValues, withStep } from './foldStep.js';
import { imagesValue } from './imageArray.js';
import { arrayIn, changed, type ImageArray } from './imageHost.js';
import { asLabels, labelsIn, labelsValue } from './labels.js';
import { numbersIn, numbersValue } from './numbers.js';
import { rowsIn, rowsValue } from './rowsHost.js';

/** `np.array(value)`: an array of images, numbers, labels, or of what thaw does not know. */
export function arrayOf(value: Value, at: Place): Value {
  const images = arrayIn(value);
  if (images !== undefined) return changed(images, { library: 'numpy' }, at);
  if (value.kind !== 'sequence') return value;
  const items = imagesIn(value.items);
  if (items.length > 0) {
    const joined = joinedImages(items, value, at);
    const isStack =
      items.every(({ isOne }) => isOne === false) && value.items.every((item) => item.kind !== 'sequence');
    return isStack ? changed(arrayIn(joined)!, { extraAxis: 'second' }, at) : joined;
  }
  const numbers = numbersIn(value);
  if (numbers !== undefined && numbers.length > 0) return numbersValue(numbers, at);
  const first = value.items[0];
  if (labelsIn(first) !== undefined) return labelsValue(asLabels(value), at, labelsIn(first)?.data);
  if (first?.kind === 'sequence') return value;
  const rows = rowsIn(first);
  return rowsValue(
    value,
    rows?.data ?? { source: unknownSource(textOf(value), value.origin), rows: [] },
    textOf(value),
    at,
  );
}

/** Images among the items of a list, also those that stand alone in lists of their own. */
export function imagesIn(items: readonly Value[]): ImageArray[] {
  return items.flatMap((item) => {
    const images = arrayIn(item);
    if (images !== undefined) return [images];
    return item.kind === 'sequence' && item.items.length === 1 ? imagesIn(item.items) : [];
  });
}

/**
 * One array of all images. Where they went different ways, the range is not known.
 *
 * @param areRows false where they are put together along another axis than that of the images
 */
export function joinedImages(items: readonly ImageArray[], of: Value, at: Place, areRows = true): Value {
  const [first] = items as [ImageArray, ...ImageArray[]];
  const isListed = of.kind === 'sequence' && of.isComplete;
  const count = isListed && items.every(({ isOne }) => isOne === true) ? items.length : undefined;
  const sources = new Set(items.map(({ data }) => data.source.text));
  const isOfSame = areRows && isEachOfSame(items);
  const text = [...sources].join(', ');
  const rows: RowStep[] =
    sources.size > 1 || isOfSame ? [{ kind: 'joined', text, place: at, ...(isOfSame && { isOfSame }) }] : [];
  const data = withRows(first.data, rows, count);
  return imagesValue({ library: 'numpy', pixels: joinedPixels(items, at), data, isOne: false }, at);
}

/** Whether images are put together with changed copies of themselves: mirrored, rotated, in other colors. */
function isEachOfSame(items: readonly ImageArray[]): boolean {
  const [first, ...others] = items as [ImageArray, ...ImageArray[]];
  return others.length > 0 && others.every((other) => isCopy(first, other) || isCopy(other, first));
}

/** Whether the second is made of the first. */
function isCopy(first: ImageArray, second: ImageArray): boolean {
  const [source, copy] = [first.pixels.steps, second.pixels.steps];
  return (
    first.isOne === second.isOne &&
    first.data.source.text === second.data.source.text &&
    isSameList(first.data.rows, second.data.rows) &&
    copy.length > source.length &&
    isSameList(source, copy.slice(0, source.length))
  );
}

function isSameList(left: readonly { kind: string; place: Place }[], right: typeof left): boolean {
  return (
    left.length === right.length &&
    left.every(({ kind, place }, i) => kind === right[i]!.kind && placeKey(place) === placeKey(right[i]!.place))
  );
}

/** Most steps, over all images of a list, that are compared: some 100 ms. */
const MOST_STEPS = 100_000;

function joinedPixels(items: readonly ImageArray[], at: Place): Pixels {
  const [first] = items as [ImageArray, ...ImageArray[]];
  const all = new Set(items.map(({ pixels }) => pixels));
  const steps = [...all].reduce((sum, pixels) => sum + pixels.steps.length, 0);
  if (steps > MOST_STEPS) {
    return withStep(
      first.pixels,
      { kind: 'unknown', text: `${all.size} images`, why: 'there are too many to compare' },
      at,
    );
  }
  const ways = new Map([...all].map((pixels) => [keyOf(pixels), pixels]));
  if (ways.size === 1) return first.pixels;
  const ends = new Set([...ways.values()].map((pixels) => keyOfValues(endOf(pixels))));
  // The longest way says most of what is done.
  const [longest] = [...ways.values()].sort((left, right) => right.steps.length - left.steps.length);
  if (ends.size === 1) return longest!;
  const text = `${ways.size} ways of making images`;
  return withStep(first.pixels, { kind: 'unknown', text, why: 'images of other values are put together' }, at);
}

/** Images that the same lines make in the same way have the same key. */
function keyOf({ start, steps }: Pixels): string {
  return JSON.stringify([start, steps.map(({ after, ...step }) => [step, after.range])]);
}
