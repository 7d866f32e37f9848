import { expect, test } from 'vitest';
import { dropoutOf } from '../../../src/backbones/pretrained/head.js';
import { Interrupted } from '../../../src/base/interruption.js';
import type { ScannedImage } from '../../../src/dataset/scan.js';
import { drawTrialSample, type TrialSample } from '../../../src/diagnose/interventions/trialSample.js';
import type { Trials } from '../../../src/diagnose/interventions/trials.js';
import { type CausesToFind, findCauses } from '../../../src/diagnose/verdict/findCauses.js';
import { triedChanges } from '../../../src/diagnose/verdict/triedChanges.js';
import { withChanges } from '../../../src/recipe/recipe.js';
import type { Recipe } from '../../../src/recipe/recipeType.js';
import { Diverged } from '../../../src/run/diverged.js';
import type { StoredRun } from '../../../src/store/runStore.js';
import { runOf } from '../runOf.js';
import { USUAL_RECIPE as SOUND } from '../usualRecipe.js';

const images = Array.from({ length: 2000 }, (_, i) => ({
  path: `${i}.jpg`,
  label: i % 2,
  split: i < 1500 ? 'training' : 'validation',
  height: 300,
  width: 300,
})) as ScannedImage[];

/** A run that is as accurate on the selection part as on the evaluation part, unless one is given for it. */
function runWith(recipe: Recipe, accuracy: number, ofSelection = accuracy): StoredRun {
  const on = (share: number): StoredRun => runOf(Math.round(200 * share), 200, { recipe });
  return { ...on(accuracy), selection: on(ofSelection) };
}

function causesIn(
  recipe: Recipe,
  train: (recipe: Recipe) => StoredRun,
  more: Partial<CausesToFind> = {},
): CausesToFind {
  const trials: Trials = {
    sample: drawTrialSample(images, 500),
    numTraining: 1500,
    secondsOf: () => 1,
    run: async (changed) => train(changed),
    evaluatedOn: () => trials,
  };
  return {
    recipe,
    images,
    classNames: ['a', 'b'],
    findings: [],
    trials,
    train: async (_, changed) => [train(changed)],
    seeds: 1,
    trainSeconds: async () => 1000,
    secondsLeft: () => 500,
    ...more,
  };
}

const isRateFixed = ({ learningRate }: Recipe): boolean => learningRate > 1e-4;
const TOO_LOW = withChanges(SOUND, { learningRate: 1e-7 });

test('a fault is named with what it costs, measured on the sample where the time is short', async () => {
  const found = await findCauses(causesIn(TOO_LOW, (recipe) => runWith(recipe, isRateFixed(recipe) ? 0.8 : 0.2)));
  expect(found.measuredOn).toBe('sample');
  expect(found.verdict.faults).toMatchObject([
    {
      check: 'learning-rate-too-low',
      headline: 'The learning rate 1e-7 is too low',
      lines: { after: ['rate = 0.001'] },
    },
  ]);
  expect(found.verdict.faults[0].cost.value).toBeCloseTo(0.6);
  expect(found.verdict.now).toContain('trained on 210 of 1500 training images, drawn evenly from the classes');
  expect(triedChanges(found.search)[0]).toMatchObject({ change: 'learning rate 0.001', isKept: true });
});

test.each([
  [300, 500],
  [90, 250],
  [40, 150],
])('in %i s it is confirmed on %i of 500 validation images', async (seconds, evaluated) => {
  const evaluations = new Set<number>();
  const on = (sample: TrialSample): Trials => ({
    sample,
    numTraining: 1500,
    secondsOf: (_, seed = 0) => (seed === 0 ? 1 : sample.numEvaluation / 10),
    run: async (recipe, seed = 0) => {
      if (seed > 0) evaluations.add(sample.numEvaluation);
      return runWith(recipe, isRateFixed(recipe) ? 0.8 : 0.2);
    },
    evaluatedOn: (count) => on(drawTrialSample(images, 500, 0, count)),
  });
  const trials = on(drawTrialSample(images, 500));
  await findCauses(causesIn(TOO_LOW, () => runWith(TOO_LOW, 0.2), { trials, secondsLeft: () => seconds }));
  expect([...evaluations]).toEqual([evaluated]);
});

test('what is found first is said with its cost, confirmed with another seed, before the search ends', async () => {
  const events: string[] = [];
  const train = (recipe: Recipe): StoredRun => runWith(recipe, isRateFixed(recipe) ? 0.8 : 0.2);
  await findCauses(
    causesIn(TOO_LOW, train, {
      onKept: () => events.push('kept'),
      onFirstVerdict: ({ faults }) => {
        expect(faults.map(({ headline }) => headline)).toEqual(['The learning rate 1e-7 is too low']);
        events.push('verdict');
      },
      onTrial: (what) => events.push(what),
    }),
  );
  const at = events.indexOf('verdict');
  expect(events.slice(at - 1, at)).toEqual(['kept']);
  expect(events.length).toBeGreaterThan(at + 1);
});

test('where another seed takes too long, the first verdict is that of the trials that selected, and says their precision', async () => {
  const train = (recipe: Recipe): StoredRun =>
    runWith(withChanges(recipe, { precision: 'bfloat16' }), isRateFixed(recipe) ? 0.8 : 0.2);
  const toFind = causesIn(TOO_LOW, train);
  toFind.trials.secondsOf = (_, seed = 0) => (seed === 0 ? 1 : 1000);
  let now = '';
  await findCauses({
    ...toFind,
    onFirstVerdict: (verdict) => {
      now = verdict.now;
    },
  });
  expect(now).toContain('computed in bfloat16');
});

