import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';

/** A short digest of texts and bytes, to be a part of a file's name. */
export function digest(...parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex').slice(0, 16);
}

/** Paths and contents of the files below `folder`, in an order that does not depend on the disk. */
export function contents(folder) {
  const files = fs.readdirSync(folder, { recursive: true }).map(String).sort();
  return files
    .filter((file) => fs.statSync(path.join(folder, file)).isFile())
    .flatMap((file) => [file, fs.readFileSync(path.join(folder, file))]);
}

/** The file's text, or undefined where there is none. */
export function readText(file) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** What the file says, or undefined where it is not there or is no JSON. */
export function readJson(file) {
  try {
    return JSON.parse(readText(file));
  } catch {
    return undefined;
  }
}

/** Makes `link` point at `target`. Returns whether it had to be changed. */
export function pointAt(link, target) {
  try {
    if (fs.readlinkSync(link) === target) return false;
  } catch {}
  fs.mkdirSync(path.dirname(link), { recursive: true });
  fs.rmSync(link, { recursive: true, force: true });
  fs.symlinkSync(target, link);
  return true;
}
