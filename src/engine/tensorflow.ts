import './legacyUtil.js';
import * as tf from '@tensorflow/tfjs-node-gpu';

export { tf };

/** Gives the event loop a turn: a kernel that does not breathe shows nothing and looks dead. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
