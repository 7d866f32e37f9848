import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { PROJECT } from '../base/project.js';

let known: string | undefined;

/**
 * The version of thaw, with a digest of what is compiled: `0.1.0 (build 3f2a90c1)`. Two working copies between two releases
 * have the same number, and may still train differently.
 */
export function versionOfThaw(): string {
  if (known === undefined) {
    const { version } = JSON.parse(fs.readFileSync(path.join(PROJECT, 'package.json'), 'utf8')) as { version: string };
    known = `${version} (build ${digestOfCode(path.join(__dirname, '..'))})`;
  }
  return known;
}

/** Of the files of code in a folder, whatever its path. */
function digestOfCode(folder: string): string {
  const files = fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => file.split(path.sep).join('/'))
    .filter((file) => /(?<!\.d)\.[jt]s$/.test(file))
    .sort();
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${file}\0`).update(fs.readFileSync(path.join(folder, file)));
  return hash.digest('hex').slice(0, 8);
}
