import { firstOfEach } from '../../../base/group.js';
import type { PixelStep } from '../../../script/library/images/flow.js';
import { pipelinesOf } from '../../../script/reading/pipelines.js';
import { quotePlace } from '../../../script/reading/quotes.js';
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
  const found = pipelinesOf(reading).flatMap(({ steps }) => steps.flatMap((step) => swapOf(reading, step) ?? []));
  const each = firstOfEach(found, ({ place }) => keyOf(place));
  const sizes = new Map(each.map((one) => [`${one.isWidthFirst} ${one.height}x${one.width}`, one]));
  return [...sizes].map(([key, { isWidthFirst, height, width }]) => {
    const alike = each.filter((one) => `${one.isWidthFirst} ${one.height}x${one.width}` === key);
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

function swapOf(
  reading: ScriptReading,
  step: PixelStep,
): { place: Place; isWidthFirst: boolean; height: number; width: number } | undefined {
  if (step.kind !== 'resize') return undefined;
  const [height, width] = [step.height.value, step.width.value];
  if (height === undefined || width === undefined || height === width) return undefined;
  const isWidthFirst = /cv2|PIL|Image/.test(step.by);
  const place = step.height.places.at(-1) ?? step.place;
  const names = namesOfPair(reading, place);
  if (names === undefined) return undefined;
  const [first, second] = isWidthFirst ? [names[1], names[0]] : names;
  return isNamed(first, IS_WIDTH, IS_HEIGHT) && isNamed(second, IS_HEIGHT, IS_WIDTH)
    ? { place, isWidthFirst, height, width }
    : undefined;
}

function isNamed(name: string, as: RegExp, notAs: RegExp): boolean {
  return as.test(name) && !notAs.test(name);
}

/** Names of the two lengths of the tuple at a place, or within the call there. */
function namesOfPair(reading: ScriptReading, place: Place): [string, string] | undefined {
  const modules = [reading.script, ...reading.modules.values()];
  const pairs = modules.flatMap(({ body }) =>
    [...walk(body)].flatMap((node) => {
      if (node.type !== 'Tuple' && node.type !== 'List') return [];
      if (!isWithin(node.place, place) || node.elts.length !== 2) return [];
      const names = node.elts.map(nameOf);
      return names[0] === undefined || names[1] === undefined ? [] : [[names[0], names[1]] as [string, string]];
    }),
  );
  return pairs.length === 1 ? pairs[0] : undefined;
}

function nameOf(expression: Expression): string | undefined {
  if (expression.type === 'Name') return expression.id;
  return expression.type === 'Attribute' ? expression.attr : undefined;
}
