import { product } from '../../base/sum.js';
import type { RawWeight } from '../network/weights.js';
import { readPickle } from './pickle.js';

/** How a tensor lies in its storage. */
interface Placement {
  storage: string;
  offset: number;
  shape: number[];
  strides: number[];
}

interface Storage {
  type: string;
  key: string;
}

const BYTES_OF_TYPE: Readonly<Record<string, number>> = { FloatStorage: 4, LongStorage: 8 };
const COUNT_BYTES = 8;
/** The first bytes of the format: protocol 2, and its magic number 0x1950a86a20f9469cfc6c as ten bytes. */
const MAGIC = Buffer.from('80028a0a6cfc9c46f9206aa850192e', 'hex');

/**
 * The float32 tensors of a state dict in PyTorch's legacy format (before 1.6, `.pth`), made contiguous: three pickles
 * for the format, the pickle of the dictionary, that of the storages' keys, then for each key a count and the values.
 *
 * Source: `torch.serialization._legacy_load`.
 *
 * @throws Error if the bytes are something else, or end too early
 */
export function readTorchFile(bytes: Buffer): Map<string, RawWeight> {
  if (!bytes.subarray(0, MAGIC.length).equals(MAGIC)) throw new Error("It is no file in PyTorch's legacy format.");
  const types = new Map<string, string>();
  const rebuild = (storage: unknown, offset: unknown, shape: unknown, strides: unknown): Placement => {
    const { key, type } = storage as Storage;
    types.set(key, type);
    return { storage: key, offset: offset as number, shape: shape as number[], strides: strides as number[] };
  };
  const callables = {
    'collections OrderedDict': () => new Map(),
    'torch._utils _rebuild_tensor_v2': rebuild,
    'torch FloatStorage': () => 'FloatStorage',
    'torch LongStorage': () => 'LongStorage',
  };
  const persistent = (id: unknown): Storage => {
    const [, type, key] = id as [string, () => string, string];
    const name = type();
    types.set(key, name);
    return { type: name, key };
  };
  let at = 0;
  const [, , , dictionary, keys] = Array.from({ length: 5 }, () => {
    const { value, end } = readPickle(bytes, at, callables, persistent);
    at = end;
    return value;
  }) as [unknown, unknown, unknown, Map<string, Placement>, string[]];
  const storages = new Map<string, Float32Array>();
  for (const key of keys) {
    const count = Number(bytes.readBigInt64LE(at));
    const size = count * BYTES_OF_TYPE[types.get(key)!]!;
    const start = at + COUNT_BYTES;
    at = start + size;
    if (at > bytes.length) throw new Error('It ends before its last values.');
    // Copied: float32 must begin at a multiple of four bytes.
    if (types.get(key) === 'FloatStorage')
      storages.set(key, new Float32Array(bytes.buffer.slice(bytes.byteOffset + start, bytes.byteOffset + at)));
  }
  const tensors = new Map<string, RawWeight>();
  for (const [name, placement] of dictionary) {
    const storage = storages.get(placement.storage);
    if (storage !== undefined) tensors.set(name, contiguous(storage, placement));
  }
  return tensors;
}

function contiguous(storage: Float32Array, { offset, shape, strides }: Placement): RawWeight {
  const values = new Float32Array(product(shape));
  for (let i = 0; i < values.length; i++) {
    let rest = i;
    let from = offset;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += (rest % shape[axis]!) * strides[axis]!;
      rest = Math.floor(rest / shape[axis]!);
    }
    values[i] = storage[from]!;
  }
  return { shape, values };
}
