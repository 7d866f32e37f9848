import type { Arguments, Execution, Value } from '../../evaluate/values.js';
import type { Place } from '../../syntax/ast.js';
import { imageDatasetFromDirectory } from './directoryDataset.js';
import { imageDataGenerator } from './generator.js';
import type { LibraryCall } from './imageHost.js';
import { isPreprocessInput, preprocessInput } from './preprocessInput.js';
import { tensorflowCall } from './tensorflowFunctions.js';

/** Functions and classes of Keras, by their last names: older versions have them in other modules. */
const KERAS: Record<string, LibraryCall> = {
  ImageDataGenerator: imageDataGenerator,
  image_dataset_from_directory: imageDatasetFromDirectory,
};

/**
 * Calls a function or class that makes or changes images, labels or datasets.
 *
 * @param name qualified, with `tensorflow.keras` and the like as `keras`
 * @returns undefined where it is none of this room
 */
export function imagesLibrary(name: string, args: Arguments, at: Place, run: Execution): Value | undefined {
  if (isPreprocessInput(name)) return preprocessInput(name, args, at);
  const last = name.slice(name.lastIndexOf('.') + 1);
  const call = (name.startsWith('keras') ? KERAS[last] : undefined) ?? tensorflowCall(name);
  return call?.(args, at, run);
}
