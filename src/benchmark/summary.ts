import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import * as path from 'node:path';
import { UserError } from '../base/errors.js';
import { writeAtomic } from '../base/wholeFile.js';
import { type CaseAnswers, readAnswers } from './answers.js';
import { askedCases, casesWith } from './askCases.js';
import { SCRIPT_ALONE } from './askThaw.js';
import { type BenchmarkCase, GIVEN, type Given } from './benchmarkCase.js';
import { readPeer } from './peerAnswers.js';
import { daysText, PLANTED, type PlantedRun, plantedRows, readPlanted } from './plantedFaults.js';
import { scoreAll } from './score.js';
import { type FiguresRow, figuresTable, givenText } from './table.js';

/** Stored answers of thaw, by what was at hand. */
export type AnswersByGiven = Readonly<Partial<Record<'script' | Given, readonly CaseAnswers[]>>>;

/** Stored answers of another tool. */
export interface PeerAnswers {
  /** Its name in the table. */
  tool: string;
  answers: readonly CaseAnswers[];
}

/** The tools of `peers`, in the order of their table. */
const PEERS = ['umlaut', 'neuralint', 'pyflakes', 'ruff'];

/**
 * Writes the two tables of a benchmark's README.md from the answers in its `results` and the stored run of the planted faults.
 *
 * @param benchmark the folder benchmark/
 * @throws UserError where a file of answers is none, or the page has no place for a table
 */
export async function writeSummary(benchmark: string, cases: readonly BenchmarkCase[]): Promise<void> {
  const results = path.join(benchmark, 'results');
  const page = path.join(benchmark, 'README.md');
  const stored = await readByGiven(results);
  const peers = await readPeers(results, path.join(benchmark, 'peers'), PEERS);
  const planted = readPlanted(await readFile(PLANTED, 'utf8'), PLANTED);
  const withFigures = withBlock(await readFile(page, 'utf8'), 'figures', givenTable(cases, stored, planted));
  await writeAtomic(page, withBlock(withFigures, 'peers', peersTable(cases, stored.script ?? [], peers)));
}

/** Reads the answers that a folder has of thaw: `script.jsonl`, `history.jsonl`, `model.jsonl`, `images.jsonl`. */
async function readByGiven(results: string): Promise<AnswersByGiven> {
  const read = await Promise.all(
    (['script', ...GIVEN] as const).map(async (given) => [given, await readStored(results, given)] as const),
  );
  return Object.fromEntries(read.filter(([, answers]) => answers !== undefined));
}

/** Reads the answers that a folder has of the tools of benchmark/peers: `TOOL.jsonl` and `TOOL-library.jsonl`. */
async function readPeers(results: string, peers: string, names: readonly string[]): Promise<PeerAnswers[]> {
  const found: PeerAnswers[] = [];
  for (const name of names) {
    const file = path.join(peers, `${name}.json`);
    const { tool } = readPeer(await readFile(file, 'utf8'), file);
    for (const [stored, shown] of [
      [name, tool],
      [`${name}-library`, `${tool}, as a library`],
    ] as const) {
      const answers = await readStored(results, stored);
      if (answers !== undefined) found.push({ tool: shown, answers });
    }
  }
  return found;
}

async function readStored(results: string, name: string): Promise<CaseAnswers[] | undefined> {
  const file = path.join(results, `${name}.jsonl`);
  return existsSync(file) ? readAnswers(await readFile(file, 'utf8'), path.basename(file)) : undefined;
}

/**
 * Figures of thaw by what was at hand, each beside those of the script alone on the same cases, and those of the planted faults, as
 * lines of Markdown.
 */
export function givenTable(cases: readonly BenchmarkCase[], stored: AnswersByGiven, planted: PlantedRun): string[] {
  const script = stored.script ?? [];
  const others = GIVEN.map((given) => ({ given, answers: stored[given], having: casesWith(cases, given) }));
  const rows = others.flatMap(({ given, answers, having }) => {
    if (answers === undefined || having.length === 0) return [];
    const asked = askedCases(having, answers, `${given}.jsonl`);
    const over = `${asked.length === having.length ? `the ${asked.length}` : `${asked.length} of the ${having.length}`} with ${given}`;
    return [rowOf(['the script', over], asked, script), rowOf([givenText(given), over], asked, answers)];
  });
  const none = others.filter(({ having }) => having.length === 0).map(({ given }) => given);
  return [
    ...figuresTable(
      ['given', 'over'],
      [
        rowOf(['the script', 'all cases'], cases, script),
        ...rows,
        ...plantedRows(planted).map(({ cells, ...scored }) => ({
          cells: ['images and a recipe', `faults planted into ${cells.join()}, run of ${daysText(planted)}`],
          ...scored,
        })),
      ],
    ),
    '',
    ...none.flatMap((given) => [`No case has a ${given}.`, '']),
    ...measuredText(stored.images),
  ];
}

function rowOf(cells: readonly string[], cases: readonly BenchmarkCase[], answers: readonly CaseAnswers[]): FiguresRow {
  return { cells, ...scoreAll(cases, answers) };
}

/** How many of the answers with images rest on a training that was repeated on them. */
function measuredText(answers: readonly CaseAnswers[] = []): string[] {
  if (answers.length === 0) return [];
  const numNot = answers.filter(({ note }) => note?.startsWith(SCRIPT_ALONE)).length;
  const measured = `With images, the training of ${answers.length - numNot} of ${answers.length} cases is repeated on them`;
  return [numNot === 0 ? `${measured}.` : `${measured}; of the others what is said of the script counts.`, ''];
}

/**
 * Figures of other tools and of thaw given the script alone: over all cases, where one that a tool cannot answer is missed, and over
 * those that it answers.
 */
export function peersTable(
  cases: readonly BenchmarkCase[],
  script: readonly CaseAnswers[],
  peers: readonly PeerAnswers[],
): string[] {
  const rows = peers.flatMap(({ tool, answers }) => {
    const names = new Set(answers.map((one) => one.case));
    const answered = cases.filter(({ name }) => names.has(name));
    const all = rowOf([tool, 'all cases'], cases, answers);
    if (answered.length === cases.length) return [all];
    const over = `the ${answered.length} that ${tool} answers`;
    return [all, rowOf([tool, over], answered, answers), rowOf(['thaw', over], answered, script)];
  });
  return figuresTable(['tool', 'over'], [rowOf(['thaw', 'all cases'], cases, script), ...rows]);
}

/**
 * A page with other lines between the comments `<!-- NAME: ... -->` and `<!-- end of NAME -->`.
 *
 * @throws UserError where it has no such comments
 */
export function withBlock(page: string, name: string, lines: readonly string[]): string {
  const block = new RegExp(`(<!-- ${name}: [^\\n]* -->\\n)[^]*?(\\n<!-- end of ${name} -->)`);
  if (!block.test(page))
    throw new UserError(
      `A page with the comments of ${name} is expected.`,
      'a page without',
      `Put <!-- ${name}: ... --> and <!-- end of ${name} --> where the table belongs.`,
    );
  return page.replace(block, (_, begin: string, end: string) => `${begin}\n${lines.join('\n').trimEnd()}\n${end}`);
}
