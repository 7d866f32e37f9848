import { expect, test } from 'vitest';
import { CHECKS } from '../../../src/diagnose/checks.js';
import type { Suggested } from '../../../src/diagnose/interventions/catalogue.js';
import type { Fix } from '../../../src/diagnose/verdict/fixes.js';
import { measureCauses, type RunSeeds } from '../../../src/diagnose/verdict/measureCauses.js';
import { nextStep } from '../../../src/diagnose/verdict/nextStep.js';
import { verdictOf } from '../../../src/diagnose/verdict/verdict.js';
import { REFERENCE_RECIPE, withChanges } from '../../../src/recipe/recipe.js';
import { runOf } from '../runOf.js';

const FIXES: Fix[] = [
  { check: 'double-preprocessing', summary: 'It is scaled twice.', change: 'one scaling', patch: { scaling: [] } },
  {
    check: 'learning-rate-too-high',
    summary: 'The rate is high.',
    change: 'a lower rate',
    patch: { learningRate: 1e-4 },
  },
];
/** The second scaling costs 60 points, the rate nothing. */
const world: RunSeeds = async (_, recipe) => [runOf(recipe.scaling.length === 0 ? 180 : 60, 200, { recipe })];
const AS_IT_CAME = { first: 'as it came', recipe: REFERENCE_RECIPE, fixes: FIXES, improvements: [], run: world };

test('the verdict names what costs accuracy with its points, and leaves out what is not significant', async () => {
  const measured = await measureCauses(AS_IT_CAME);
  const { faults, now } = verdictOf(measured, [{ name: 'majority class', accuracy: 0.5 }]);
  expect(faults.map(({ headline }) => headline)).toEqual(['Images are scaled twice']);
  expect(faults[0].cost.value).toBeCloseTo(0.6);
  expect(faults[0].cost.interval[0]).toBeGreaterThan(0.5);
  expect(now).toContain('from 30\u00a0% (24 to 37) to 90\u00a0% (85 to 93), on 200 validation images and 1 seed');
  expect(now).toContain('majority class 50\u00a0%');
  expect(now).not.toContain('does not beat');
});

test('a fault is explained in one sentence, with the lines of Keras before and after', async () => {
  const fixes: Fix[] = [{ ...FIXES[0], text: 'Drop one of the two.' }];
  const measured = await measureCauses({ ...AS_IT_CAME, fixes });
  const [fault] = verdictOf(measured, []).faults;
  expect(fault).toMatchObject({
    why: CHECKS['double-preprocessing'].about,
    lines: {
      before: ['ImageDataGenerator(preprocessing_function=inception_v3.preprocess_input, rescale=1 / 255)'],
      after: ['ImageDataGenerator()  # no scaling'],
    },
    text: undefined,
  });
});

test('a fix that brings something in turn but is better left out alone is not called a cause', async () => {
  const still: Fix = { summary: 'augmented', change: 'no augmentation', patch: { augmentation: null } };
  const fine: Fix = { summary: 'frozen', change: 'unfrozen', patch: { learningRate: 1e-4 } };
  const both: RunSeeds = async (_, recipe) => {
    const right = recipe.learningRate === 1e-4 ? 180 : recipe.augmentation === null ? 120 : 60;
    return [runOf(right, 200, { recipe })];
  };
  const measured = await measureCauses({ ...AS_IT_CAME, fixes: [still, fine], run: both });
  expect(verdictOf(measured, []).faults.map(({ why }) => why)).toEqual(['frozen', 'augmented']);
  const worse: RunSeeds = async (_, recipe) => {
    const right = recipe.learningRate === 1e-4 ? (recipe.augmentation === null ? 160 : 180) : 60;
    return recipe.augmentation === null && right === 60
      ? [runOf(120, 200, { recipe })]
      : [runOf(right, 200, { recipe })];
  };
  const other = await measureCauses({ ...AS_IT_CAME, fixes: [still, fine], run: worse });
  expect(verdictOf(other, []).faults.map(({ why }) => why)).toEqual(['frozen']);
});

test('a baseline that is not beaten is named', async () => {
  const measured = await measureCauses(AS_IT_CAME);
  const { now } = verdictOf(measured, [{ name: 'from scratch', accuracy: 0.97 }]);
  expect(now).toContain("It does not beat 'from scratch'.");
});

