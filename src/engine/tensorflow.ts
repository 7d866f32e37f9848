import * as util from 'node:util';

// tfjs-node 4.22 calls util.isNullOrUndefined, which Node 23 removed: put back before the package is read.
const legacy = util as unknown as { isNullOrUndefined?: (value: unknown) => boolean };
if (legacy.isNullOrUndefined === undefined) {
  (require('node:util') as typeof legacy).isNullOrUndefined = (value) => value === null || value === undefined;
}
// TensorFlow's own log lines would land between the figures of a report.
process.env.TF_CPP_MIN_LOG_LEVEL ??= '3';

import * as tf from '@tensorflow/tfjs-node-gpu';

export { tf };

/** Gives the event loop a turn: a kernel that does not breathe shows nothing and looks dead. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
