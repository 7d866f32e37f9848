import { brotliDecompressSync } from 'node:zlib';

/** Reads what test/script/keras/record/pack.mjs packed: JSON, compressed by Brotli, in base 64. */
export function unpack<T>(packed: string): T {
  return JSON.parse(brotliDecompressSync(Buffer.from(packed, 'base64')).toString('utf8')) as T;
}
