import { expect, test } from 'vitest';
import type { CheckName } from '../../../src/diagnose/checks.js';
import type { Finding } from '../../../src/diagnose/finding.js';
import { type Fix, fixesOf } from '../../../src/diagnose/verdict/fixes.js';
import { measureCauses, type RunSeeds } from '../../../src/diagnose/verdict/measureCauses.js';
import { verdictOf } from '../../../src/diagnose/verdict/verdict.js';
import { REFERENCE_RECIPE } from '../../../src/recipe/recipe.js';
import type { Recipe } from '../../../src/recipe/recipeType.js';
import { runOf } from '../runOf.js';

const SCALING: Fix = {
  check: 'double-preprocessing',
  summary: 'scaled twice',
  change: 'one scaling',
  patch: { scaling: [] },
};
const MOVING: Fix = {
  check: 'frozen-batch-norm',
  summary: 'two networks',
  change: 'moving statistics',
  patch: { batchNormalization: 'moving' },
};
const RATE: Fix = {
  check: 'learning-rate-too-high',
  summary: 'too high',
  change: 'a lower rate',
  patch: { learningRate: 1e-5 },
};

/** A world in which either of two faults alone ruins everything, and a lower rate costs ten points. */
const hiding: RunSeeds = async (_, recipe) => [runOf(100 * accuracyIn(recipe), 100, { recipe })];
const AS_IT_CAME = { first: 'as it came', recipe: REFERENCE_RECIPE, improvements: [], run: hiding };

function accuracyIn({ scaling, batchNormalization, learningRate }: Recipe): number {
  const sound = scaling.length === 0 && batchNormalization === 'moving';
  return (sound ? 0.9 : 0.3) - (learningRate < 1e-4 ? 0.1 : 0);
}

test('faults that hide each other both cost what they cost, though fixing the first alone brings nothing', async () => {
  const { steps, causes, fixed } = await measureCauses({ ...AS_IT_CAME, fixes: [SCALING, MOVING] });
  expect(steps.map(({ accuracy }) => accuracy.value)).toEqual([0.3, 0.3, 0.9]);
  const costs = Object.fromEntries(causes.map(({ check, gain, cost }) => [check, [gain.value, cost.value]]));
  expect(costs['double-preprocessing'][0]).toBe(0);
  expect(costs['double-preprocessing'][1]).toBeCloseTo(0.6);
  expect(costs['frozen-batch-norm'][1]).toBeCloseTo(0.6);
  expect(fixed.accuracy.value).toBe(0.9);
});

test('what a later change replaces too costs what it cost before that change', async () => {
  const other: Fix = {
    summary: 'other weights',
    change: 'another backbone',
    patch: { backbone: { name: 'EfficientNetLite0', weights: 'imagenet' }, scaling: [] },
  };
  const run: RunSeeds = async (_, recipe) => {
    const better = recipe.backbone.name === 'EfficientNetLite0' ? 5 : 0;
    return [runOf(100 * accuracyIn(recipe) + better, 100, { recipe })];
  };
  for (const [fixes, improvements] of [
    [[SCALING, MOVING, other], []],
    [[SCALING, MOVING], [other]],
  ]) {
    const { causes, fixed } = await measureCauses({ ...AS_IT_CAME, fixes, improvements, run });
    const [scaling] = causes.filter(({ check }) => check === 'double-preprocessing');
    expect(scaling).toMatchObject({ replacedBy: 'another backbone', isShown: true });
    expect(scaling.cost.value).toBeCloseTo(0.6);
    const [moving] = causes.filter(({ check }) => check === 'frozen-batch-norm');
    expect(moving.replacedBy).toBeUndefined();
    expect(moving.cost.value).toBeCloseTo(0.6);
    expect(fixed.recipe.backbone.name).toBe('EfficientNetLite0');
  }
});

test('another backbone comes after the faults of the training, whatever it gains', async () => {
  const other: Fix = {
    summary: 'other weights',
    change: 'another backbone',
    patch: { backbone: { name: 'EfficientNetLite0', weights: 'imagenet' } },
  };
  const run: RunSeeds = async (_, { backbone, learningRate }) => [
    runOf(20 + (backbone.name === 'EfficientNetLite0' ? 60 : 0) + (learningRate === 1e-5 ? 15 : 0), 100),
  ];
  const { causes } = await measureCauses({ ...AS_IT_CAME, fixes: [other, RATE], run });
  expect(causes.map(({ change, cost }) => [change, Math.round(100 * cost.value)])).toEqual([
    ['a lower rate', 15],
    ['another backbone', 60],
  ]);
});

test('a fix that does harm is left out of the fixed recipe', async () => {
  const fixes = [SCALING, RATE, MOVING];
  const { causes, fixed, steps } = await measureCauses({ ...AS_IT_CAME, fixes });
  expect(steps[steps.length - 1]).toMatchObject({ change: 'without a lower rate', kept: true });
  expect(steps[steps.length - 1].gain?.value).toBeCloseTo(0.1);
  expect(causes[causes.length - 1]).toMatchObject({ check: 'learning-rate-too-high' });
  expect(causes[causes.length - 1].cost.value).toBeCloseTo(-0.1);
  expect(fixed.accuracy.value).toBe(0.9);
  expect(fixed.recipe.learningRate).toBe(REFERENCE_RECIPE.learningRate);
});

test('whether a fix does harm is decided on the selection images, and what it costs is evaluated on the others', async () => {
  const halved: RunSeeds = async (_, recipe) => {
    const lower = recipe.learningRate < 1e-4;
    const selection = runOf(lower ? 60 : 90, 100, { recipe });
    return [{ ...runOf(lower ? 95 : 90, 100, { recipe }), selection }];
  };
  const { causes, fixed } = await measureCauses({ ...AS_IT_CAME, fixes: [RATE], run: halved });
  expect(causes[0].cost.value).toBeCloseTo(0.05);
  expect(fixed.recipe.learningRate).toBe(REFERENCE_RECIPE.learningRate);
});

