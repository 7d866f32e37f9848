/**
 * The benchmark of benchmark/: `npm run benchmark -- COMMAND`. Its rules are in benchmark/RULES.md.
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { UserError } from './base/errors.js';
import { PROJECT } from './base/project.js';
import { pythonOfProject } from './base/pythonOfProject.js';
import { writeAtomic } from './base/wholeFile.js';
import { acceptedPath, acceptedText, readAccepted } from './benchmark/acceptedFile.js';
import { readAnswers } from './benchmark/answers.js';
import { askThaw } from './benchmark/askThaw.js';
import { allCases, type BenchmarkCase, GIVEN, type Given, readCase } from './benchmark/benchmarkCase.js';
import { measureFacts } from './benchmark/facts.js';
import { drawCaseImages } from './benchmark/images.js';
import { measureAccepted } from './benchmark/measureAccepted.js';
import type { Runner } from './benchmark/runCase.js';
import { isHeldOut } from './benchmark/score.js';
import { kindsPage, scoreTable, type ToolAnswers } from './benchmark/table.js';
import { failureText } from './command/failureText.js';
import { loadTensorFlow } from './command/withoutNativeLog.js';

const HELP = `The benchmark of faults in transfer learning; the rules are in benchmark/RULES.md.

Usage: npm run benchmark -- thaw [CASE...]       ask thaw, and print the table; --given images|history|model
       npm run benchmark -- score FILE           score the answers of another tool: a line of JSON a case
       npm run benchmark -- facts CASE...        run the scripts of cases with real Keras, and write their facts.json
       npm run benchmark -- accepted CASE...     try single changes of their scripts, and write their accepted.json; goes on
                                                 where it stopped
       npm run benchmark -- images CASE          draw the images of a case; --out DIR
       npm run benchmark -- kinds                write benchmark/KINDS.md
       npm run benchmark -- list                 the cases, with their faults

Options:
  --given WHAT         what is at hand beside the script: images, history or model
  --held-out           name the cases that are held out, too, or try their changes; without it, only their figures are given
  --limit SECONDS      longest run of a script; default 600
  --minutes N          of accepted: no further run begins after so long; default: all do
  --out PATH           folder of the images, or file of thaw's answers
  --python NAME=PATH   the Python of an environment that cases name; may be repeated
  --seeds 1,2,3        seeds of the runs; default 1,2,3
  --table FILE         write the table to FILE; default: it is printed
`;
const BENCHMARK = path.join(PROJECT, 'benchmark');

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      given: { type: 'string' },
      'held-out': { type: 'boolean' },
      limit: { type: 'string', default: '600' },
      minutes: { type: 'string', default: 'Infinity' },
      out: { type: 'string' },
      python: { type: 'string', multiple: true, default: [] },
      seeds: { type: 'string', default: '1,2,3' },
      table: { type: 'string' },
    },
  });
  const [command, ...names] = positionals;
  const chosen = (): BenchmarkCase[] => (names.length > 0 ? names.map((name) => readCase(name)) : allCases());
  const shown = (): BenchmarkCase[] => chosen().filter(({ name }) => values['held-out'] || !isHeldOut(name));
  if (command === 'thaw') return await ask(chosen(), givenOf(values.given), values);
  if (command === 'score') return await score(names[0], values);
  if (command === 'facts') return await facts(chosen(), runsOf(values));
  if (command === 'accepted') return await accepted(shown(), runsOf(values), positive(values, 'minutes'));
  if (command === 'images') return await images(names[0], values.out);
  if (command === 'kinds') return await writeFile(path.join(BENCHMARK, 'KINDS.md'), kindsPage(allCases()));
  if (command === 'list') return list(shown());
  console.log(HELP);
}

function givenOf(word: string | undefined): Given | undefined {
  const found = GIVEN.find((one) => one === word);
  if (word !== undefined && found === undefined)
    throw new UserError(
      `--given is expected to be one of ${GIVEN.join(', ')}.`,
      word,
      'Leave it out for the script alone.',
    );
  return found;
}

interface Asking {
  'held-out'?: boolean;
  /** File of the answers. */
  out?: string;
  /** File of the table. Default: it is printed */
  table?: string;
}

