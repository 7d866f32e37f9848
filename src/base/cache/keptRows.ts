import { type Cache, openFiles } from './rowFiles.js';

export interface RowsOptions {
  /** Undefined keeps rows in memory at most. */
  cache: Cache | undefined;
  /** Below the cache's folder; two names, what the rows are and a digest of all that they depend on beside their keys. */
  name: [kind: string, digest: string];
  /** One for each row, by which it is found again. */
  keys: readonly string[];
  rowBytes: number;
  /** Rows that are not kept, or not any more as they were: one after the other. */
  make(indices: readonly number[]): Promise<Uint8Array>;
  /** Bytes of rows that are held in memory beside the files; none where all of them would not fit. */
  memory: number;
}

/** Rows of bytes, in files, that are made where they are missing. */
export interface KeptRows {
  /** The rows that no file holds; of those with one key, one. */
  missing(): number[];
  /** Keeps rows that were made elsewhere. */
  add(indices: readonly number[], rows: Uint8Array): Promise<void>;
  /** Rows one after the other. Those that no file holds are made and kept. */
  read(indices: readonly number[]): Promise<Uint8Array>;
  /** Ends the file that is being written. */
  close(): Promise<void>;
}

/** Opens what is kept of some rows. Whoever asks for the same name and key shares a row. */
export async function openRows(options: RowsOptions): Promise<KeptRows> {
  const { keys, rowBytes, make } = options;
  const held = keys.length * rowBytes <= options.memory ? new Uint8Array(keys.length * rowBytes) : undefined;
  const isHeld = new Uint8Array(keys.length);
  const rowOf = (rows: Uint8Array, i: number): Uint8Array => rows.subarray(i * rowBytes, (i + 1) * rowBytes);
  const files = options.cache && (await openFiles(options.cache, options.name, rowBytes));
  async function add(indices: readonly number[], rows: Uint8Array): Promise<void> {
    indices.forEach((index, i) => {
      hold(index, rowOf(rows, i));
    });
    await files?.add(indices.map((index, i) => [keys[index]!, rowOf(rows, i)]));
  }

  function hold(index: number, row: Uint8Array): void {
    if (held === undefined) return;
    held.set(row, index * rowBytes);
    isHeld[index] = 1;
  }

  /** @returns whether it is there */
  async function readOne(index: number, into: Uint8Array): Promise<boolean> {
    if (held !== undefined && isHeld[index] === 1) {
      into.set(rowOf(held, index));
      return true;
    }
    if (files === undefined || !(await files.read(keys[index]!, into))) return false;
    hold(index, into);
    return true;
  }

  return {
    missing() {
      const seen = new Set<string>();
      return keys.flatMap((key, index) => {
        if (files?.has(key) || isHeld[index] === 1 || seen.has(key)) return [];
        seen.add(key);
        return [index];
      });
    },
    add,
    async read(indices) {
      // Nothing to look for: what is made is the answer.
      if (files === undefined && held === undefined) return await make(indices);
      const result = new Uint8Array(indices.length * rowBytes);
      const found = await Promise.all(indices.map((index, i) => readOne(index, rowOf(result, i))));
      const absent = indices.flatMap((_, i) => (found[i] ? [] : [i]));
      if (absent.length > 0) {
        const made = await make(absent.map((i) => indices[i]!));
        absent.forEach((i, k) => {
          result.set(rowOf(made, k), i * rowBytes);
        });
        await add(
          absent.map((i) => indices[i]!),
          made,
        );
      }
      return result;
    },
    close: async () => await files?.close(),
  };
}
