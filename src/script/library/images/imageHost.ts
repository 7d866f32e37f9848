import type { Arguments, Execution, Host, Value } from '../../evaluate/values.js';
import type { Place } from '../../syntax/ast.js';
import type { DataRows } from './data.js';
import type { ChannelOrder, PixelAction, Pixels, RowStep } from './flow.js';
import { withStep } from './foldStep.js';

/**
 * An object that holds images or stands for them: an array, a tensor, an image of Pillow, or the input of a model. All
 * functions of this room that change pixels work on any of them.
 */
export interface ImageHost extends Host {
  readonly pixels: Pixels;
  /** Whose rules of types hold. */
  readonly library: 'numpy' | 'tensor' | 'pillow' | 'model';
  /** The same object with other pixels, as the result of the expression at a place. */
  withPixels(pixels: Pixels, at: Place): Value;
}

/** The object that holds images, where a value is one. */
export function imagesOf(value: Value | undefined): ImageHost | undefined {
  if (value?.kind !== 'host' || !('withPixels' in value.host)) return undefined;
  return value.host as ImageHost;
}

/** The object after an action, as the result of the expression at a place. */
export function applyAction(images: ImageHost, action: PixelAction, at: Place): Value {
  return images.withPixels(withStep(images.pixels, action, at), at);
}

/** The object after a fixed change that keeps the range, such as a flip. */
export function applyKept(images: ImageHost, name: string, at: Place): Value {
  return applyAction(images, { kind: 'augment', isRandom: false, name, settings: {}, effect: 'kept' }, at);
}

/** The object after something that thaw does not understand: its range is not known. */
export function applyUnknown(images: ImageHost, text: string, why: string, at: Place): Value {
  return applyAction(images, { kind: 'unknown', text, why }, at);
}

/** A function of a library whose result thaw knows; undefined where it does not. */
export type LibraryCall = (args: Arguments, at: Place, run: Execution) => Value | undefined;

/** Images as values of a script: an array, a tensor of `tf.data`, or an image of Pillow. */
export interface ImageArray extends ImageHost {
  readonly data: DataRows;
  readonly library: ImageArrayFields['library'];
  /** Whether it is one image, of three axes; undefined if that is not known. */
  readonly isOne: boolean | undefined;
  /** Where an axis of length 1 is too many: arrays of one image each were put into an array. */
  readonly extraAxis?: 'first' | 'second' | undefined;
  /** What the script has filled it with, where that is no image: outputs of a model. */
  readonly of?: Value | undefined;
  /** Set where it is one channel of an image. */
  readonly channel?: number | undefined;
  /** Whether the axis of the channels stands before those of height and width. */
  readonly isChannelsFirst?: boolean | undefined;
  /** A copy with other fields, as the result of the expression at a place. */
  withFields(fields: Partial<ImageArrayFields>, at: Place): Value;
  /** Changes the order or number of rows of this very object: `np.random.shuffle(images)`. */
  addRows(steps: readonly RowStep[]): void;
  /** Changes the pixels of this very object, as functions do that write into an array. */
  setPixels(pixels: Pixels): void;
}

export interface ImageArrayFields {
  library: 'numpy' | 'tensor' | 'pillow';
  pixels: Pixels;
  data: DataRows;
  isOne: boolean | undefined;
  channel?: number | undefined;
  extraAxis?: 'first' | 'second' | undefined;
  isChannelsFirst?: boolean | undefined;
}

export function arrayIn(value: Value | undefined): ImageArray | undefined {
  if (value?.kind !== 'host' || !('withPixels' in value.host) || !('data' in value.host)) return undefined;
  const images = value.host as ImageArray;
  return images.of === undefined ? images : undefined;
}

/** A copy with other fields, as the result of the expression at a place. */
export function changed(images: ImageArray, fields: Partial<ImageArrayFields>, at: Place): Value {
  return images.withFields(fields, at);
}

/** Number of channels by their order. */
export const CHANNELS: Record<ChannelOrder, number> = { rgb: 3, bgr: 3, gray: 1, rgba: 4 };