test('the recipe as it came, each rung, and the whole without each fix are trained; without the last is a rung', async () => {
  const asked: string[] = [];
  await measureCauses({
    ...AS_IT_CAME,
    fixes: [SCALING, MOVING],
    run: (name, recipe) => {
      asked.push(name);
      return hiding(name, recipe);
    },
  });
  expect(asked).toEqual(['as it came', 'one scaling', 'moving statistics', 'all but: one scaling']);
});

test('a sound recipe has nothing to fix, and stays as it is', async () => {
  const { steps, causes, fixed } = await measureCauses({ ...AS_IT_CAME, fixes: [] });
  expect(steps).toHaveLength(1);
  expect(causes).toEqual([]);
  expect(fixed.recipe).toEqual(REFERENCE_RECIPE);
});

test('an improvement is kept only if it raises accuracy, a fix unless it is significantly worse', async () => {
  const asked: Fix = { check: 'too-few-steps', summary: 'few', change: 'more epochs', patch: { epochs: 50 } };
  const useless: Fix = { summary: 'no check asks for it', change: 'other epochs', patch: { epochs: 7 } };
  const { check: _, ...moving } = MOVING;
  const fixes = [SCALING, asked];
  const measured = await measureCauses({ ...AS_IT_CAME, fixes, improvements: [useless, moving] });
  expect(measured.fixed.recipe).toMatchObject({ epochs: 50, batchNormalization: 'moving' });
  expect(measured.fixed.accuracy.value).toBe(0.9);
  expect(measured.steps.map(({ change, kept }) => [change, kept])).toEqual([
    ['as it came', true],
    ['one scaling', true],
    ['more epochs', true],
    ['other epochs', false],
    ['moving statistics', true],
  ]);
  expect(measured.causes.map(({ change, cost }) => [change, cost.value > 0.5])).toEqual([
    ['one scaling', true],
    ['more epochs', false],
  ]);
  const { faults } = verdictOf(measured, []);
  expect(faults).toHaveLength(1);
});

const found = (fix: Fix, severity: Finding['severity'] = 'critical'): Finding => {
  const { check = 'frozen-batch-norm', summary, change, patch } = fix;
  return { check, severity, summary, evidence: [], fix: { text: 'mend it', change, patch } };
};

test('what the first fault hid is found once that is fixed, and measured like the others', async () => {
  const looked: Recipe[] = [];
  const {
    steps,
    causes,
    hiddenFindings: later,
  } = await measureCauses({
    ...AS_IT_CAME,
    fixes: [SCALING],
    recheck: async (recipe) => {
      looked.push(recipe);
      const symptom = found({ ...RATE, check: 'underfitting' });
      return recipe.batchNormalization === 'moving' ? [symptom] : [found(MOVING), found(RATE, 'info'), symptom];
    },
  });
  expect(steps.map(({ change }) => change)).toEqual(['as it came', 'one scaling', 'moving statistics']);
  expect(causes.map(({ check }) => check)).toContain('frozen-batch-norm');
  expect(later.map(({ check }) => check)).toEqual(['frozen-batch-norm']);
  expect(looked.map(({ batchNormalization }) => batchNormalization)).toEqual(['batch', 'moving']);
});

test('a fix that is found later and does harm is no cause and stays out; one that was tried is not tried again', async () => {
  const { steps, causes, fixed } = await measureCauses({
    ...AS_IT_CAME,
    fixes: [SCALING, MOVING],
    recheck: async () => [found(MOVING), found(RATE)],
  });
  expect(steps.map(({ change, kept }) => [change, kept])).toEqual([
    ['as it came', true],
    ['one scaling', true],
    ['moving statistics', true],
    ['a lower rate', false],
  ]);
  expect(causes).toHaveLength(2);
  expect(fixed.recipe.learningRate).toBe(REFERENCE_RECIPE.learningRate);
});

test('a sound recipe is not checked again', async () => {
  const recheck = async (): Promise<Finding[]> => Promise.reject(new Error('checked'));
  expect((await measureCauses({ ...AS_IT_CAME, fixes: [], recheck })).hiddenFindings).toEqual([]);
});

test('a fix that changes nothing after those before it is no step', async () => {
  const same: Fix = { ...MOVING, check: 'small-batch-norm', change: 'moving statistics once more' };
  const { steps, causes } = await measureCauses({ ...AS_IT_CAME, fixes: [SCALING, MOVING, same] });
  expect(steps.map(({ change }) => change)).toEqual(['as it came', 'one scaling', 'moving statistics']);
  expect(causes).toHaveLength(2);
});

test('fixes come by severity, without those of `info`, and what two checks suggest alike comes once', () => {
  const finding = (check: CheckName, severity: Finding['severity'], patch?: Record<string, unknown>): Finding => ({
    check,
    severity,
    summary: '',
    evidence: [],
    fix: patch === undefined ? { text: check } : { text: check, patch, change: `no more ${check}` },
  });
  const fixes = fixesOf([
    finding('worst-class', 'info', { classWeight: 'balanced' }),
    finding('small-batch-norm', 'warning', { batchNormalization: 'moving' }),
    finding('overfitting', 'warning', { epochs: 3 }),
    finding('frozen-batch-norm', 'critical', { batchNormalization: 'moving' }),
    finding('label-conflict', 'critical'),
  ]);
  expect(fixes.map(({ change }) => change)).toEqual(['no more frozen-batch-norm', 'no more overfitting']);
});
