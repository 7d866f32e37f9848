import type { PixelRange, PixelState, PixelStep, StandardizeAction } from '../../script/library/images/flow.js';
import { continued, endOf, hull, integerLimits } from '../../script/library/images/foldStep.js';
import type { Pipeline } from '../../script/reading/pipelines.js';
import { rangeText } from '../../script/reading/stepText.js';

/** Pixels at the end of a pipeline without its random changes; undefined fields are not known. */
export function endWithoutAugmentation({ steps, flow }: Pick<Pipeline, 'steps' | 'flow'>): PixelState {
  const end = steps.at(-1)?.after ?? flow.end;
  const drawn = steps.filter((step) => step.kind === 'augment' && step.isRandom);
  if (drawn.every((step) => step.kind === 'augment' && step.effect === 'kept')) return end;
  // Where something else comes before the first step, its pixels are not known here.
  if (steps[0]?.kind !== 'decode') return { ...end, range: undefined };
  return endOf(
    continued(
      { start: {}, steps: [] },
      steps.filter((step) => !drawn.includes(step)),
    ),
  );
}

/** The values of pixels at one point, over all channels. */
export interface Values {
  range: PixelRange;
  /** Set where the range is the usual one of images that are standardized one by one, or by the data set. */
  standardizedOver?: PixelState['standardizedOver'];
}

/** The values of pixels; undefined where they are not known. */
export function valuesOf({ range, standardizedOver }: PixelState): Values | undefined {
  return range === undefined || range.length === 0 ? undefined : { range: hull(range), standardizedOver };
}

/** The values that reach the network, without random changes. */
export function valuesAtEnd(pipeline: Pick<Pipeline, 'steps' | 'flow'>): Values | undefined {
  return valuesOf(endWithoutAugmentation(pipeline));
}

export function valuesText({ range, standardizedOver }: Values): string {
  return rangeText({ range: [range], ...(standardizedOver && { standardizedOver }) });
}

/** Whether two pipelines have the same values. A usual range is compared with a bound as far as it is known. */
export function isSameValues(a: Values, b: Values): boolean {
  const isAbout = (a.standardizedOver === undefined) !== (b.standardizedOver === undefined);
  return isAbout ? isAboutSameRange(a.range, b.range) : isSameRange(a.range, b.range);
}

/** Share of the wider range by which the ends of two ranges may differ: `x / 256` and `x / 255` are the same. */
const SAME_RANGE = 0.05;

export function isSameRange(a: PixelRange, b: PixelRange): boolean {
  const width = Math.max(a[1] - a[0], b[1] - b[0]);
  return Math.abs(a[0] - b[0]) <= SAME_RANGE * width && Math.abs(a[1] - b[1]) <= SAME_RANGE * width;
}

/** Factor by which the widths of two ranges may differ where one is a usual range, and the share by which their middles may. */
const ABOUT = { width: 2, middle: 0.25 };

/**
 * Whether a usual range and another one may be the same: values that a data set's own mean and deviation give, and
 * `(x - 120.7) / 64.1` with numbers that were measured on it.
 */
export function isAboutSameRange(a: PixelRange, b: PixelRange): boolean {
  const [widthA, widthB] = [a[1] - a[0], b[1] - b[0]];
  const wider = Math.max(widthA, widthB);
  const apart = Math.abs(a[0] + a[1] - b[0] - b[1]) / 2;
  return wider <= ABOUT.width * Math.min(widthA, widthB) && apart <= ABOUT.middle * wider;
}

/** The last step that standardizes, where it takes effect. */
export function standardization(steps: readonly PixelStep[]): (PixelStep & StandardizeAction) | undefined {
  const isStandardization = (step: PixelStep): step is PixelStep & StandardizeAction =>
    step.kind === 'standardize' && step.after.standardizedOver !== undefined;
  return steps.filter(isStandardization).at(-1);
}

/** A factor at or below which a step scales bytes to small numbers: `/ 255`, `/ 127.5`. */
const SCALES_DOWN = 1 / 50;

/** The steps that bring bytes into the range of a network, each complete in itself. */
export function wholeScalings(steps: readonly PixelStep[]): PixelStep[] {
  return steps.filter((step, i) => {
    switch (step.kind) {
      case 'preprocess_input':
        return step.mode.value !== undefined && step.mode.value !== 'identity';
      case 'scale':
        return step.factor.every((factor) => Math.abs(factor) <= SCALES_DOWN);
      case 'cast':
        return step.scales && isInteger(steps[i - 1]?.after.dtype) && !isInteger(step.dtype);
      case 'standardize':
        return step.statistics === 'extremes' && narrows(step, steps[i - 1]);
      default:
        return false;
    }
  });
}

/** Whether a division by the largest value scales down: of values in [0, 1] it does not. */
function narrows({ after }: PixelStep, before: PixelStep | undefined): boolean {
  const [now, then] = [valuesOf(after), before === undefined ? undefined : valuesOf(before.after)];
  if (now === undefined || then === undefined) return false;
  return now.range[1] - now.range[0] <= SCALES_DOWN * (then.range[1] - then.range[0]);
}

function isInteger(dtype: string | undefined): boolean {
  return integerLimits(dtype) !== undefined;
}

/** Steps that change the values of pixels, other than at random. */
export function valueSteps({ steps }: Pick<Pipeline, 'steps'>): PixelStep[] {
  return steps.filter((step, i) => {
    if (step.kind === 'preprocess_input') return step.mode.value !== 'identity';
    if (step.kind === 'cast') return wholeScalings(steps).includes(step) || isNarrowing(step, steps[i - 1]);
    if (step.kind === 'scale')
      return step.factor.some((factor) => factor !== 1) || step.offset.some((offset) => offset !== 0);
    return ['standardize', 'swap channels', 'gray', 'clip'].includes(step.kind);
  });
}

/** Floats that become integers lose what is behind the point. */
function isNarrowing(step: PixelStep, before: PixelStep | undefined): boolean {
  return step.kind === 'cast' && isInteger(step.dtype) && before !== undefined && !isInteger(before.after.dtype);
}

/** `training`, `training and validation`, `training, validation and prediction`, each name once. */
export function namesInWords(pipelines: readonly Pick<Pipeline, 'name'>[]): string {
  const names = [...new Set(pipelines.map(({ name }) => name))];
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
