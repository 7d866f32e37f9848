import type { CaseAnswers } from './answers.js';
import type { BenchmarkCase, Given } from './benchmarkCase.js';
import { FAULT_KIND_NAMES, faultKind } from './faultKinds.js';
import { type CaseScore, type Figures, figuresOf, isHeldOut, scoreCase } from './score.js';

/** Answers of a tool, by what was at hand. */
export interface ToolAnswers {
  tool: string;
  /** `script` where that is all; otherwise what else was at hand. */
  given: 'script' | Given;
  answers: readonly CaseAnswers[];
}

const HEAD = [
  'cases',
  'number',
  'faults',
  'recall, one answer',
  'precision',
  'F3',
  'recall, several answers',
  'precision',
  'F3',
  'first',
  'line',
  'seconds',
];

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
  const byName = new Map(answers.map((one) => [one.case, one]));
  const score = (accepted: 'one' | 'several'): CaseScore[] =>
    cases.map((one) => scoreCase(one, byName.get(one.name), accepted));
  const one = score('one');
  const several = score('several');
  const row = (name: string, isIn: (score: CaseScore) => boolean): string | undefined => {
    const [with1, withMore] = [one, several].map((scores) => scores.filter(isIn));
    return with1!.length === 0 ? undefined : rowOf(name, figuresOf(with1!), figuresOf(withMore!));
  };
  const rows = [
    row('all', () => true),
    row('held out', (each) => isHeldOut(each.case.name)),
    row('not held out', (each) => !isHeldOut(each.case.name)),
    row('one fault', ({ faults }) => faults.length === 1),
    row('two faults', ({ faults }) => faults.length > 1),
    row('sound', ({ faults }) => faults.length === 0),
  ].filter((each) => each !== undefined);
  return [
    `### ${tool}, given ${given === 'script' ? 'the script' : `script and ${given}`}`,
    '',
    `| ${HEAD.join(' | ')} |`,
    `|${' --- |'.repeat(HEAD.length)}`,
    ...rows,
    '',
    ...missesOf(several.filter(isShown)),
    ...wrongOf(several.filter(isShown)),
    ...(several.every(isShown) ? [] : ['Misses and wrong answers of the cases that are held out are not listed.', '']),
  ].join('\n');
}

function rowOf(name: string, one: Figures, several: Figures): string {
  const share = (value: number, interval?: readonly number[]): string => {
    if (Number.isNaN(value)) return '-';
    return interval ? `${value.toFixed(2)} [${interval[0]!.toFixed(2)}, ${interval[1]!.toFixed(2)}]` : value.toFixed(2);
  };
  const cells = [
    name,
    one.cases,
    one.faults,
    ...[one, several].flatMap((each) => [
      share(each.recall, each.recallInterval),
      share(each.precision, each.precisionInterval),
      share(each.f3, each.f3Interval),
    ]),
    share(several.first),
    share(several.line),
    Number.isNaN(one.seconds) ? '-' : one.seconds.toFixed(1),
  ];
  return `| ${cells.join(' | ')} |`;
}

function missesOf(scores: readonly CaseScore[]): string[] {
  const lines = scores.flatMap(({ case: { name }, faults }) =>
    faults.filter(({ place }) => place === undefined).map(({ kind }) => `- ${name}: ${kind}`),
  );
  return lines.length === 0 ? ['Nothing is missed.', ''] : ['Missed:', '', ...lines, ''];
}

function wrongOf(scores: readonly CaseScore[]): string[] {
  const lines = scores.flatMap(({ case: { name }, wrong }) =>
    wrong.map(({ kind, line }) => `- ${name}: ${kind}${line === undefined ? '' : ` (line ${line})`}`),
  );
  return lines.length === 0 ? ['Nothing wrong is answered.', ''] : ['Wrong:', '', ...lines, ''];
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
