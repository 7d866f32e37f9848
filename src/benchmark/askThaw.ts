import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { PROJECT } from '../base/project.js';
import type { CaseAnswers } from './answers.js';
import { type BenchmarkCase, fileOf, type Given } from './benchmarkCase.js';
import { drawCaseImages } from './images.js';
import { answersOf, type Report } from './thawAnswers.js';

/** Minutes that a diagnosis with images may take. */
const MINUTES = 2;

/** What `thaw diagnose` is given: the script and what else is at hand, as a user would call it. */
export async function askThaw(one: BenchmarkCase, given: readonly Given[]): Promise<CaseAnswers> {
  const folder = await mkdtemp(path.join(tmpdir(), 'thaw-ask-'));
  try {
    const json = path.join(folder, 'answer.json');
    const words = ['diagnose', '--script', path.join(one.folder, one.script), '--json', json];
    if (one.keras !== null) words.push('--keras', one.keras);
    for (const what of ['history', 'model'] as const)
      if (given.includes(what)) words.push(`--${what}`, fileOf(one.folder, what)!);
    if (given.includes('images') && one.images !== null) {
      await drawCaseImages(one.images, folder);
      words.push('--data', path.join(folder, 'data'), '--minutes', String(MINUTES));
    }
    const began = performance.now();
    const said = await run(words);
    const seconds = (performance.now() - began) / 1000;
    const report = JSON.parse(await readFile(json, 'utf8').catch(() => missing(one.name, said))) as Report;
    return { case: one.name, seconds: Math.round(seconds * 10) / 10, answers: answersOf(report) };
  } finally {
    await rm(folder, { recursive: true });
  }
}

function missing(name: string, said: string): never {
  throw new Error(`thaw diagnose gave no answer to ${name}:\n${said.slice(-2000)}`);
}

async function run(words: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [path.join(PROJECT, 'dist/cli.js'), ...words], {
    cwd: PROJECT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (some) => (said += some));
  await new Promise((resolve) => child.once('close', resolve));
  return said;
}
