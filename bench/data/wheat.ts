import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { mapConcurrent } from '../../src/base/mapConcurrent.js';

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

/** Fills a folder with every kernel, and again mirrored, a little brighter or darker and in another hue: 14,278 images. */
export async function writeChangedTwins(folder: string): Promise<void> {
  const wheat = wheatFolder();
  const files = readdirSync(wheat).flatMap((name) =>
    readdirSync(path.join(wheat, name)).map((file) => ({ name, file })),
  );
  for (const { name } of files) mkdirSync(path.join(folder, name), { recursive: true });
  await mapConcurrent([...files.entries()], async ([i, { name, file }]) => {
    const bytes = readFileSync(path.join(wheat, name, file));
    writeFileSync(path.join(folder, name, file), bytes);
    const changed = sharp(bytes).modulate({
      brightness: 0.93 + 0.14 * (((i * 7919) % 100) / 100),
      hue: ((i * 31) % 9) - 4,
    });
    writeFileSync(path.join(folder, name, `twin-${file}`), await changed.flop().jpeg({ quality: 85 }).toBuffer());
  });
}
