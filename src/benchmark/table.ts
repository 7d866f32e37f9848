import type { CaseAnswers } from './answers.js';
import type { BenchmarkCase, Given } from './benchmarkCase.js';
import { FAULT_KIND_NAMES, faultKind } from './faultKinds.js';
import { type CaseScore, type Figures, figuresOf, isHeldOut, type Scored, scoreAll } from './score.js';

/** Answers of a tool, by what was at hand. */
export interface ToolAnswers {
  tool: string;
  /** `script` where that is all; otherwise what else was at hand. */
  given: 'script' | Given;
  answers: readonly CaseAnswers[];
}

const FIGURES = [
  'number',
  'faults',
  'recall, one answer',
  'precision',
  'F3',
  'recall, several answers',
  'precision',
  'F3',
  'first',
  'first or second',
  'line',
  'seconds',
];

/** A row of a table of figures, before it is one. */
export interface FiguresRow extends Scored {
  /** Cells before the figures. */
  cells: readonly string[];
}

/**
 * A table of figures as lines of Markdown; rows without a case are left out.
 *
 * @param head of the columns before the figures
 */
export function figuresTable(head: readonly string[], rows: readonly FiguresRow[]): string[] {
  const columns = [...head, ...FIGURES];
  return [
    `| ${columns.join(' | ')} |`,
    `|${' --- |'.repeat(columns.length)}`,
    ...rows.filter(({ one }) => one.length > 0).map(rowOf),
  ];
}

function rowOf({ cells, one: scoredWith1, several: scoredWithMore }: FiguresRow): string {
  const [one, several] = [figuresOf(scoredWith1), figuresOf(scoredWithMore)];
  return `| ${[...cells, ...figureCells(one, several)].join(' | ')} |`;
}

function figureCells(one: Figures, several: Figures): string[] {
  const share = (value: number, interval?: readonly number[]): string => {
    if (Number.isNaN(value)) return '-';
    return interval ? `${value.toFixed(2)} [${interval[0]!.toFixed(2)}, ${interval[1]!.toFixed(2)}]` : value.toFixed(2);
  };
  return [
    String(one.cases),
    String(one.faults),
    ...[one, several].flatMap((each) => [
      share(each.recall, each.recallInterval),
      share(each.precision, each.precisionInterval),
      share(each.f3, each.f3Interval),
    ]),
    share(several.first),
    share(several.second),
    share(several.line),
    Number.isNaN(one.seconds) ? '-' : one.seconds.toFixed(1),
  ];
}

/** The cases of a score that belong to a row. */
export function rowWhere(cells: readonly string[], scored: Scored, isIn: (score: CaseScore) => boolean): FiguresRow {
  return { cells, one: scored.one.filter(isIn), several: scored.several.filter(isIn) };
}

/**
 * The table of a tool's figures, its misses and its wrong answers, as Markdown.
 *
 * @param withHeldOut whether misses of cases that are held out are listed by name. Default false: only their figures are given
 */
export function scoreTable(
  cases: readonly BenchmarkCase[],
  { tool, given, answers }: ToolAnswers,
  { withHeldOut = false }: { withHeldOut?: boolean } = {},
): string {
  const isShown = ({ case: { name } }: CaseScore): boolean => withHeldOut || !isHeldOut(name);
  const scored = scoreAll(cases, answers);
  const row = (name: string, isIn: (score: CaseScore) => boolean): FiguresRow => rowWhere([name], scored, isIn);
  const shown = scored.several.filter(isShown);
  return [
    `### ${tool}, given ${givenText(given)}`,
    '',
    ...figuresTable(
      ['cases'],
      [
        row('all', () => true),
        row('held out', (each) => isHeldOut(each.case.name)),
        row('not held out', (each) => !isHeldOut(each.case.name)),
        row('one fault', ({ faults }) => faults.length === 1),
        row('two faults', ({ faults }) => faults.length > 1),
        row('sound', ({ faults }) => faults.length === 0),
      ],
    ),
    '',
    ...missesOf(shown),
    ...wrongOf(shown),
    ...notesOf(answers.filter((one) => withHeldOut || !isHeldOut(one.case))),
    ...(scored.several.every(isShown)
      ? []
      : ['Misses and wrong answers of the cases that are held out are not listed.', '']),
  ].join('\n');
}

/** What was at hand, in words. */
export function givenText(given: ToolAnswers['given']): string {
  return given === 'script' ? 'the script' : `script and ${given}`;
}

/** The faults that are missed, by name. */
export function missesOf(scores: readonly CaseScore[]): string[] {
  const lines = scores.flatMap(({ case: { name }, faults }) =>
    faults.filter(({ place }) => place === undefined).map(({ kind }) => `- ${name}: ${kind}`),
  );
  return lines.length === 0 ? ['Nothing is missed.', ''] : ['Missed:', '', ...lines, ''];
}

/** The answers that are wrong, by name. */
export function wrongOf(scores: readonly CaseScore[]): string[] {
  const lines = scores.flatMap(({ case: { name }, wrong }) =>
    wrong.map(({ kind, line }) => `- ${name}: ${kind}${line === undefined ? '' : ` (line ${line})`}`),
  );
  return lines.length === 0 ? ['Nothing wrong is answered.', ''] : ['Wrong:', '', ...lines, ''];
}

/** What a tool was given in another form, or could not do. */
function notesOf(answers: readonly CaseAnswers[]): string[] {
  const lines = answers.flatMap(({ case: name, note }) => (note === undefined ? [] : [`- ${name}: ${note}`]));
  return lines.length === 0 ? [] : ['Remarks:', '', ...lines, ''];
}

/** benchmark/KINDS.md. */
export function kindsPage(cases: readonly BenchmarkCase[]): string {
  const count = (kind: string): number => cases.filter(({ faults }) => faults.some((one) => one.kind === kind)).length;
  const rows = FAULT_KIND_NAMES.map((name) => {
    const { group, definition } = faultKind(name);
    return `| \`${name}\` | ${group} | ${definition} | ${count(name)} |`;
  });
  return [
    '# Kinds of faults',
    '',
    'Written by `npm run benchmark -- kinds` from `src/benchmark/faultKinds.ts`. The kinds belong to no tool; an answer that fits none is `other`.',
    '',
    '| kind | group | what it is | cases |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}
