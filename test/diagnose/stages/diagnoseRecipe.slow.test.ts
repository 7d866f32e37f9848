import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CheckName } from '../../../src/diagnose/checks.js';
import type { Finding } from '../../../src/diagnose/finding.js';
import { sortByEffect } from '../../../src/diagnose/finding.js';
import { diagnoseRecipe } from '../../../src/diagnose/stages/diagnoseRecipe.js';
import type { CheckCost } from '../../../src/diagnose/stages/diagnosisOptions.js';
import { tf } from '../../../src/engine/tensorflow.js';
import { REFERENCE_RECIPE, type RecipeChanges, withChanges } from '../../../src/recipe/recipe.js';
import { runRecipe } from '../../../src/run/runRecipe.js';
import type { RunResult } from '../../../src/run/runResult.js';
import { drawnSeeds } from '../../fixtures/drawnSeeds.js';

const SMALL = withChanges(REFERENCE_RECIPE, { height: 75, width: 150 });
const FIXED = withChanges(SMALL, {
  scaling: [{ step: 'rescale', factor: 1 / 255 }],
  batchNormalization: 'moving',
  augmentation: null,
  learningRate: 1e-4,
});

let folder: string;
let data: Awaited<ReturnType<typeof drawnSeeds>>;
beforeAll(async () => {
  await tf.ready();
  folder = await mkdtemp(path.join(tmpdir(), 'thaw-diagnosis-'));
  data = await drawnSeeds(path.join(folder, 'images'), 4, 28, 2);
}, 60_000);
afterAll(() => rm(folder, { recursive: true }));

async function diagnose(
  changes: RecipeChanges,
  onCosts?: (costs: readonly CheckCost[]) => void,
  recipe = FIXED,
  seconds?: number,
): Promise<Finding[]> {
  const { images, classNames } = data;
  const options = { cacheFolder: path.join(folder, 'cache'), now: () => performance.now(), onCosts, seconds };
  return await diagnoseRecipe(withChanges(recipe, changes), images, classNames, options);
}

const namesAboveInfo = (findings: readonly Finding[]): string[] =>
  findings.filter(({ severity }) => severity !== 'info').map(({ check }) => check);

test('the reference recipe: double preprocessing is named first and frozen batch normalization second', async () => {
  const before = tf.memory().numTensors;
  let costs: readonly CheckCost[] = [];
  const onCosts = (all: readonly CheckCost[]): void => {
    costs = all;
  };
  const findings = await diagnose({}, onCosts, SMALL);
  expect(findings.slice(0, 2).map(({ check, severity }) => [check, severity])).toEqual([
    ['double-preprocessing', 'critical'],
    ['frozen-batch-norm', 'critical'],
  ]);
  expect(costs.map(({ check }) => check)).toEqual(expect.arrayContaining(['frozen-batch-norm', 'batch-not-learned']));
  expect(costs.every(({ seconds }) => seconds > 0)).toBe(true);
  expect(tf.memory().numTensors).toBe(before);
});

test('where the time is short, fewer images are measured, and 100 at least, with the same findings', async () => {
  const perCheck: number[] = [];
  const onCosts = (costs: readonly CheckCost[]): void => {
    perCheck.push(costs.find(({ check }) => check === 'frozen-batch-norm')!.pictures);
  };
  const whole = await diagnose({}, onCosts, SMALL);
  const short = await diagnose({}, onCosts, SMALL, 0.001);
  expect(perCheck[1]! / perCheck[0]!).toBeCloseTo(100 / data.images.filter(({ split }) => split === 'training').length);
  expect(short.slice(0, 2).map(({ check }) => check)).toEqual(whole.slice(0, 2).map(({ check }) => check));
});

test('the patches of both findings give it the pipeline of the fixed recipe', async () => {
  const [doubled, frozen] = await diagnose({}, undefined, SMALL);
  const { scaling, batchNormalization } = withChanges(SMALL, { ...doubled.fix.patch, ...frozen.fix.patch });
  expect({ scaling, batchNormalization }).toEqual({
    scaling: FIXED.scaling,
    batchNormalization: FIXED.batchNormalization,
  });
});

test('the fixed recipe gets no finding above info', async () => {
  expect(namesAboveInfo(await diagnose({}))).toEqual([]);
});

