import { type Random, random } from '../base/random.js';

/** What stands outside a picture's edges, by Keras' names: the rim goes on, `cval`, its mirror image, or the picture again. */
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
  /** Of `constant`, in [0, 255]; default 0. */
  cval?: number;
}

/** A range of factors: one number r stands for [1 - r, 1 + r]. */
export type FactorRange = number | [low: number, high: number];

/** Keras' ImageDataGenerator: ranges that each picture's change is drawn from. What is left out changes nothing. */
export interface Augmentation extends Fill {
  /** Degrees, drawn from [-r, r]. */
  rotationRange: number;
  /**
   * Below 1 a share of the width, drawn from [-r, r]; from 1 on pixels: of a whole number one of -(r - 1) ... r - 1, since
   * Keras takes r for the numbers below it, so that 1 shifts nothing; of another [-r, r].
   */
  widthShiftRange: number;
  /** As `widthShiftRange`, of the height. */
  heightShiftRange: number;
  /** Degrees, drawn from [-r, r]; the reference's 0.2 is 0.2 degrees, since Keras reads degrees. */
  shearRange: number;
  /** Each axis' zoom is drawn from it; above 1 shows more, smaller. */
  zoomRange: FactorRange;
  horizontalFlip: boolean;
  verticalFlip?: boolean;
  /** Grey levels that all channels rise or fall by, drawn from [-r, r], within the picture's own darkest and brightest. */
  channelShiftRange?: number;
  /** Factor on brightness, drawn from it. */
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

/** A change of one picture, as drawn. Angles in degrees, shifts in pixels. */
export interface Draw {
  theta: number;
  shiftX: number;
  shiftY: number;
  shear: number;
  zoomX: number;
  zoomY: number;
  flip: boolean;
  flipVertical: boolean;
  /** Grey levels. */
  channelShift: number;
  /** A factor; null leaves the picture alone, where 1 cuts it to whole grey levels as Keras does. */
  brightness: number | null;
}

/** Draws the change of one picture; the same for the same seed, epoch and example, whatever the batch. */
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
    zoomY: draw.between(zoom[0], zoom[1]),
    zoomX: draw.between(zoom[0], zoom[1]),
    flip: draw() < 0.5 && ranges.horizontalFlip,
    flipVertical: draw() < 0.5 && (ranges.verticalFlip ?? false),
    channelShift: within(ranges.channelShiftRange ?? 0),
    brightness: ranges.brightnessRange ? draw.between(...ranges.brightnessRange) : null,
  };
}

/** In pixels. One draw whatever the range, so that the draws after it stay. */
function drawShift(draw: Random, range: number, length: number): number {
  const at = draw.between(-1, 1);
  if (range < 1) return at * range * length;
  if (!Number.isInteger(range)) return at * range;
  // The sign and the size, each by half of the draw: 0 comes as often as any other size, as in Keras.
  return Math.sign(at) * Math.floor(Math.abs(at) * range);
}
