import type { RawWeight } from '../backbones/network/initialWeights.js';
import type { WeightName } from '../backbones/network/layer.js';
import { readIfExists, writeAtomic } from '../base/wholeFile.js';

interface Entry {
  dtype: 'F32';
  shape: number[];
  data_offsets: [start: number, end: number];
}

const METADATA = '__metadata__';

/**
 * Writes weights as a safetensors file: the length of a JSON header in 8 bytes, the header, then the values in
 * little-endian float32. Source: github.com/huggingface/safetensors, format.
 *
 * @param metadata texts to keep in the header
 *
 * @example
 * await thaw.writeWeights('weights.safetensors', (await thaw.modelOfRun(run)).weights);
 */
export async function writeWeights(
  file: string,
  weights: ReadonlyMap<WeightName, RawWeight>,
  metadata?: Readonly<Record<string, string>>,
): Promise<void> {
  const header: Record<string, Entry | Readonly<Record<string, string>>> =
    metadata === undefined ? {} : { [METADATA]: metadata };
  let end = 0;
  for (const [name, { shape, values }] of weights) {
    header[name] = { dtype: 'F32', shape, data_offsets: [end, end + values.byteLength] };
    end += values.byteLength;
  }
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  const bodies = [...weights.values()].map(({ values: v }) => Buffer.from(v.buffer, v.byteOffset, v.byteLength));
  await writeAtomic(file, Buffer.concat([length, json, ...bodies]));
}

/** Reads what `writeWeights` wrote, or undefined where there is no such file. */
export async function readWeights(file: string): Promise<Map<WeightName, RawWeight> | undefined> {
  return (await readWeightFile(file))?.weights;
}

/** As `readWeights`, with the texts of the header. */
export async function readWeightFile(
  file: string,
): Promise<{ weights: Map<WeightName, RawWeight>; metadata: Record<string, string> } | undefined> {
  const bytes = await readIfExists(file);
  if (bytes === undefined) return undefined;
  const start = 8 + Number(bytes.readBigUInt64LE());
  const header = JSON.parse(bytes.subarray(8, start).toString()) as Record<string, Entry>;
  const { [METADATA]: metadata = {}, ...entries } = header as Record<string, Entry> & {
    [METADATA]?: Record<string, string>;
  };
  const weights = Object.entries(entries).map(([name, { shape, data_offsets: offsets }]): [WeightName, RawWeight] => {
    const copy = Uint8Array.from(bytes.subarray(start + offsets[0], start + offsets[1]));
    return [name, { shape, values: new Float32Array(copy.buffer) }];
  });
  return { weights: new Map(weights), metadata: metadata as Record<string, string> };
}
