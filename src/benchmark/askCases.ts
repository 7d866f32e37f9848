import { UserError } from '../base/errors.js';
import type { CaseAnswers } from './answers.js';
import type { BenchmarkCase, Given } from './benchmarkCase.js';
import { digestOfName } from './score.js';

/** What asking cases needs. */
export interface Asking {
  ask: (one: BenchmarkCase) => Promise<CaseAnswers>;
  /** Whether no further case is to be asked. */
  isOver: () => boolean;
  /** Is given all answers so far after each case, in the order of names. */
  keep: (answers: readonly CaseAnswers[]) => Promise<void>;
}

/** The cases that have something at hand beside the script. */
export function casesWith(cases: readonly BenchmarkCase[], given: 'script' | Given): BenchmarkCase[] {
  return given === 'script' ? [...cases] : cases.filter((one) => one.given.includes(given));
}

/**
 * Asks cases in the order of the digests of their names, so that those that are asked by any time are a random sample of all; cases
 * that are answered already are not asked again.
 *
 * @returns the answers in the order of names
 */
export async function askCases(
  cases: readonly BenchmarkCase[],
  before: readonly CaseAnswers[],
  { ask, isOver, keep }: Asking,
): Promise<CaseAnswers[]> {
  let answers = [...before];
  for (const one of inOrderOfDigests(cases)) {
    if (answers.some((each) => each.case === one.name)) continue;
    if (isOver()) break;
    answers = [...answers, await ask(one)].sort((a, b) => (a.case < b.case ? -1 : 1));
    await keep(answers);
  }
  return answers;
}

/**
 * The cases that were asked: those with a line among the answers, which are the first in the order of digests.
 *
 * @throws UserError where a case is left out before one that was asked, since a sample that somebody chose has no figures
 */
export function askedCases(
  cases: readonly BenchmarkCase[],
  answers: readonly CaseAnswers[],
  shown: string,
): BenchmarkCase[] {
  const names = new Set(answers.map((one) => one.case));
  const ordered = inOrderOfDigests(cases);
  const asked = ordered.filter(({ name }) => names.has(name));
  const skipped = ordered.slice(0, asked.length).find(({ name }) => !names.has(name));
  if (skipped !== undefined)
    throw new UserError(
      `${shown} is expected to answer the cases in the order of the digests of their names.`,
      `no answer to ${skipped.name}`,
      'Ask that case, too: the same `npm run benchmark -- thaw` with --go-on.',
    );
  return asked.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function inOrderOfDigests(cases: readonly BenchmarkCase[]): BenchmarkCase[] {
  return [...cases].sort((a, b) => (digestOfName(a.name) < digestOfName(b.name) ? -1 : 1));
}
