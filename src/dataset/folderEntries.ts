import type { Dirent } from 'node:fs';
import * as fs from 'node:fs/promises';

/** A file, folder or anything else that a folder holds. */
export interface FolderEntry {
  /** Where the name is not UTF-8, with those bytes escaped: `caf\xe9.jpg`. */
  name: string;
  /** Whether the name is UTF-8. If not, no path in JavaScript leads to the entry. */
  isUtf8: boolean;
  /** The name as it is stored. */
  bytes: Buffer;
  /** Kind of the entry itself: a link is a link, wherever it leads. */
  kind: 'file' | 'folder' | 'link' | 'other';
}

/** Reads what a folder holds, in no order. */
export async function readEntries(folder: string | Buffer): Promise<FolderEntry[]> {
  const entries = await fs.readdir(folder, { withFileTypes: true, encoding: 'buffer' });
  return entries.map((entry) => {
    const { name: bytes } = entry;
    const name = bytes.toString();
    const isUtf8 = Buffer.from(name).equals(bytes);
    return { name: isUtf8 ? name : escaped(bytes), isUtf8, bytes, kind: kindOf(entry) };
  });
}

function kindOf(entry: Dirent<Buffer>): FolderEntry['kind'] {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'folder';
  return entry.isSymbolicLink() ? 'link' : 'other';
}

/** The characters that are UTF-8, and each other byte as Python writes it in a literal of bytes. */
function escaped(bytes: Buffer): string {
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    const length = [1, 2, 3, 4].find((count) => isCharacter(bytes.subarray(at, at + count)));
    text +=
      length === undefined
        ? `\\x${bytes[at]!.toString(16).padStart(2, '0')}`
        : bytes.subarray(at, at + length).toString();
    at += length ?? 1;
  }
  return text;
}

function isCharacter(bytes: Buffer): boolean {
  const text = bytes.toString();
  return [...text].length === 1 && Buffer.from(text).equals(bytes);
}