test('a fault that took two steps to fix is one thing that was wrong', async () => {
  const step = (learningRate: number): Fix => ({
    check: 'learning-rate-too-low',
    summary: `The rate is below ${learningRate}.`,
    change: 'ten times the learning rate',
    patch: { learningRate },
  });
  const slow: RunSeeds = async (_, recipe) => {
    const right = recipe.learningRate < 1e-5 ? 60 : recipe.learningRate < 1e-4 ? 100 : 180;
    return [runOf(right, 200, { recipe })];
  };
  const recipe = withChanges(REFERENCE_RECIPE, { learningRate: 1e-6 });
  const measured = await measureCauses({ ...AS_IT_CAME, recipe, fixes: [step(1e-5), step(1e-4)], run: slow });
  expect(measured.causes).toHaveLength(2);
  expect(verdictOf(measured, []).faults).toHaveLength(1);
});

test('a sound recipe has nothing wrong', async () => {
  const sound = withChanges(REFERENCE_RECIPE, { scaling: [] });
  const measured = await measureCauses({ ...AS_IT_CAME, recipe: sound, fixes: [] });
  const { faults, now } = verdictOf(measured, []);
  expect(faults).toEqual([]);
  expect(now).toMatch(/^Accuracy is 90/);
});

const history = (train: number, validation: number, epochs: number) =>
  Array.from({ length: epochs }, (_, i) => ({
    epoch: i + 1,
    trainLoss: 1,
    trainAccuracy: train,
    validationLoss: 1,
    validationAccuracy: validation,
    learningRate: 1e-3,
  }));

test.each([
  {
    what: 'the best epoch is the last',
    run: runOf(90, 100, { history: history(0.9, 0.9, 25), bestEpoch: 25 }),
    next: /^Train longer: the last epoch is the best\.$/,
  },
  {
    what: 'training accuracy is far above',
    run: runOf(60, 100, { history: history(0.99, 0.6, 9), bestEpoch: 3, stopped: 'early' }),
    next: /^Reduce overfitting .* 99/,
  },
  {
    what: 'a rare class is lost',
    run: runOf(90, 100, {
      history: history(0.9, 0.9, 9),
      bestEpoch: 3,
      stopped: 'early',
      labels: Array.from({ length: 100 }, (_, i) => (i < 90 ? 0 : 1)),
      probabilities: Array.from({ length: 100 }, () => [0.9, 0.1]),
    }),
    next: /^Use class weights .* images of b: its recall is 0.* 50.* 90/,
  },
  {
    what: 'a frozen backbone is fitted',
    run: runOf(90, 100, { history: history(0.9, 0.9, 9), bestEpoch: 3, stopped: 'early' }),
    next: /^Unfreeze the upper blocks/,
  },
])('the next thing to try follows from the figures: $what', ({ run, next }) => {
  expect(nextStep(run)).toMatch(next);
});

const sound = runOf(90, 100, { history: history(0.9, 0.9, 25), bestEpoch: 25 });
const suggested = (field: Suggested['field'], change: string): Suggested => ({
  field,
  headline: 'It is wrong',
  change,
  patch: {},
  source: 'a test',
  kind: 'repair',
  isUnusual: false,
});

test('what the time did not suffice for is the next thing to try, with its cost', () => {
  const untried = [
    { intervention: suggested('epochs', '100 epochs'), seconds: 100 },
    { intervention: suggested('augmentation', 'no augmentation'), seconds: 200 },
  ];
  expect(nextStep(sound, { kept: [], tried: [], untried })).toBe(
    "Run the same diagnosis again. It goes on with what the time did not suffice for: 2 changes, '100 epochs' first, about 5 min.",
  );
});

test('too few images do not hide that the same diagnosis goes on, where something was not tried', () => {
  const few = runOf(10, 20);
  const untried = [{ intervention: suggested('epochs', '100 epochs'), seconds: 100 }];
  expect(nextStep(few, { kept: [], tried: [], untried })).toMatch(
    /^Add validation images: 20 images .*\. Run the same diagnosis again\. It goes on with .*'100 epochs'/,
  );
  expect(nextStep(few)).not.toContain('again');
});

test('what was tried in vain is not the next thing to try; what was tried on an earlier recipe may be', () => {
  const gain = { value: 0, interval: [-0.02, 0.02] as const };
  const longer = suggested('epochs', '100 epochs');
  const inVain = { kept: [], tried: [{ intervention: longer, after: [], gain }], untried: [] };
  expect(nextStep(sound, inVain)).toMatch(/^Unfreeze the upper blocks/);
  const earlier = { ...inVain, kept: [suggested('batchNormalization', 'moving statistics')] };
  expect(nextStep(sound, earlier)).toMatch(/^Train longer/);
});

test('a verdict says once what a cost refers to, and nothing where there is no fault', async () => {
  const { costs } = verdictOf(await measureCauses(AS_IT_CAME), []);
  expect(costs).toBe(
    'A cost is what the changed recipe (90\u00a0%) loses when this fault alone is put back. In another recipe it may cost more or less. A fault is named where its cost, or what fixing it gained, is shown to be more than 1 point.',
  );
  const still = withChanges(REFERENCE_RECIPE, { scaling: [] });
  expect(verdictOf(await measureCauses({ ...AS_IT_CAME, recipe: still }), []).costs).toBe('');
});

