import * as path from 'node:path';
import { UserError } from '../base/errors.js';
import { PROJECT } from '../base/project.js';
import { CHECK_NAMES, type CheckName } from '../diagnose/checks.js';
import type { CaseAnswers } from './answers.js';
import type { BenchmarkCase } from './benchmarkCase.js';
import { KIND_OF_PLANTED } from './plantedKinds.js';
import { scoreAll } from './score.js';
import { type FiguresRow, figuresTable, missesOf, rowWhere, wrongOf } from './table.js';
import { answersOf } from './thawAnswers.js';

/** What `npm run planted` wrote last. */
export const PLANTED: string = path.join(PROJECT, 'test/plantedFaults/RESULTS.md');

/** The stored run of the planted faults, as cases without a script and the answers to them. */
export interface PlantedRun {
  /** First and last day of the run, such as `2026-11-27`. */
  days: [string, string];
  /** Backbone, images and seed, such as `InceptionV3:nsfwjs, drawn pictures of seed 1`, in the order of the file. */
  settings: string[];
  /** Named by setting and faults. */
  cases: BenchmarkCase[];
  /** Above `info`, without symptoms. */
  answers: CaseAnswers[];
}

const HEADER = /from runs of (\d{4}-\d\d-\d\d) to (\d{4}-\d\d-\d\d)/;
const SETTING = '## ';
const BETWEEN = ': ';

/**
 * Reads test/plantedFaults/RESULTS.md.
 *
 * @param shown name of the file in error messages
 * @throws UserError where it has no dates, or names a fault or a check that there is not
 */
export function readPlanted(text: string, shown: string): PlantedRun {
  const [, first, last] = HEADER.exec(text) ?? [];
  if (first === undefined || last === undefined)
    throw new UserError(
      `${shown} is expected to say from runs of which days it is.`,
      'no days',
      'Run `npm run planted`.',
    );
  const run: PlantedRun = { days: [first, last], settings: [], cases: [], answers: [] };
  for (const line of text.split('\n')) {
    if (line.startsWith(SETTING)) run.settings.push(line.slice(SETTING.length));
    const [planted, place, findings] = cellsOf(line);
    if (findings === undefined || planted === 'planted' || /^-*$/.test(planted!)) continue;
    const name = `${run.settings.at(-1)}${BETWEEN}${planted}`;
    run.cases.push(caseOf(name, planted!, shown));
    run.answers.push({ case: name, answers: answersOf({ findings: findingsIn(findings, `${shown}, ${place}`) }) });
  }
  return run;
}

function cellsOf(line: string): string[] {
  return line.startsWith('|')
    ? line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim())
    : [];
}

function caseOf(name: string, planted: string, shown: string): BenchmarkCase {
  const names = planted === 'clean' ? [] : planted.split(' + ');
  const faults = names.map((each): BenchmarkCase['faults'][number] => {
    const known = KIND_OF_PLANTED[each];
    if (known === undefined)
      throw new UserError(`A fault in ${shown} is expected to have a kind.`, each, 'Add it to plantedKinds.ts.');
    return { kind: known.kind, about: each, at: [], accepted: known.accepted ?? [] };
  });
  const measure = { reported: null, true: null, environment: 'project', unmeasured: 'It has no script.' };
  const without = { folder: '', script: '', keras: null, images: null };
  return { ...without, name, title: planted, source: 'test/plantedFaults', given: ['images'], faults, measure };
}

function findingsIn(cell: string, shown: string): { check: CheckName; severity: 'warning'; summary: string }[] {
  const names = cell === 'none' ? [] : cell.replaceAll('*', '').split(', ');
  return names.map((name) => {
    const check = CHECK_NAMES.find((each) => each === name);
    if (check === undefined) throw new UserError(`A check is expected in ${shown}.`, name, 'Run `npm run planted`.');
    return { check, severity: 'warning', summary: check };
  });
}

/** A row of figures for each setting. */
export function plantedRows(run: PlantedRun): FiguresRow[] {
  const scored = scoreAll(run.cases, run.answers);
  return run.settings.map((setting) =>
    rowWhere([setting], scored, ({ case: { name } }) => name.startsWith(`${setting}${BETWEEN}`)),
  );
}

/** The table of the planted faults, with misses and wrong answers by name, as Markdown. */
export function plantedTable(run: PlantedRun): string {
  const { several } = scoreAll(run.cases, run.answers);
  return [
    '### thaw, given images and a recipe: planted faults',
    '',
    `From the run of ${daysText(run)} that test/plantedFaults/RESULTS.md has.`,
    '',
    ...figuresTable(['planted into'], plantedRows(run)),
    '',
    ...missesOf(several),
    ...wrongOf(several),
  ].join('\n');
}

/** `2026-11-27`, or two days with `to` between. */
export function daysText({ days: [first, last] }: PlantedRun): string {
  return first === last ? first : `${first} to ${last}`;
}
