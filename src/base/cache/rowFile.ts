import * as fs from 'node:fs/promises';
import { digestOfBytes } from '../digest.js';

/** Where a row lies, and what its bytes have to add up to. */
export interface RowPlace {
  handle: fs.FileHandle;
  file: string;
  position: number;
  checksum: string;
}

/** The last bytes of a file: length of the table before them, and its SHA-256. */
const END = { length: 8, digest: 32 };
const FORMAT = 'thaw rows 1';

interface Table {
  format: string;
  rowBytes: number;
  rows: [key: string, checksum: string][];
}

/**
 * Opens a file of rows of equal size: the rows one after the other, a table in JSON that names them, its length and its
 * SHA-256. At the end, so that a file cut off anywhere has no table.
 *
 * @returns its handle and its rows by key; in words what is wrong with the file; undefined if it is gone
 */
export async function openRowFile(
  file: string,
  rowBytes: number,
): Promise<{ handle: fs.FileHandle; places: Map<string, RowPlace> } | string | undefined> {
  const handle = await fs.open(file, 'r').catch((error: NodeJS.ErrnoException) => {
    // Another process may have made room.
    if (error.code !== 'ENOENT') throw error;
    return undefined;
  });
  if (handle === undefined) return undefined;
  const table = await readTable(handle, rowBytes);
  if (typeof table === 'string') {
    await handle.close();
    return table;
  }
  const places = new Map<string, RowPlace>();
  for (const [i, [key, checksum]] of table.rows.entries()) {
    places.set(key, { handle, file, position: i * rowBytes, checksum });
  }
  return { handle, places };
}

async function readTable(handle: fs.FileHandle, rowBytes: number): Promise<Table | string> {
  const { size } = await handle.stat();
  const endBytes = END.length + END.digest;
  if (size < endBytes) return 'it is cut off';
  const end = await bytesAt(handle, size - endBytes, endBytes);
  const length = Number(end.readBigUInt64LE());
  if (length > size - endBytes) return 'its table is missing';
  const json = await bytesAt(handle, size - endBytes - length, length);
  if (digestOfBytes(json) !== end.subarray(END.length).toString('hex')) return 'its table is missing or changed';
  const table = JSON.parse(json.toString()) as Table;
  if (table.format !== FORMAT || table.rowBytes !== rowBytes) return 'it is of another format';
  if (table.rows.length * rowBytes + length + endBytes !== size) return 'its length is wrong';
  return table;
}

/** What stands after the rows. */
export function endOfRowFile(rowBytes: number, rows: Table['rows']): Buffer {
  const json = Buffer.from(JSON.stringify({ format: FORMAT, rowBytes, rows } satisfies Table));
  const length = Buffer.alloc(END.length);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([json, length, Buffer.from(digestOfBytes(json), 'hex')]);
}

/** Reads a row to where it is wanted. @returns whether it is there and as it was written */
export async function readRow({ handle, position, checksum }: RowPlace, into: Uint8Array): Promise<boolean> {
  const { bytesRead } = await handle.read(into, 0, into.length, position);
  return bytesRead === into.length && checksumOf(into) === checksum;
}

export function checksumOf(row: Uint8Array): string {
  return digestOfBytes(row).slice(0, 32);
}

async function bytesAt(handle: fs.FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await handle.read(buffer, 0, length, position);
  return buffer.subarray(0, bytesRead);
}