test('where nothing is named, the verdict says from which cost on a fault is', async () => {
  const recipe = withChanges(REFERENCE_RECIPE, { scaling: [] });
  const alike: RunSeeds = async (_, changed) => [runOf(180, 200, { recipe: changed })];
  const { nothing, unconfirmed } = verdictOf(await measureCauses({ ...AS_IT_CAME, recipe, run: alike }), []);
  expect(nothing).toBe(
    'No change that was tried is shown to raise the accuracy by more than 1 point. The recipe stays as it is.',
  );
  expect(unconfirmed.map(({ change }) => change)).toEqual(['a lower rate']);
  expect(verdictOf(await measureCauses(AS_IT_CAME), []).nothing).toBe('');
});

test('changes that are shown together and not alone are not said to gain nothing', async () => {
  // Each gains 5 of 200 images, and both of them 10.
  const both: RunSeeds = async (_, recipe) => {
    const gained = Number(recipe.scaling.length === 0) + Number(recipe.learningRate === 1e-4);
    return [runOf(150 + 5 * gained, 200, { recipe })];
  };
  const { faults, nothing, now } = verdictOf(await measureCauses({ ...AS_IT_CAME, run: both }), []);
  expect(faults).toEqual([]);
  expect(now).toMatch(/^Accuracy goes from 75/);
  expect(nothing).toBe('No change alone is shown to raise the accuracy by more than 1 point. Together, they raise it.');
});

test('where the time did not suffice for a trial, the verdict does not say that none helps', async () => {
  const measured = await measureCauses({ ...AS_IT_CAME, fixes: [] });
  const untried = [{ intervention: suggested('epochs', '100 epochs'), seconds: 100 }];
  const { nothing } = verdictOf(measured, [], { search: { kept: [], tried: [], untried, numSelection: 50 } });
  expect(nothing).toMatch(/^No change was tried, by the end of the time or by Ctrl-C/);
});

test.each([
  [4, 'With 4 validation images, no difference can be shown: that takes 7 or more.'],
  [20, 'With 20 validation images, only differences of 35 points or more can be shown.'],
])('%i validation images are said to be too few', async (numImages, sentence) => {
  const few: RunSeeds = async (_, recipe) => [
    runOf(recipe.scaling.length === 0 ? numImages : 0, numImages, { recipe }),
  ];
  const { now, next, faults } = verdictOf(await measureCauses({ ...AS_IT_CAME, run: few }), []);
  expect(now).toContain(sentence);
  expect(next).toMatch(/^Add validation images/);
  expect(faults).toHaveLength(numImages === 4 ? 0 : 1);
});

test('where all images are recognized, nothing is left to improve', () => {
  expect(nextStep(runOf(100, 100))).toMatch(/^Add validation images, or harder ones: all 100 are recognized/);
});

test('a backbone that was frozen as a fix is not to be unfrozen next', () => {
  const frozen = runOf(90, 100, { history: history(0.9, 0.9, 9), bestEpoch: 3, stopped: 'early' });
  const kept = [suggested('unfrozen', 'the whole backbone frozen')];
  expect(nextStep(frozen)).toMatch(/^Unfreeze/);
  expect(nextStep(frozen, { kept, tried: [], untried: [] })).not.toMatch(/^Unfreeze/);
});

test('without time left, a change that does harm is left out at once, and costs are said to be gains in turn', async () => {
  const longer: Fix = { summary: 'too few', change: 'more epochs', patch: { epochs: 50 } };
  // A lower rate ruins everything, and only then more epochs help.
  const world: RunSeeds = async (_, recipe) => {
    const scaled = recipe.scaling.length === 0 ? 180 : 60;
    return [runOf(recipe.learningRate === 1e-4 ? (recipe.epochs === 50 ? 90 : 60) : scaled, 200, { recipe })];
  };
  const hurried = { ...AS_IT_CAME, fixes: [FIXES[0], FIXES[1], longer], run: world, isHurried: () => true };
  const measured = await measureCauses(hurried);
  expect(measured.fixed.recipe.learningRate).toBe(REFERENCE_RECIPE.learningRate);
  expect(measured.fixed.accuracy.value).toBeCloseTo(0.9);
  const { faults, costs } = verdictOf(measured, []);
  expect(faults.map(({ headline }) => headline)).toEqual(['Images are scaled twice']);
  expect(costs).toContain('a cost is what fixing the fault gained, one after the other');
});
