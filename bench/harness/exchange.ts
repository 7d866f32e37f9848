import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Model } from '../../src/backbones/keras/readModel.js';
import { saveModel } from '../../src/backbones/keras/saveModel.js';
import { random } from '../../src/base/random.js';
import type { Python } from './python.js';

/** Files that go from one side to the other. */
export interface Exchange {
  /** Lets Keras load a model under the name `model`. */
  model(model: Model): Promise<void>;
  /** Draws values in [-1, 1], gives them and lets Keras load them under the name `x`. */
  pictures(shape: readonly number[]): Promise<Float32Array>;
  /** The values of an array of Keras by its name. */
  array(name: string): Promise<Float32Array>;
  close(): void;
}

export function openExchange(keras: Python): Exchange {
  const folder = mkdtempSync(path.join(tmpdir(), 'thaw-bench-'));
  return {
    async model(model) {
      const file = path.join(folder, 'model.keras');
      await saveModel(file, model);
      await keras.run(`import keras, numpy as np\nmodel = keras.models.load_model(given, compile=False)`, file);
    },
    async pictures(shape) {
      const draw = random(1, 'bench', ...shape);
      const values = Float32Array.from({ length: shape.reduce((product, n) => product * n, 1) }, () =>
        draw.between(-1, 1),
      );
      const file = path.join(folder, 'x.f32');
      writeFileSync(file, values);
      await keras.run(`import numpy as np\nx = np.fromfile(given[0], '<f4').reshape(given[1])`, [file, shape]);
      return values;
    },
    async array(name) {
      const file = path.join(folder, 'answer.f32');
      await keras.run(`np.ascontiguousarray(np.asarray(${name}), '<f4').tofile(given)`, file);
      const bytes = readFileSync(file);
      return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
    },
    close: () => rmSync(folder, { recursive: true }),
  };
}

/** Of two lists of numbers. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new Error(`${a.length} values against ${b.length}.`);
  return Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);
}
