import { readdirSync, readFileSync, statSync } from 'node:fs';
import * as path from 'node:path';
import { digest } from '../base/digest.js';
import type { BenchmarkCase } from './benchmarkCase.js';
import { CHANGES_VERSION } from './singleChanges.js';

/** Files of a case that do not change what its scripts do. */
const ASIDE = ['case.json', 'facts.json', 'accepted.json'];

/** Digest of what the scores of a case depend on: its scripts and files beside them, its images, what is measured, the changes. */
export function digestOfCase({ folder, images, measure }: BenchmarkCase): string {
  const contents = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => !ASIDE.includes(name) && statSync(path.join(folder, name)).isFile())
    .sort()
    .flatMap((name) => [name.split(path.sep).join('/'), readFileSync(path.join(folder, name))]);
  return digest(CHANGES_VERSION, { images, measure }, ...contents).slice(0, 16);
}
