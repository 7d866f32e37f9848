import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

/** SHA-256 of the parts, in hexadecimal; objects count by their JSON. */
export function digest(...parts: readonly (string | number | Uint8Array | object)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) {
    hash.update(part instanceof Uint8Array || typeof part === 'string' ? part : JSON.stringify(part));
    hash.update('\0');
  }
  return hash.digest('hex');
}

/** SHA-256 of bytes, in hexadecimal; for the bytes of a file the same as `digestOfFile`. */
export function digestOfBytes(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** SHA-256 of a file's bytes, in hexadecimal. */
export async function digestOfFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
