import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { IMAGENET_FILES } from '../backbones/pretrained/imagenetFiles.js';
import { PROJECT } from '../base/project.js';
import type { CaseAnswers } from './answers.js';
import { type BenchmarkCase, fileOf, type Given } from './benchmarkCase.js';
import { drawCaseImages } from './images.js';
import { answersOf, type Report } from './thawAnswers.js';

/** Minutes that a diagnosis with images may take: `--minutes` of `thaw diagnose`. */
const MINUTES = 1;

/** Begins the note of a case of which what is at hand beside the script could not be used. */
export const SCRIPT_ALONE = 'the script alone counts';

/** What `thaw diagnose` wrote for `--json`; undefined where it wrote nothing. */
interface Said {
  report: Report | undefined;
  /** What it printed. */
  printed: string;
}

/** What asking needs. */
export interface AskThawOptions {
  /** Folder of `writeBenchmarkWeights`. */
  weights: string;
  /** Runs `thaw diagnose` with these options. Default: as a user does. */
  diagnose?: (options: readonly string[]) => Promise<Said>;
  /** Draws the images of a case into a folder. Default: `drawCaseImages` */
  draw?: typeof drawCaseImages;
}

/**
 * What `thaw diagnose` answers, given the script and what else is at hand, as a user would call it. With images: where the ImageNet
 * weights cannot be had, it is called again with those of the benchmark, as a user whom it tells so. Where what is at hand cannot be
 * used, what it says of the script counts, which it has printed by then.
 */
export async function askThaw(
  one: BenchmarkCase,
  given: readonly Given[],
  { weights, diagnose = diagnoseAsUser, draw = drawCaseImages }: AskThawOptions,
): Promise<CaseAnswers> {
  const folder = await mkdtemp(path.join(tmpdir(), 'thaw-ask-'));
  try {
    const more = [...filesOf(one, given), ...(await imagesOf(one, given, folder, draw))];
    const began = performance.now();
    const { report, note } = await answered(one, more, { weights, diagnose });
    const seconds = Math.round((performance.now() - began) / 100) / 10;
    return { case: one.name, seconds, ...(note !== undefined && { note }), answers: answersOf(report) };
  } finally {
    await rm(folder, { recursive: true });
  }
}

function scriptOf({ folder, script, keras }: BenchmarkCase): string[] {
  return ['--script', path.join(folder, script), ...(keras === null ? [] : ['--keras', keras])];
}

/** The options that name a history and a model. */
function filesOf({ folder }: BenchmarkCase, given: readonly Given[]): string[] {
  const files = (['history', 'model'] as const).filter((what) => given.includes(what));
  return files.flatMap((what) => [`--${what}`, fileOf(folder, what)!]);
}

/** Draws the images, and gives the options that name them; none where they are not at hand. */
async function imagesOf(
  { images }: BenchmarkCase,
  given: readonly Given[],
  folder: string,
  draw: typeof drawCaseImages,
): Promise<string[]> {
  if (!given.includes('images') || images === null) return [];
  await draw(images, folder);
  return ['--data', path.join(folder, 'data'), '--minutes', String(MINUTES)];
}

/** @param more options beside those of the script */
async function answered(
  one: BenchmarkCase,
  more: readonly string[],
  { weights, diagnose }: Required<Pick<AskThawOptions, 'weights' | 'diagnose'>>,
): Promise<{ report: Report; note?: string }> {
  const ofScript = scriptOf(one);
  let asked = await diagnose([...ofScript, ...more]);
  const file = asked.report === undefined ? weightsInstead(asked.printed, weights) : undefined;
  if (file !== undefined) asked = await diagnose([...ofScript, ...more, '--set', `backbone.weights=${file}`]);
  if (asked.report !== undefined)
    return { report: asked.report, ...(file !== undefined && { note: `with ${path.basename(file)} of nsfwjs` }) };
  if (more.length === 0) throw noAnswer(one.name, asked.printed);
  const alone = await diagnose(ofScript);
  if (alone.report === undefined) throw noAnswer(one.name, alone.printed);
  return { report: alone.report, note: `${SCRIPT_ALONE}: ${reasonIn(asked.printed)}` };
}

/** The file of weights for the backbone whose ImageNet weights `thaw diagnose` could not have, where the benchmark has one. */
function weightsInstead(printed: string, weights: string): string | undefined {
  const [, backbone] = /The ImageNet weights of (\w+)\s+were\s+expected/.exec(printed) ?? [];
  const place = IMAGENET_FILES[backbone as keyof typeof IMAGENET_FILES]?.withoutTop.place;
  const file = place && path.join(weights, path.posix.basename(place));
  return file !== undefined && existsSync(file) ? file : undefined;
}

/** The first sentence of an error, which is the last line that the command prints, without the place of the drawn images. */
function reasonIn(printed: string): string {
  const last = printed.trim().split('\n').at(-1)!;
  const withoutFolder = last.replace(/\S*thaw-ask-\w+[/\\]/g, '');
  return withoutFolder.split(/(?<=\.) (?=[A-Z])|, or from /)[0]!.replace(/\.$/, '');
}

function noAnswer(name: string, printed: string): Error {
  return new Error(`thaw diagnose gave no answer to ${name}:\n${printed.slice(-2000)}`);
}

async function diagnoseAsUser(options: readonly string[]): Promise<Said> {
  const folder = await mkdtemp(path.join(tmpdir(), 'thaw-said-'));
  try {
    const json = path.join(folder, 'answer.json');
    const printed = await run(['diagnose', ...options, '--json', json]);
    const text = await readFile(json, 'utf8').catch(() => undefined);
    return { report: text === undefined ? undefined : (JSON.parse(text) as Report), printed };
  } finally {
    await rm(folder, { recursive: true });
  }
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
