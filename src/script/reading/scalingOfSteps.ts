import { table } from '../../base/table.js';
import { oneAfterTheOther } from '../../preprocess/composedScaling.js';
import { type Affine, affineOf, SCALING_MODES, type ScalingStep, UNCHANGED } from '../../preprocess/scaling.js';
import type { AugmentAction, PixelStep, StandardizeAction } from '../library/images/flow.js';

/** What a step of a script is in a recipe: steps of its scaling, or why it has none. */
type Translated = { steps: ScalingStep[] } | { note: string } | undefined;

/**
 * The steps that change values, as a recipe has them.
 *
 * @param notes gets what a recipe cannot say
 * @returns undefined where one of them is not understood
 */
export function scalingOfSteps(steps: readonly PixelStep[], notes: string[]): ScalingStep[] | undefined {
  const scaling: ScalingStep[] = [];
  let swapped: Affine = UNCHANGED;
  for (const step of steps) {
    const translated = translate(step);
    if (translated === undefined) return undefined;
    if ('note' in translated) {
      notes.push(translated.note);
      return undefined;
    }
    scaling.push(...translated.steps);
    if (step.kind === 'swap channels') swapped = oneAfterTheOther(swapped, SWAP);
  }
  if (swapped.swapsChannels) notes.push('a recipe cannot swap red and blue');
  return scaling;
}

const SWAP: Affine = { ...UNCHANGED, swapsChannels: true };

function translate(step: PixelStep): Translated {
  switch (step.kind) {
    case 'unknown':
      return undefined;
    case 'cast':
      return { steps: step.scales ? [{ step: 'rescale', factor: 1 / 255 }] : [] };
    case 'preprocess_input':
      if (step.mode.value === undefined) return undefined;
      return { steps: step.mode.value === 'identity' ? [] : [{ step: 'preprocess_input', mode: step.mode.value }] };
    case 'scale':
      return scaleStep(step.factor, step.offset);
    case 'standardize':
      return standardizeSteps(step);
    default:
      return { steps: [] };
  }
}

function standardizeSteps({ statistics, over, per, center, scale }: StandardizeAction): Translated {
  if (statistics === 'extremes') return { note: 'a recipe cannot divide by the largest value' };
  if (over === 'dataset') return { note: 'a recipe cannot measure the mean of the data set' };
  if (per !== undefined) return { note: `a recipe cannot standardize each ${per} by itself` };
  return {
    steps: [
      ...(center ? [{ step: 'samplewise_center' } as const] : []),
      ...(scale ? [{ step: 'samplewise_std_normalization' } as const] : []),
    ],
  };
}

/** `x / 127.5 - 1` is one of Keras' modes; without an offset it is a rescale. */
function scaleStep(factors: readonly number[], offsets: readonly number[]): Translated {
  const [factor] = factors;
  const isPlain = offsets.every((offset) => offset === 0) && factors.every((one) => one === factor);
  if (isPlain && factor !== undefined && factor > 0)
    return { steps: factor === 1 ? [] : [{ step: 'rescale', factor }] };
  const mode = SCALING_MODES.find((one) => isMode(factors, offsets, affineOf({ step: 'preprocess_input', mode: one })));
  return mode === undefined
    ? { note: 'a recipe cannot say this scaling' }
    : { steps: [{ step: 'preprocess_input', mode }] };
}

function isMode(
  factors: readonly number[],
  offsets: readonly number[],
  { scale, offset, swapsChannels }: Affine,
): boolean {
  const at = (values: readonly number[], c: number): number => values[c] ?? values[0] ?? 0;
  const near = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-4 * Math.max(1, Math.abs(b));
  return !swapsChannels && [0, 1, 2].every((c) => near(at(factors, c), scale[c]!) && near(at(offsets, c), offset[c]!));
}

const RANGES: Record<string, string> = table({
  rotation_range: 'rotationRange',
  width_shift_range: 'widthShiftRange',
  height_shift_range: 'heightShiftRange',
  shear_range: 'shearRange',
  zoom_range: 'zoomRange',
  horizontal_flip: 'horizontalFlip',
  vertical_flip: 'verticalFlip',
  channel_shift_range: 'channelShiftRange',
  brightness_range: 'brightnessRange',
  fill_mode: 'fillMode',
  cval: 'cval',
});

/**
 * What ImageDataGenerator draws, as a recipe has it.
 *
 * @param notes gets layers and functions that draw otherwise
 * @returns null for none, undefined where a range is not visible
 */
export function augmentationOfSteps(
  steps: readonly PixelStep[],
  notes: string[],
): Record<string, unknown> | null | undefined {
  const drawn = steps.filter((step): step is PixelStep & AugmentAction => step.kind === 'augment');
  const settings = drawn.flatMap((step) =>
    Object.entries(step.settings).map(([name, value]) => ({ step, name, value })),
  );
  for (const { step, name } of settings) {
    if (RANGES[name] === undefined) notes.push(`a recipe cannot say the augmentation ${step.name}`);
  }
  const known = settings.filter(({ name, value }) => RANGES[name] !== undefined && value.value !== null);
  if (known.some(({ value }) => value.from === 'unknown')) return undefined;
  if (known.length === 0) return null;
  return Object.fromEntries(known.map(({ name, value }) => [RANGES[name]!, value.value]));
}
