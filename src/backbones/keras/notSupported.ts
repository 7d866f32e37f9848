import { UserError } from '../../base/errors.js';
import type { ConfigLayer } from './configTypes.js';

/** A layer as errors name it: `Conv2D conv1`. */
export function layerOf({ className, name }: ConfigLayer): string {
  return `${className} ${name}`;
}

/** The error of a model that cannot be turned into a network. */
export function notSupported(shown: string, what: string, expected: string, received: string): UserError {
  return new UserError(
    `${shown} is expected to consist of layers that thaw runs: ${what} takes ${expected}.`,
    received,
    'Build the model without it, and save it again.',
  );
}
