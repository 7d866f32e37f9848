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

/** Entries of a list whose JSON is made at once. */
const AT_ONCE = 1024;

/** The JSON of a long list in pieces: Node's strings end at 512 MB. */
export function* jsonOfList(list: readonly unknown[]): Generator<string> {
  yield '[';
  for (let from = 0; from < list.length; from += AT_ONCE) {
    const json = JSON.stringify(list.slice(from, from + AT_ONCE)).slice(1, -1);
    yield from === 0 ? json : `,${json}`;
  }
  yield ']';
}

/** SHA-256 of what the pieces are one after the other, in hexadecimal. */
export function digestOfPieces(pieces: Iterable<string | Uint8Array>): string {
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  return hash.digest('hex');
}

/** The same as `digest({ ...fields, [name]: list })`, without the JSON of a long list as one string. */
export function digestOfList(fields: object, name: string, list: readonly unknown[]): string {
  const before = JSON.stringify({ ...fields, [name]: [] }).slice(0, -'[]}'.length);
  return digestOfPieces(
    (function* () {
      yield before;
      yield* jsonOfList(list);
      yield '}\0';
    })(),
  );
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
