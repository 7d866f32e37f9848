import { firstOfEach } from '../../../base/group.js';
import type { PixelRange, PixelState, PixelStep } from '../../../script/library/images/flow.js';
import { hull, integerLimits } from '../../../script/library/images/foldStep.js';
import { pipelinesOf } from '../../../script/reading/pipelines.js';
import { quotePlace } from '../../../script/reading/quotes.js';
import type { ScriptReading } from '../../../script/reading/readScript.js';
import { rangeText } from '../../../script/reading/stepText.js';
import { keyOf } from '../../../script/syntax/keyOf.js';
import type { Finding } from '../../finding.js';

/** A range of integers that is no more than this wide keeps hardly anything of an image. */
export const FEW_VALUES = 3;

/**
 * Finds arithmetic on pixels whose type holds integers alone: differences wrap around, and values in [0, 1] become 0 and 1. So does
 * what is stored in an array of integers that cannot hold it: in bytes, -100 is 156.
 * Measured with NumPy 2 and Keras 3.15: `x - 128` makes 228 of 100 in bytes, and `preprocess_input` in mode `caffe` makes
 * 152 of 255 in a tensor of bytes. `x -= 103.9` and the other modes raise an error, which is no matter of accuracy; an
 * array that `preprocess_input` is given is cast to floats.
 */
export function integerPixels(reading: ScriptReading): Finding[] {
  const found = pipelinesOf(reading).flatMap(({ name, steps }) =>
    steps.flatMap((step, i) => {
      const before = steps[i - 1];
      const summary = before === undefined ? undefined : faultOf(step, before);
      return summary === undefined ? [] : [{ name, step, before: before!, summary }];
    }),
  );
  const each = firstOfEach(found, ({ step }) => keyOf(step.place));
  return each.map(({ step, before, summary }) => ({
    check: 'integer-pixels',
    severity: 'critical',
    summary,
    evidence: [],
    fix: { text: fixOf(step) },
    places: [
      quotePlace(reading, step.place),
      quotePlace(reading, before.place, `${before.after.dtype}, ${rangeText(before.after)} after it`),
    ],
  }));
}

function faultOf(step: PixelStep, { after }: PixelStep): string | undefined {
  const range = after.range === undefined ? undefined : hull(after.range);
  const limits = integerLimits(step.after.dtype);
  if (limits === undefined || range === undefined) return undefined;
  const isInteger = integerLimits(after.dtype) !== undefined;
  if (step.kind === 'preprocess_input' && isInteger && step.mode.value === 'caffe') {
    return 'Keras subtracts the means from integers here: dark pixels wrap around and become bright.';
  }
  if (step.kind === 'scale' && isInteger && step.after.range === undefined) {
    return `The result of this arithmetic does not fit into ${step.after.dtype}: what leaves ${limits[0]}..${limits[1]} wraps around.`;
  }
  return step.kind === 'cast' && !step.scales ? faultOfCast(step.dtype, after, range, limits) : undefined;
}

function faultOfCast(
  dtype: string,
  before: PixelState,
  [low, high]: PixelRange,
  limits: PixelRange,
): string | undefined {
  const isOfFloats = before.dtype !== undefined && integerLimits(before.dtype) === undefined;
  if (isOfFloats && high - low <= FEW_VALUES) {
    return `Values in ${rangeText(before)} become ${dtype} here: nearly all of each image is cut off.`;
  }
  if (low >= limits[0] && high <= limits[1]) return undefined;
  return `Values in ${rangeText(before)} become ${dtype} here, which holds ${limits[0]}..${limits[1]}: the others wrap around.`;
}

function fixOf(step: PixelStep): string {
  if (step.kind !== 'cast')
    return 'Convert to floats first: `image.astype("float32")`, or `tf.cast(image, tf.float32)`.';
  return step.by === 'assignment'
    ? 'Make the array one of floats: `dtype="float32"`.'
    : 'Keep floats: leave the cast out, or cast to `float32`.';
}
