import type { RawWeight } from '../backbones/initialWeights.js';
import type { WeightName } from '../backbones/layer.js';
import { readIfThere, writeWhole } from '../base/wholeFile.js';

interface Entry {
  dtype: 'F32';
  shape: number[];
  data_offsets: [start: number, end: number];
}

/**
 * Writes weights as a safetensors file: the length of a JSON header in 8 bytes, the header, the values one after the
 * other in little-endian float32.
 *
 * Source: github.com/huggingface/safetensors, format.
 */
export async function writeWeights(file: string, weights: ReadonlyMap<WeightName, RawWeight>): Promise<void> {
  const header: Record<string, Entry> = {};
  let end = 0;
  for (const [name, { shape, values }] of weights) {
    header[name] = { dtype: 'F32', shape, data_offsets: [end, end + values.byteLength] };
    end += values.byteLength;
  }
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  const bodies = [...weights.values()].map(({ values: v }) => Buffer.from(v.buffer, v.byteOffset, v.byteLength));
  await writeWhole(file, Buffer.concat([length, json, ...bodies]));
}

/** Reads what `writeWeights` wrote, or undefined where there is no such file. */
export async function readWeights(file: string): Promise<Map<WeightName, RawWeight> | undefined> {
  const bytes = await readIfThere(file);
  if (bytes === undefined) return undefined;
  const start = 8 + Number(bytes.readBigUInt64LE());
  const header = JSON.parse(bytes.subarray(8, start).toString()) as Record<string, Entry>;
  return new Map(
    Object.entries(header).map(
      ([
        name,
        {
          shape,
          data_offsets: [from, to],
        },
      ]) => {
        const copy = Uint8Array.from(bytes.subarray(start + from, start + to));
        return [name, { shape, values: new Float32Array(copy.buffer) }];
      },
    ),
  );
}
