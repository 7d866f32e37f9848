import type { Arguments, Execution, Host, Value } from '../../evaluate/values.js';
import type { Place } from '../../syntax/ast.js';
import type { PixelAction, Pixels } from './flow.js';
import { withStep } from './foldStep.js';

/**
 * An object that holds images or stands for them: an array, a tensor, an image of Pillow, or the input of a model. All
 * functions of this room that change pixels work on any of them.
 */
export interface ImageHost extends Host {
  readonly pixels: Pixels;
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

/** The object after something that thaw does not understand: its range is not known. */
export function applyUnknown(images: ImageHost, text: string, why: string, at: Place): Value {
  return applyAction(images, { kind: 'unknown', text, why }, at);
}

/** A function of a library whose result thaw knows; undefined where it does not. */
export type LibraryCall = (args: Arguments, at: Place, run: Execution) => Value | undefined;
