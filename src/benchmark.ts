/**
 * The benchmark of benchmark/: `npm run benchmark -- COMMAND`. Its rules are in benchmark/RULES.md.
 */
import { existsSync, statSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import { UserError } from './base/errors.js';
import { PROJECT } from './base/project.js';
import { pythonOfProject } from './base/pythonOfProject.js';
import { writeAtomic } from './base/wholeFile.js';
import { acceptedPath, acceptedText, readAccepted } from './benchmark/acceptedFile.js';
import { type CaseAnswers, readAnswers } from './benchmark/answers.js';
import { askCases, askedCases, casesWith } from './benchmark/askCases.js';
import { askThaw } from './benchmark/askThaw.js';
import { allCases, type BenchmarkCase, CASES, GIVEN, type Given, readCase } from './benchmark/benchmarkCase.js';
import { measureFacts } from './benchmark/facts.js';
import { drawCaseImages } from './benchmark/images.js';
import { measureAccepted } from './benchmark/measureAccepted.js';
import { answersOfPeer, readPeer, readPeerSaid } from './benchmark/peerAnswers.js';
import { PLANTED, plantedTable, readPlanted } from './benchmark/plantedFaults.js';
import type { Runner } from './benchmark/runCase.js';
import { isHeldOut } from './benchmark/score.js';
import { writeSummary } from './benchmark/summary.js';
import { kindsPage, scoreTable, type ToolAnswers } from './benchmark/table.js';
import { failureText } from './command/failureText.js';
import { parseOptions } from './command/parseOptions.js';
import { loadTensorFlow } from './command/withoutNativeLog.js';

const HELP = `The benchmark of faults in transfer learning; the rules are in benchmark/RULES.md.

Usage: npm run benchmark -- thaw [CASE...]       ask thaw, and print the table; --given images|history|model
       npm run benchmark -- score FILE           score the answers of another tool: a line of JSON a case
       npm run benchmark -- planted              score the stored run of \`npm run planted\` by the same rules
       npm run benchmark -- summary              write the tables of benchmark/README.md from the stored answers
       npm run benchmark -- peer FILE            what benchmark/peers/run.py wrote, as answers; --out FILE
       npm run benchmark -- facts CASE...        run the scripts of cases with real Keras, and write their facts.json
       npm run benchmark -- accepted CASE...     try single changes of their scripts, and write their accepted.json; goes on
                                                 where it stopped
       npm run benchmark -- images CASE          draw the images of a case; --out DIR
       npm run benchmark -- kinds                write benchmark/KINDS.md
       npm run benchmark -- list                 the cases, with their faults

Options:
  --cases DIR          folder of the cases, each with its case.json; default benchmark/cases
  --given WHAT         what is at hand beside the script: images, history or model
  --go-on              of thaw: ask only the cases that the file of --out does not answer
  --held-out           name the cases that are held out, too, or try their changes; without it, only their figures are given
  --limit SECONDS      longest run of a script; default 600
  --minutes N          of thaw and accepted: no further case or run begins after so long; default: all do
  --out PATH           folder of the images, or file of answers
  --python NAME=PATH   the Python of an environment that cases name; may be repeated
  --seeds 1,2,3        seeds of the runs; default 1,2,3
  --table FILE         write the table to FILE; default: it is printed
`;
const BENCHMARK = path.join(PROJECT, 'benchmark');

async function main(): Promise<void> {
  const { values, positionals } = parseOptions(
    process.argv.slice(2),
    {
      cases: { type: 'string', default: CASES },
      given: { type: 'string' },
      'go-on': { type: 'boolean' },
      help: { type: 'boolean' },
      'held-out': { type: 'boolean' },
      limit: { type: 'string', default: '600' },
      minutes: { type: 'string', default: 'Infinity' },
      out: { type: 'string' },
      python: { type: 'string', multiple: true, default: [] },
      seeds: { type: 'string', default: '1,2,3' },
      table: { type: 'string' },
    },
    'npm run benchmark -- --help lists the options.',
  );
  const [command = 'help', ...names] = positionals;
  if (values.help || command === 'help') return console.log(HELP);
  const folder = casesFolder(values.cases);
  const chosen = (): BenchmarkCase[] =>
    names.length > 0 ? names.map((name) => readCase(name, folder)) : allCases(folder);
  const shown = (): BenchmarkCase[] => chosen().filter(({ name }) => values['held-out'] || !isHeldOut(name));
  if (command === 'thaw') return await ask(chosen(), givenOf(values.given), positive(values, 'minutes'), values);
  if (command === 'score') return await score(names[0], allCases(folder), values);
  if (command === 'planted') return await planted(values.table);
  if (command === 'summary') return await writeSummary(BENCHMARK, allCases(folder));
  if (command === 'peer') return await peer(names[0], values.out);
  if (command === 'facts') return await facts(chosen(), runsOf(values));
  if (command === 'accepted') return await accepted(shown(), runsOf(values), positive(values, 'minutes'));
  if (command === 'images') return await images(names[0], folder, values.out);
  if (command === 'kinds') return await writeFile(path.join(BENCHMARK, 'KINDS.md'), kindsPage(allCases()));
  if (command === 'list') return list(shown());
  throw new UserError('A command of the benchmark is expected.', command, 'npm run benchmark -- --help lists them.');
}

/** @throws UserError where there is no such folder */
function casesFolder(option: string): string {
  const folder = path.resolve(option);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return folder;
  throw new UserError(
    '--cases is expected to be a folder.',
    folder,
    'Name the folder that holds a folder for each case.',
  );
}

/** @throws UserError where one is not a whole number from 0 on */
function seedsOf(option: string): number[] {
  const words = option.split(',').map((word) => word.trim());
  if (words.every((word) => /^\d+$/.test(word))) return words.map(Number);
  throw new UserError(
    '--seeds is expected to be whole numbers with commas between.',
    option,
    'For example: --seeds 1,2,3',
  );
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

interface AnsweringOptions {
  'go-on'?: boolean;
  'held-out'?: boolean;
  /** File of the answers. */
  out?: string;
  /** File of the table. Default: it is printed */
  table?: string;
}

async function ask(
  chosen: readonly BenchmarkCase[],
  given: Given | undefined,
  minutes: number,
  options: AnsweringOptions,
): Promise<void> {
  const end = Date.now() + 60_000 * minutes;
  const cases = casesWith(chosen, given ?? 'script');
  const { out } = options;
  const before =
    options['go-on'] && out !== undefined && existsSync(out) ? readAnswers(await readFile(out, 'utf8'), out) : [];
  const weights = given === 'images' ? await writeWeights() : '';
  const answers = await askCases(cases, before, {
    ask: (one) => askThaw(one, given === undefined ? [] : [given], { weights }),
    isOver: () => Date.now() > end,
    keep: async (so) => {
      if (out !== undefined) await writeAnswers(out, so);
    },
  });
  const asked = askedCases(cases, answers, out ?? 'thaw');
  if (asked.length < cases.length) console.log(`${asked.length} of ${cases.length} cases were asked.\n`);
  await show(asked, { tool: 'thaw', given: given ?? 'script', answers }, options);
}

async function score(
  file: string | undefined,
  cases: readonly BenchmarkCase[],
  options: AnsweringOptions,
  given: 'script' | Given = 'script',
): Promise<void> {
  if (file === undefined || !existsSync(file))
    throw new UserError('A file of answers is expected.', file ?? 'none', 'See benchmark/RULES.md for its form.');
  const answers = readAnswers(await readFile(file, 'utf8'), file);
  await show(casesWith(cases, given), { tool: path.parse(file).name, given, answers }, options);
}

async function peer(file: string | undefined, out: string | undefined): Promise<void> {
  if (file === undefined || out === undefined || !existsSync(file))
    throw new UserError(
      'A file that benchmark/peers/run.py wrote and --out are expected.',
      file ?? 'none',
      'For example: peer umlaut.jsonl --out benchmark/results/umlaut.jsonl.',
    );
  // What NeuraLint says as a library is of the same rules as what it says of a text.
  const table = path.join(BENCHMARK, 'peers', `${path.parse(file).name.replace(/-library$/, '')}.json`);
  const said = readPeerSaid(await readFile(file, 'utf8'), file);
  const answers = answersOfPeer(readPeer(await readFile(table, 'utf8'), table), said);
  await writeAnswers(out, answers);
  console.log(`${answers.length} of ${said.length} cases are answered.`);
}

async function planted(table: string | undefined): Promise<void> {
  await print(plantedTable(readPlanted(await readFile(PLANTED, 'utf8'), PLANTED)), table);
}

async function writeAnswers(file: string, answers: readonly CaseAnswers[]): Promise<void> {
  await writeFile(file, `${answers.map((one) => JSON.stringify(one)).join('\n')}\n`);
}

async function show(
  cases: readonly BenchmarkCase[],
  answered: ToolAnswers,
  { table, ...options }: AnsweringOptions,
): Promise<void> {
  await print(scoreTable(cases, answered, { withHeldOut: options['held-out'] ?? false }), table);
}

/** @param file default: it is printed */
async function print(table: string, file: string | undefined): Promise<void> {
  if (file === undefined) console.log(table);
  else await writeFile(file, `${table.trimEnd()}\n`);
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
  return { pythons, seeds: seedsOf(options.seeds), limitSeconds: positive(options, 'limit') };
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
  const weights = await writeWeights();
  for (const one of cases) {
    const python = pythons.get(one.measure.environment);
    const said =
      one.measure.unmeasured !== null || python === undefined
        ? (one.measure.unmeasured ?? `needs --python ${one.measure.environment}=PATH`)
        : await measure(one, { python, weights, seeds, limitSeconds, onProgress: console.error });
    console.log(`${one.name}: ${said}`);
  }
}

/** Writes the weights that stand in for those of ImageNet; returns their folder. */
async function writeWeights(): Promise<string> {
  // TensorFlow takes seconds to load, and only some commands need it.
  await loadTensorFlow();
  const { writeBenchmarkWeights } = await import('./benchmark/weights.js');
  return await writeBenchmarkWeights(path.join(PROJECT, '.thaw/benchmark'));
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

async function images(name: string | undefined, folder: string, out: string | undefined): Promise<void> {
  if (name === undefined || out === undefined)
    throw new UserError('A case and --out are expected.', name ?? 'none', 'For example: images NAME --out images.');
  const one = readCase(name, folder);
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
