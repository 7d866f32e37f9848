import { firstOfEach, group } from '../../../base/group.js';
import type { PixelStep } from '../../../script/library/images/flow.js';
import { inputShapeOf } from '../../../script/reading/inputShape.js';
import { baseOf, pipelinesOf } from '../../../script/reading/pipelines.js';
import { quotePlace, scriptsOf } from '../../../script/reading/quotes.js';
import type { ScriptReading } from '../../../script/reading/readScript.js';
import type { Expression, Place } from '../../../script/syntax/ast.js';
import { isWithin } from '../../../script/syntax/isWithin.js';
import { keyOf } from '../../../script/syntax/keyOf.js';
import { walk } from '../../../script/syntax/walk.js';
import type { Finding } from '../../finding.js';

/** Names that people give to widths and heights: `img_width`, `IMG_W`, `cols`. */
const IS_WIDTH = /(^|[^a-z])(width|w|wide|cols|columns)([^a-z]|$)|width/i;
const IS_HEIGHT = /(^|[^a-z])(height|h|rows|tall)([^a-z]|$)|height/i;

/**
 * Finds sizes whose names say the other order than the function takes: `target_size=(img_width, img_height)`, where Keras
 * takes (height, width), and `cv2.resize(image, (height, width))`, which takes (width, height). Where both numbers are the
 * same, nothing is wrong.
 */
export function heightWidthSwappedOfScript(reading: ScriptReading): Finding[] {
  const sizes = group(swapsOf(reading), (one) => `${one.isWidthFirst} ${one.height}x${one.width}`);
  return [...sizes.values()].map((alike) => {
    const { isWidthFirst, height, width } = alike[0]!;
    return {
      check: 'height-width-swapped',
      severity: 'warning',
      summary: `Images become ${height} high and ${width} wide: this size is (${isWidthFirst ? 'width, height' : 'height, width'}), and its names say the opposite.`,
      evidence: [],
      fix: { text: `Swap the two names in ${alike.length === 1 ? 'this place' : 'these places'}.` },
      places: alike.map(({ place }) => quotePlace(reading, place, `height ${height}, width ${width}`)),
    };
  });
}

/** A size whose names say the other order than the function takes. */
interface SwappedSize {
  place: Place;
  isWidthFirst: boolean;
  height: number;
  width: number;
}

/** Each such size once. */
export function swapsOf(reading: ScriptReading): SwappedSize[] {
  const found = pipelinesOf(reading).flatMap(({ steps }) => steps.flatMap((step) => swapOf(reading, step) ?? []));
  return firstOfEach([...found, ...swapOfShape(reading)], ({ place }) => keyOf(place));
}

/** Whether two lengths are named width and height, in this order. */
export function saysWidthFirst(pair: readonly Expression[]): boolean {
  const [first, second] = pair.map(nameOf);
  return first !== undefined && second !== undefined && isWidthAndHeight(first, second);
}

function isWidthAndHeight(first: string, second: string): boolean {
  return isNamed(first, IS_WIDTH, IS_HEIGHT) && isNamed(second, IS_HEIGHT, IS_WIDTH);
}

function swapOf(reading: ScriptReading, step: PixelStep): SwappedSize | undefined {
  if (step.kind !== 'resize') return undefined;
  const [height, width] = [step.height.value, step.width.value];
  if (height === undefined || width === undefined || height === width) return undefined;
  const isWidthFirst = /cv2|PIL|Image/.test(step.by);
  const place = step.height.places.at(-1) ?? step.place;
  const [one, other] = (pairAt(reading, place) ?? namedPairAt(reading, place))?.map(nameOf) ?? [];
  if (one === undefined || other === undefined) return undefined;
  const [first, second] = isWidthFirst ? [other, one] : [one, other];
  return isWidthAndHeight(first, second) ? { place, isWidthFirst, height, width } : undefined;
}

/** `input_shape=(width, height, 3)` of the base, where Keras takes (height, width, channels). */
function swapOfShape(reading: ScriptReading): SwappedSize[] {
  const base = baseOf(reading);
  const shape = base === undefined ? undefined : inputShapeOf(base);
  if (shape?.height === undefined || shape.width === undefined || shape.height === shape.width) return [];
  const { place, height, width } = shape;
  // Images of another size than the shape are another finding.
  const isOfImages = pipelinesOf(reading).every(
    ({ flow }) => flow.height.value === undefined || flow.height.value === height,
  );
  if (!isOfImages) return [];
  const pair = pairAt(reading, place);
  return pair !== undefined && saysWidthFirst(pair) ? [{ place, isWidthFirst: false, height, width }] : [];
}

function isNamed(name: string, as: RegExp, notAs: RegExp): boolean {
  return as.test(name) && !notAs.test(name);
}

/** The two lengths of the tuple at a place, or within the call there, each a name; of a shape, those before the channels. */
export function pairAt(reading: ScriptReading, place: Place): Expression[] | undefined {
  const pairs = scriptsOf(reading).flatMap(({ body }) =>
    [...walk(body)].flatMap((node) => {
      if (node.type !== 'Tuple' && node.type !== 'List') return [];
      if (!isWithin(node.place, place) || node.elts.length < 2 || node.elts.length > 3) return [];
      const pair = node.elts.slice(0, 2);
      return pair.every((length) => nameOf(length) !== undefined) ? [pair] : [];
    }),
  );
  return pairs.length === 1 ? pairs[0] : undefined;
}

/** The same where a name stands there, of a tuple that the script gives that name once: `target_size=dims`. */
function namedPairAt(reading: ScriptReading, place: Place): Expression[] | undefined {
  const nodes = scriptsOf(reading).flatMap(({ body }) => [...walk(body)]);
  const names = new Set(
    nodes.flatMap((node) => (node.type === 'Name' && isWithin(node.place, place) ? [node.id] : [])),
  );
  const pairs = nodes.flatMap((node) => {
    if (node.type !== 'Assign' || !node.targets.some((target) => target.type === 'Name' && names.has(target.id)))
      return [];
    return [node.value.type === 'Tuple' || node.value.type === 'List' ? node.value.elts : []];
  });
  const [pair] = pairs;
  return pairs.length === 1 && pair?.length === 2 && pair.every((length) => nameOf(length) !== undefined)
    ? pair
    : undefined;
}

function nameOf(expression: Expression): string | undefined {
  if (expression.type === 'Name') return expression.id;
  return expression.type === 'Attribute' ? expression.attr : undefined;
}
