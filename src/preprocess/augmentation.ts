import { type Random, random } from '../base/random.js';

/** How pixels outside the image are filled, by Keras' names: `nearest` edge pixel, `constant` value `cval`, `reflect`, or `wrap`. */
export const FILL_MODES = ['nearest', 'constant', 'reflect', 'wrap'] as const;
/**
 * What fills the area outside the edges, by Keras' names: the edge pixels, `cval`, the mirror image, or the image
 * again.
 */
export type FillMode = (typeof FILL_MODES)[number];

/** What fills the area outside the edges of a shifted or rotated image, as in Keras. */
export interface Fill {
  /** Default `nearest`. */
  fillMode?: FillMode;
  /** Fill value of `constant`, in [0, 255]. Default 0. */
  cval?: number;
}

/** A range of factors: one number r stands for [1 - r, 1 + r]. */
export type FactorRange = number | [low: number, high: number];

/** Ranges of random changes of an image, as in Keras' `ImageDataGenerator`. What is left out changes nothing. */
export interface Augmentation extends Fill {
  /** Degrees, drawn from [-r, r]. */
  rotationRange: number;
  /**
   * Below 1: a share of the width, drawn from [-r, r]. From 1 on: pixels; an integer r draws one of -(r - 1) ... r - 1, as
   * in Keras, so that 1 shifts nothing; another number draws from [-r, r].
   */
  widthShiftRange: number;
  /** As `widthShiftRange`, for the height. */
  heightShiftRange: number;
  /** Degrees, drawn from [-r, r]; the reference's 0.2 is 0.2 degrees, since Keras reads degrees. */
  shearRange: number;
  /** Zoom of each axis; above 1 the object gets smaller. */
  zoomRange: FactorRange;
  horizontalFlip: boolean;
  verticalFlip?: boolean;
  /** Gray levels that all channels are shifted by, drawn from [-r, r] and clipped to the range of the image. */
  channelShiftRange?: number;
  /** Range of the brightness factor. */
  brightnessRange?: [low: number, high: number];
}

/** Changes nothing. */
export const NO_AUGMENTATION: Augmentation = {
  rotationRange: 0,
  widthShiftRange: 0,
  heightShiftRange: 0,
  shearRange: 0,
  zoomRange: 0,
  horizontalFlip: false,
};

/**
 * Whether an augmentation leaves every image as it is: all ranges are empty, whatever fills the edges. A brightness factor of 1
 * is a change, since Keras then rounds to whole gray levels.
 */
export function changesNothing(ranges: Augmentation): boolean {
  const { rotationRange, widthShiftRange, heightShiftRange, shearRange, zoomRange } = ranges;
  const zooms = typeof zoomRange === 'number' ? zoomRange !== 0 : zoomRange.some((factor) => factor !== 1);
  // A shift of 1 pixel draws from 0 alone, as in Keras.
  const shifts = [widthShiftRange, heightShiftRange].some((range) => range !== 0 && range !== 1);
  return !(
    zooms ||
    shifts ||
    rotationRange !== 0 ||
    shearRange !== 0 ||
    ranges.horizontalFlip ||
    ranges.verticalFlip === true ||
    (ranges.channelShiftRange ?? 0) !== 0 ||
    ranges.brightnessRange !== undefined
  );
}

/** The drawn change of one image. Angles in degrees, shifts in pixels. */
export interface Draw {
  theta: number;
  shiftX: number;
  shiftY: number;
  shear: number;
  zoomX: number;
  zoomY: number;
  flip: boolean;
  flipVertical: boolean;
  /** Gray levels. */
  channelShift: number;
  /** Brightness factor. Null leaves the image unchanged; 1 rounds it down to whole gray levels, as Keras does. */
  brightness: number | null;
}

/** Draws the change of one image, by seed, epoch and example; it does not depend on the batch. */
export function drawChange(
  ranges: Augmentation,
  height: number,
  width: number,
  seed: number,
  epoch: number,
  example: number,
): Draw {
  const draw = random(seed, 'augment', epoch, example);
  const within = (range: number): number => draw.between(-range, range);
  const zoom = typeof ranges.zoomRange === 'number' ? [1 - ranges.zoomRange, 1 + ranges.zoomRange] : ranges.zoomRange;
  return {
    theta: within(ranges.rotationRange),
    shiftY: drawShift(draw, ranges.heightShiftRange, height),
    shiftX: drawShift(draw, ranges.widthShiftRange, width),
    shear: within(ranges.shearRange),
    zoomY: draw.between(zoom[0]!, zoom[1]!),
    zoomX: draw.between(zoom[0]!, zoom[1]!),
    flip: draw() < 0.5 && ranges.horizontalFlip,
    flipVertical: draw() < 0.5 && (ranges.verticalFlip ?? false),
    channelShift: within(ranges.channelShiftRange ?? 0),
    brightness: ranges.brightnessRange ? draw.between(...ranges.brightnessRange) : null,
  };
}

/** A shift in pixels. Always uses one draw, so that later draws do not depend on the range. */
function drawShift(draw: Random, range: number, length: number): number {
  const at = draw.between(-1, 1);
  if (range < 1) return at * range * length;
  if (!Number.isInteger(range)) return at * range;
  // The sign and the size, each by half of the draw: 0 comes as often as any other size, as in Keras.
  return Math.sign(at) * Math.floor(Math.abs(at) * range);
}