test.each<{ what: string; changes: RecipeChanges; first: string }>([
  {
    what: 'the scaling of other weights',
    changes: { scaling: [{ step: 'preprocess_input', mode: 'tf' }] },
    first: 'wrong-scaling',
  },
  { what: 'no scaling', changes: { scaling: [] }, first: 'wrong-scaling' },
  { what: 'batch statistics', changes: { batchNormalization: 'batch' }, first: 'frozen-batch-norm' },
  { what: 'height and width exchanged', changes: { height: 150, width: 75 }, first: 'height-width-swapped' },
  {
    what: 'batch normalization that trains on batches of four',
    changes: { unfrozen: { above: 'mixed7', batchNormalization: true } },
    first: 'small-batch-norm',
  },
  {
    what: 'random weights under a frozen base',
    changes: { backbone: { name: 'InceptionV3', weights: 'random' } },
    first: 'weights-not-loaded',
  },
  { what: 'a learning rate a thousand times too low', changes: { learningRate: 1e-7 }, first: 'learning-rate-too-low' },
  {
    what: 'a dropout that drowns the loss',
    changes: { head: { units: [1024], dropout: 0.99 } },
    first: 'regularization-too-strong',
  },
])('a fault planted into the fixed recipe is named first: $what', async ({ changes, first }) => {
  expect(namesAboveInfo(await diagnose(changes))[0]).toBe(first);
});

test('frozen batch normalization that uses the batch is named once, and not again as small batches', async () => {
  expect(namesAboveInfo(await diagnose({ batchNormalization: 'batch-and-update' }))).toEqual(['frozen-batch-norm']);
});

test('a finished run is checked too: baselines that it does not beat, and a repetition that differs', async () => {
  const { classNames } = data;
  // Validation in other shares than training: five images of the first class, two of each other.
  const images = data.images.map((image, i) => (i < 3 ? { ...image, split: 'validation' as const } : image));
  const recipe = withChanges(FIXED, { epochs: 3, batchSize: 8 });
  const options = { cacheFolder: path.join(folder, 'cache'), now: () => performance.now() };
  const run = await runRecipe(recipe, images, classNames, options);
  const find = (changes: Partial<RunResult>, again = run): Promise<Finding[]> =>
    diagnoseRecipe(recipe, images, classNames, { ...options, run: { ...run, ...changes }, again });
  const names = (findings: readonly Finding[]): string[] => findings.map(({ check }) => check);
  expect(run.labels).toHaveLength(11);
  const right = run.labels.map((label) => [0, 1, 2, 3].map((c) => Number(c === label)));
  expect(names(await find({ probabilities: right }))).not.toContain('baseline-not-beaten');
  const wrong = await find({ probabilities: right.map(([first, ...rest]) => [...rest, first]) });
  const unbeaten = wrong.find(({ check }) => check === 'baseline-not-beaten')!;
  expect(unbeaten.evidence.map(({ measure }) => measure)).toEqual([
    'gain over majority class',
    'gain over nearest centroid on frozen features',
  ]);
  expect(JSON.stringify(unbeaten)).not.toContain('NaN');
  const other = { ...run, history: run.history.map((epoch) => ({ ...epoch, trainLoss: 2 * epoch.trainLoss })) };
  const changed = names(await find({ stopped: 'diverged' }, other));
  expect(changed).toContain('not-reproducible');
  expect(changed).toContain('learning-rate-too-high');
});

test('findings are ranked in the order to read them in, and then by the size of their evidence', () => {
  const finding = (check: CheckName, severity: Finding['severity'], size?: number): Finding => ({
    check,
    severity,
    effect: size,
    summary: '',
    evidence: [],
    fix: { text: '' },
  });
  const given = [
    finding('near-duplicate', 'info', 1),
    finding('baseline-not-beaten', 'critical', 0.9),
    finding('wrong-scaling', 'critical'),
    finding('shortcut', 'warning'),
    finding('channel-order', 'critical', 0.2),
  ];
  expect(sortByEffect(given).map(({ check }) => check)).toEqual([
    'channel-order',
    'wrong-scaling',
    'shortcut',
    'baseline-not-beaten',
    'near-duplicate',
  ]);
});
