import { expect, test } from 'vitest';
import type { Evaluated, Outcome } from '../../src/improve/confirm.js';
import type { Improvement } from '../../src/improve/improve.js';
import {
  beginText,
  bestRows,
  evaluatedRows,
  placeText,
  recommendationText,
  trainedText,
  triedText,
} from '../../src/improve/inWords.js';
import type { Candidate } from '../../src/improve/journal.js';
import { ownPoint } from '../../src/improve/space.js';
import type { StoredRun } from '../../src/store/runStore.js';
import { USUAL_SPACE } from './spaces.js';

const OWN = ownPoint(USUAL_SPACE);
const candidate = (dropout: number, ...accuracies: number[]): Candidate => ({
  point: { ...OWN, dropout },
  isOwn: dropout === 0,
  accuracies,
  seconds: accuracies.map((_, i) => 60 * (i + 1)),
  trial: { id: 0, isFinished: false },
});
const evaluated = (dropout: number, value: number): Evaluated => ({
  point: { ...OWN, dropout },
  recipe: USUAL_SPACE.recipe,
  runs: [{ labels: Array(80).fill(0) } as unknown as StoredRun],
  accuracy: { value, interval: [value - 0.1, value + 0.1] },
});
const OUTCOME: Outcome = {
  own: evaluated(0, 0.5),
  best: { ...evaluated(0.2, 0.7), gain: { value: 0.2, interval: [0.1, 0.3] } },
  isShown: true,
  recommended: USUAL_SPACE.recipe,
  measuredOn: 'sample',
  comparisons: 1,
};
const FOUND: Improvement = {
  space: USUAL_SPACE,
  sample: { images: [], numTraining: 90, numSelection: 60, numEvaluation: 80, isWhole: false },
  steps: [30, 90],
  candidates: [candidate(0, 0.4, 0.5), candidate(0.2, 0.6, 0.8), candidate(0.3, Number.NaN), candidate(0.4, 0.1)],
  outcome: OUTCOME,
  importances: [],
  edges: [],
  journalFile: 'x.log',
  numEarlier: 0,
  numTooLong: 2,
};

test('what is going to happen is said first, with what an earlier call tried', () => {
  expect(beginText(FOUND, 5)).toContain('Each begins on 30 training images. The best third go on to 90, drawn evenly');
  expect(beginText(FOUND, 5)).not.toContain('Earlier calls');
  expect(beginText({ ...FOUND, numEarlier: 4 }, 5)).toContain('Earlier calls tried 4 recipes');
  expect(beginText(FOUND, 5)).not.toContain('cannot be read');
  const damage = { line: 7, numLeftOut: 4, copy: 'x.log.damaged' };
  expect(beginText({ ...FOUND, damage }, 5)).toContain(
    'Line 7 of the journal of earlier calls cannot be read, so 4 lines',
  );
  expect(beginText(FOUND, Number.POSITIVE_INFINITY)).toContain('until Ctrl-C');
  expect(beginText({ ...FOUND, steps: [90] }, 5)).toContain('Each is trained on 90 training images');
});

test('a training has a line where it is the best on the whole sample', () => {
  const [own, best, failed, low] = FOUND.candidates;
  expect(trainedText(own!, 1, FOUND)).toBe('Your recipe: 50\u00a0% of the images that select');
  expect(trainedText(best!, 1, FOUND)).toBe('Better: 80\u00a0% with dropout 0.2');
  expect(trainedText(best!, 0, FOUND)).toBeUndefined();
  expect(trainedText(failed!, 0, FOUND)).toBeUndefined();
  expect(trainedText(low!, 0, FOUND)).toBeUndefined();
  expect(trainedText(candidate(0, Number.NaN), 0, FOUND)).toContain('diverges');
});

test('what was trained is counted at each rung', () => {
  expect(triedText(FOUND, 60)).toBe(
    'Recipes trained: 3 on 30 training images, 2 on 90 training images. 1 could not be trained. 2 recipes would have taken too long for the time. All of it took 1 min 0 s.',
  );
});

test('the table has the best of the whole sample, with what differs from the recipe', () => {
  expect(bestRows(FOUND)).toEqual([
    { accuracy: 0.8, changes: 'dropout 0.2' },
    { accuracy: 0.5, changes: 'your recipe' },
  ]);
  expect(evaluatedRows(FOUND)[1]!.cells[1]).toBe('+20 points (+10 to +30)');
});

test('the sentence says which recipe to use, and how far it can be relied on', () => {
  const textOf = (changes: Partial<Outcome>): string =>
    recommendationText({ ...FOUND, outcome: { ...OUTCOME, ...changes } });
  expect(textOf({})).toMatch(/^Recommended: the changed recipe.*Train it on all images/);
  expect(textOf({ measuredOn: 'all images' })).not.toContain('Train it');
  expect(textOf({ isShown: false })).toMatch(/^Recommended: your recipe.*not shown/);
  expect(textOf({ best: undefined })).toMatch(/^Recommended: your recipe\. No other/);
  const { point } = FOUND.candidates[1]!;
  expect(textOf({ best: undefined, behind: { point, accuracy: 0.48, own: 0.5 } })).toBe(
    'Recommended: your recipe. Trained once more, with other seeds or on all images, dropout 0.2 is no longer ahead: 48\u00a0% against 50\u00a0% of the images that select. So it is not evaluated.',
  );
  expect(textOf({ comparisons: 3 })).toContain('3 recipes have been compared');
  expect(placeText(OUTCOME)).toContain('not on all images, and evaluated on 80 validation images');
});

test('what no other recipe was trained for is not said to be shown', () => {
  const textOf = (...others: Candidate[]): string =>
    recommendationText({
      ...FOUND,
      outcome: { ...OUTCOME, best: undefined },
      candidates: [candidate(0, 0.2, 0.5), ...others],
    });
  const nothing =
    /^Recommended: your recipe\. No other one is trained yet, so none is compared\. The same command goes on/;
  expect(textOf()).toMatch(nothing);
  expect(textOf(candidate(0.2))).toMatch(nothing);
  expect(textOf(candidate(0.2, Number.NaN))).toMatch(nothing);
  expect(textOf(candidate(0.2, 0.1), candidate(0.3, 0.267))).toBe(
    'Recommended: your recipe. No other one is trained on the whole sample yet, so none is compared. On 30 training images, dropout 0.3 was ahead: 27\u00a0% against 20\u00a0% of the images that select. The same command goes on from there.',
  );
  expect(textOf(candidate(0.2, 0.1))).not.toContain('ahead');
  expect(textOf(candidate(0.2, 0.1), candidate(0.3, 0.2, 0.4))).toBe(
    'Recommended: your recipe. No other that was trained on the whole sample is more accurate.',
  );
});

test('a recipe that was only begun counts as none that was tried', () => {
  const begun = { ...FOUND, numEarlier: 2, candidates: [candidate(0, 0.4), candidate(0.2)] };
  expect(beginText(begun, 5)).toContain('Earlier calls tried 1 recipe;');
});
