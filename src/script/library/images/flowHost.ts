import type { Execution, Host, Value } from '../../evaluate/values.js';
import type { Place } from '../../syntax/ast.js';
import type { ArgumentReader, Read } from '../read.js';
import type { DataRows } from './data.js';
import type { ImageFlow, Pixels } from './flow.js';

/** A generator, iterator or dataset that gives batches of images. */
export interface FlowHost extends Host {
  /** What it gives, as it is now. */
  flow(): ImageFlow;
}

export function flowHostIn(value: Value | undefined): FlowHost | undefined {
  return value?.kind === 'host' && 'flow' in value.host ? (value.host as FlowHost) : undefined;
}

/** An `ImageDataGenerator`. */
export interface Generator extends Host {
  /** The call that makes it. */
  readonly origin: Place;
  readonly settings: ArgumentReader;
  readonly validationSplit: Read<number | null>;
  /** Adds what it does to images, after they are decoded and resized. */
  process(pixels: Pixels, data: DataRows, run: Execution): Pixels;
}
