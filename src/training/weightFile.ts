import type { RawWeight, WeightName } from '../backbones/network/weights.js';
import { UserError } from '../base/errors.js';
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

/** A file of weights is cut short or otherwise damaged. */
export class DamagedWeights extends UserError {
  constructor(file: string) {
    super(
      `${file} is expected to hold weights as thaw writes them.`,
      'a file that is cut short or damaged',
      'Write it again; in a folder of runs/, delete the folder and train again.',
    );
  }
}

/**
 * Reads what `writeWeights` wrote; undefined if the file does not exist.
 *
 * @throws DamagedWeights where the file is damaged
 */
export async function readWeights(file: string): Promise<Map<WeightName, RawWeight> | undefined> {
  return (await readWeightFile(file))?.weights;
}

/** As `readWeights`, with the texts of the header. */
export async function readWeightFile(
  file: string,
): Promise<{ weights: Map<WeightName, RawWeight>; metadata: Record<string, string> } | undefined> {
  const bytes = await readIfExists(file);
  if (bytes === undefined) return undefined;
  const { start, header } = headerOf(bytes) ?? refuse(file);
  const { [METADATA]: metadata = {}, ...entries } = header as Record<string, Entry> & {
    [METADATA]?: Record<string, string>;
  };
  const ends = Object.values(entries).map(({ data_offsets: offsets }) => offsets[1]);
  if (start + ends.reduce((last, end) => Math.max(last, end), 0) !== bytes.length) refuse(file);
  const weights = Object.entries(entries).map(([name, { shape, data_offsets: offsets }]): [WeightName, RawWeight] => {
    const copy = Uint8Array.from(bytes.subarray(start + offsets[0], start + offsets[1]));
    return [name, { shape, values: new Float32Array(copy.buffer) }];
  });
  return { weights: new Map(weights), metadata: metadata as Record<string, string> };
}

function refuse(file: string): never {
  throw new DamagedWeights(file);
}

/** The header and where the values begin; undefined where there is no whole one. */
function headerOf(bytes: Buffer): { start: number; header: object } | undefined {
  if (bytes.length < 8) return undefined;
  const start = 8 + Number(bytes.readBigUInt64LE());
  if (start > bytes.length) return undefined;
  try {
    return { start, header: JSON.parse(bytes.subarray(8, start).toString()) };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
