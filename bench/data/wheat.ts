import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const ARCHIVE = path.join(import.meta.dirname, '../../../shared/data/wheat-grain.tar');

/** The folder of the 7,139 wheat kernels, unpacked where it is not yet. */
export function wheatFolder(): string {
  const folder = path.join(tmpdir(), 'wheat');
  if (existsSync(folder) && readdirSync(folder).length > 0) return folder;
  mkdirSync(folder, { recursive: true });
  execFileSync('tar', ['-xf', ARCHIVE, '-C', folder]);
  return folder;
}

/**
 * Fills a folder with so many images: every kernel, or as many as it takes in an even spread, then the kernels once more
 * with a byte behind the picture, so that a copy is another file.
 */
export function writeWheat(folder: string, numImages: number): void {
  const wheat = wheatFolder();
  const files = readdirSync(wheat).flatMap((name) => readdirSync(path.join(wheat, name)).map((file) => [name, file]));
  const spread = Math.max(1, files.length / numImages);
  for (let i = 0; i < numImages; i++) {
    const at = spread === 1 ? i : Math.floor(i * spread);
    const copy = Math.floor(at / files.length);
    const [name, file] = files[at % files.length];
    mkdirSync(path.join(folder, name), { recursive: true });
    const bytes = readFileSync(path.join(wheat, name, file));
    writeFileSync(path.join(folder, name, `${copy}-${file}`), Buffer.concat([bytes, Buffer.alloc(copy, 1)]));
  }
}