test('where confirming it takes too much of the time, nothing is said before the end', async () => {
  const train = (recipe: Recipe): StoredRun => runWith(recipe, isRateFixed(recipe) ? 0.8 : 0.2);
  const toFind = causesIn(TOO_LOW, train, { secondsLeft: () => 40 });
  toFind.trials.secondsOf = (_, seed = 0) => (seed === 0 ? 9 : 20);
  let isSaid = false;
  await findCauses({ ...toFind, onFirstVerdict: () => (isSaid = true) });
  expect(isSaid).toBe(false);
});

test('it is measured on all images where the time suffices', async () => {
  const train = (recipe: Recipe): StoredRun => runWith(recipe, isRateFixed(recipe) ? 0.8 : 0.2);
  const found = await findCauses(causesIn(TOO_LOW, train, { trainSeconds: async () => 10 }));
  expect(found.measuredOn).toBe('all images');
  expect(found.verdict.now).not.toContain('training images');
});

test('what helps on the images that select and not on the others is no fault, and the recipe stays', async () => {
  const found = await findCauses(
    causesIn(SOUND, (recipe) => runWith(recipe, 0.8, recipe.interpolation === 'nearest' ? 0.9 : 0.8)),
  );
  expect(found.search.kept.map(({ field }) => field)).toEqual(['interpolation']);
  expect(found.verdict.faults).toEqual([]);
  expect(found.measured.fixed.recipe).toEqual(SOUND);
  expect(found.measured.steps.map(({ kept }) => kept)).toEqual([true, false]);
});

test('an unusual value that may cost accuracy is possible, where the interval includes 0', async () => {
  const odd = withChanges(SOUND, { head: { units: [], dropout: 0.9 } });
  // The first ten images of each kind are recognized by one recipe only.
  const shifted = (run: StoredRun): StoredRun => ({
    ...run,
    selection: { ...run, probabilities: [...run.probabilities.slice(60), ...run.probabilities.slice(0, 60)] },
  });
  const found = await findCauses(
    causesIn(odd, (recipe) => (dropoutOf(recipe.head) === 0.9 ? runWith(recipe, 0.6) : shifted(runWith(recipe, 0.65)))),
  );
  expect(found.verdict.faults).toEqual([]);
  expect(found.possible.map(({ intervention }) => intervention.field)).toEqual(['head.dropout']);
});

test('a recipe that diverges at once is correct on no image', async () => {
  const wild = withChanges(SOUND, { learningRate: 10 });
  const found = await findCauses(
    causesIn(wild, (recipe) => {
      if (recipe.learningRate > 1) throw new Diverged();
      return runWith(recipe, 0.8);
    }),
  );
  expect(found.measured.steps.map(({ accuracy }) => accuracy.value)).toEqual([0, 0.8]);
  expect(found.verdict.faults).toMatchObject([{ check: 'learning-rate-too-high' }]);
});

test('after an interrupt the verdict follows from the trials that are finished', async () => {
  const controller = new AbortController();
  const train = (recipe: Recipe): StoredRun => {
    if (isRateFixed(recipe) && recipe.epochs > 10) {
      controller.abort();
      throw new Interrupted();
    }
    return runWith(recipe, isRateFixed(recipe) ? 0.8 : 0.2);
  };
  const { signal } = controller;
  const found = await findCauses(causesIn(TOO_LOW, train, { signal, secondsLeft: () => (signal.aborted ? 0 : 500) }));
  expect(found.search.wasStopped).toBe(true);
  expect(found.verdict.faults).toMatchObject([{ check: 'learning-rate-too-low' }]);
});

test('a scaling that is wrong for the weights is named apart from another backbone, which brings its own', async () => {
  const twice = withChanges(SOUND, {
    backbone: { name: 'InceptionV3', weights: 'nsfwjs' },
    scaling: [
      { step: 'preprocess_input', mode: 'tf' },
      { step: 'rescale', factor: 1 / 255 },
    ],
  });
  const accuracyIn = ({ backbone, scaling }: Recipe): number => {
    if (backbone.name !== 'InceptionV3') return 0.8;
    return scaling.length === 1 ? 0.5 : 0.2;
  };
  const { verdict, search } = await findCauses(causesIn(twice, (recipe) => runWith(recipe, accuracyIn(recipe))));
  expect(search.kept.map(({ field }) => field)).toEqual(['scaling', 'backbone']);
  expect(verdict.faults.map(({ fields, gain }) => [fields[0], gain.value.toFixed(1)])).toEqual([
    ['scaling', '0.3'],
    ['backbone', '0.3'],
  ]);
});

test('what confirms goes to other machines at once: on all images, and on the sample with each of its seeds', async () => {
  const whole: Recipe[] = [];
  const onSample: number[] = [];
  const train = (recipe: Recipe): StoredRun => runWith(recipe, isRateFixed(recipe) ? 0.8 : 0.2);
  const onAll = causesIn(TOO_LOW, train, {
    trainSeconds: async () => 10,
    prepare: async (recipes) => void whole.push(...recipes),
  });
  expect((await findCauses(onAll)).measuredOn).toBe('all images');
  expect(whole.map(isRateFixed)).toEqual([false, true]);
  const short = causesIn(TOO_LOW, train, { prepare: async () => expect.fail('Nothing is trained on all images.') });
  short.trials.prepare = async (trials) => {
    const seeds = trials.map(({ seed = 0 }) => seed);
    if (seeds.some((seed) => seed > 0)) onSample.push(...seeds);
  };
  expect((await findCauses(short)).measuredOn).toBe('sample');
  expect(onSample).toEqual([1, 2, 1, 2]);
});