async function ask(cases: readonly BenchmarkCase[], given: Given | undefined, options: Asking): Promise<void> {
  const asked = given === undefined ? cases : cases.filter((one) => one.given.includes(given));
  const answers = [];
  for (const one of asked) answers.push(await askThaw(one, given === undefined ? [] : [given]));
  if (options.out !== undefined)
    await writeFile(options.out, `${answers.map((one) => JSON.stringify(one)).join('\n')}\n`);
  await show(asked, { tool: 'thaw', given: given ?? 'script', answers }, options);
}

async function score(file: string | undefined, options: Asking): Promise<void> {
  if (file === undefined || !existsSync(file))
    throw new UserError('A file of answers is expected.', file ?? 'none', 'See benchmark/RULES.md for its form.');
  const answers = readAnswers(await readFile(file, 'utf8'), file);
  await show(allCases(), { tool: path.parse(file).name, given: 'script', answers }, options);
}

async function show(cases: readonly BenchmarkCase[], answered: ToolAnswers, options: Asking): Promise<void> {
  const table = scoreTable(cases, answered, { withHeldOut: options['held-out'] ?? false });
  if (options.table === undefined) console.log(table);
  else await writeFile(options.table, `${table.trimEnd()}\n`);
}

/** How scripts of cases are run. */
interface Runs extends Pick<Runner, 'seeds'> {
  limitSeconds: number;
  /** The Python of each environment. */
  pythons: ReadonlyMap<string, string>;
}

function runsOf(options: { python: string[]; seeds: string; limit: string }): Runs {
  const named = options.python.map((one) => one.split('=', 2) as [string, string]);
  const pythons = new Map([['project', pythonOfProject(PROJECT)], ...named]);
  return { pythons, seeds: options.seeds.split(',').map(Number), limitSeconds: positive(options, 'limit') };
}

function positive<K extends string>(options: Record<K, string>, name: K): number {
  const value = Number(options[name]);
  if (!(value > 0)) throw new UserError(`--${name} is expected to be above 0.`, options[name], 'Leave it out.');
  return value;
}

/** Calls what measures a case with each one that its environment is there for, and says of the others what is missing. */
async function withRunner(
  cases: readonly BenchmarkCase[],
  { pythons, seeds, limitSeconds }: Runs,
  measure: (one: BenchmarkCase, runner: Runner & { limitSeconds: number }) => Promise<string>,
): Promise<void> {
  // TensorFlow takes seconds to load, and only these commands need it.
  await loadTensorFlow();
  const { writeBenchmarkWeights } = await import('./benchmark/weights.js');
  const weights = await writeBenchmarkWeights(path.join(PROJECT, '.thaw/benchmark'));
  for (const one of cases) {
    const python = pythons.get(one.measure.environment);
    const said =
      one.measure.unmeasured !== null || python === undefined
        ? (one.measure.unmeasured ?? `needs --python ${one.measure.environment}=PATH`)
        : await measure(one, { python, weights, seeds, limitSeconds, onProgress: console.error });
    console.log(`${one.name}: ${said}`);
  }
}

async function facts(cases: readonly BenchmarkCase[], runs: Runs): Promise<void> {
  await withRunner(cases, runs, async (one, runner) => {
    const measured = await measureFacts(one, runner);
    await writeFile(path.join(one.folder, 'facts.json'), `${JSON.stringify(measured, null, 2)}\n`);
    return JSON.stringify(measured.gain ?? measured.train);
  });
}

async function accepted(cases: readonly BenchmarkCase[], runs: Runs, minutes: number): Promise<void> {
  const end = Date.now() + 60_000 * minutes;
  await withRunner(cases, runs, async (one, runner) => {
    const measured = await measureAccepted(one, readAccepted(one.folder), {
      ...runner,
      isOver: () => Date.now() > end,
      keep: (file) => writeAtomic(acceptedPath(one.folder), acceptedText(file)),
    });
    return measured.result;
  });
}

async function images(name: string | undefined, out: string | undefined): Promise<void> {
  if (name === undefined || out === undefined)
    throw new UserError('A case and --out are expected.', name ?? 'none', 'For example: images NAME --out images.');
  const one = readCase(name);
  if (one.images === null) throw new UserError('A case with images is expected.', name, 'This one needs none.');
  await mkdir(out, { recursive: true });
  await drawCaseImages(one.images, out);
}

function list(cases: readonly BenchmarkCase[]): void {
  for (const { name, title, faults } of cases)
    console.log(`${name}: ${title} (${faults.map(({ kind }) => kind).join(', ') || 'sound'})`);
}

main().catch((error) => {
  console.error(failureText(error));
  process.exitCode = 1;
});
