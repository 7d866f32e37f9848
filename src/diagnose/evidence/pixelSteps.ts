import type { PixelRange, PixelState, PixelStep } from '../../script/library/images/flow.js';
import { continued, endOf, hull, integerLimits } from '../../script/library/images/foldStep.js';
import type { Pipeline } from '../../script/reading/pipelines.js';

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

/** Smallest and largest value over all channels; undefined where it is not known. */
export function hullAtEnd(pipeline: Pick<Pipeline, 'steps' | 'flow'>): PixelRange | undefined {
  const { range } = endWithoutAugmentation(pipeline);
  return range === undefined || range.length === 0 ? undefined : hull(range);
}

/** Share of the wider range by which the ends of two ranges may differ: `x / 256` and `x / 255` are the same. */
export const SAME_RANGE = 0.05;

export function isSameRange(a: PixelRange, b: PixelRange): boolean {
  const width = Math.max(a[1] - a[0], b[1] - b[0]);
  return Math.abs(a[0] - b[0]) <= SAME_RANGE * width && Math.abs(a[1] - b[1]) <= SAME_RANGE * width;
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
      default:
        return false;
    }
  });
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
