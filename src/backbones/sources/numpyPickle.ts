import { product } from '../../base/sum.js';
import type { RawWeight } from '../network/weights.js';
import { readPickle, type Stateful } from './pickle.js';

/** `numpy.dtype` of a pickle, as far as its name and its byte order. */
class PickledType implements Stateful {
  readonly name: unknown;
  byteOrder: unknown;

  constructor(name: unknown) {
    this.name = name;
  }

  /** @param state version, byte order, and what structured types have */
  setState(state: unknown): void {
    this.byteOrder = (state as unknown[])[1];
  }
}

/** `numpy.ndarray` of a pickle, made empty and filled by its state. */
class PickledArray implements Stateful {
  weight: RawWeight | undefined;

  /** @param state version, shape, type, whether in Fortran's order, and the bytes */
  setState(state: unknown): void {
    const [, shape, type, isFortran, bytes] = state as [unknown, number[], PickledType, boolean, Buffer];
    if (type.name !== 'f4' || type.byteOrder !== '<' || isFortran) {
      throw new Error('One of its arrays is not of float32, little-endian, in C order.');
    }
    const size = product(shape);
    if (bytes.length !== size * Float32Array.BYTES_PER_ELEMENT) throw new Error('One of its arrays is cut off.');
    // Copied: float32 must begin at a multiple of four bytes.
    const start = bytes.byteOffset;
    this.weight = { shape: [...shape], values: new Float32Array(bytes.buffer.slice(start, start + bytes.length)) };
  }
}

const CALLABLES = {
  'numpy.core.multiarray _reconstruct': () => new PickledArray(),
  'numpy ndarray': () => undefined,
  'numpy dtype': (name: unknown) => new PickledType(name),
};

/**
 * Reads a pickled dictionary of lists of float32 arrays, such as `{ conv1: [kernel, bias] }`. Nothing of it is executed:
 * it can name three constructors of NumPy, which are stood in for here, and nothing else.
 *
 * Source: `numpy.ndarray.__reduce__`.
 *
 * @throws Error if the bytes are something else, or end too early
 */
export function readArrays(bytes: Buffer): Map<string, RawWeight[]> {
  const { value } = readPickle(bytes, 0, CALLABLES);
  if (!(value instanceof Map)) throw new Error('It is not a dictionary of arrays.');
  return new Map([...value].map(([name, arrays]) => [String(name), (arrays as unknown[]).map(weightOf)]));
}

function weightOf(array: unknown): RawWeight {
  const weight = array instanceof PickledArray ? array.weight : undefined;
  if (weight === undefined) throw new Error('It is not a dictionary of arrays.');
  return weight;
}
