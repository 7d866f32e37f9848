import { expect, test } from 'vitest';
import { UnusableFile, UserError } from '../../../src/base/errors.js';
import { Interrupted } from '../../../src/base/interruption.js';
import type { Suggested } from '../../../src/diagnose/interventions/catalogue.js';
import { type Search, searchCauses } from '../../../src/diagnose/interventions/searchCauses.js';
import { REFERENCE_RECIPE, withChanges } from '../../../src/recipe/recipe.js';
import type { Recipe } from '../../../src/recipe/recipeType.js';
import { runOf } from '../runOf.js';

const change = (field: Suggested['field'], patch: Suggested['patch'], more: Partial<Suggested> = {}): Suggested => ({
  field,
  headline: `${field} is wrong`,
  change: `another ${field}`,
  patch,
  source: 'a test',
  kind: 'repair',
  isUnusual: true,
  ...more,
});
const MOVING = change('batchNormalization', { batchNormalization: 'moving' });
const SCALING = change('scaling', { scaling: [] });
const RATE = change('learningRate', { learningRate: 1e-5 });
const EPOCHS = change('epochs', { epochs: 50 }, { isUnusual: false });

/** A search in a world where a recipe has the accuracy that a function says, on 100 images. */
function searchIn(
  accuracyOf: (recipe: Recipe) => number,
  suggested: Suggested[],
  more: Partial<Search> = {},
): Search & { trained: Recipe[] } {
  const trained: Recipe[] = [];
  return {
    recipe: REFERENCE_RECIPE,
    trained,
    trials: {
      secondsOf: () => 1,
      run: async (recipe) => {
        trained.push(recipe);
        return runOf(Math.round(100 * accuracyOf(recipe)), 100, { recipe });
      },
    },
    suggest: (recipe) =>
      suggested.filter(({ patch }) => JSON.stringify(withChanges(recipe, patch)) !== JSON.stringify(recipe)),
    secondsLeft: () => Number.POSITIVE_INFINITY,
    ...more,
  };
}

const isMoving = ({ batchNormalization }: Recipe): boolean => batchNormalization === 'moving';
const isScaledOnce = ({ scaling }: Recipe): boolean => scaling.length === 0;
const names = (changes: readonly Suggested[]): string[] => changes.map(({ field }) => field);

test('the change that raises the accuracy is kept, the others are not', async () => {
  const search = searchIn((recipe) => (isMoving(recipe) ? 0.8 : 0.3), [SCALING, MOVING, RATE]);
  const { kept, tried, untried, wasStopped } = await searchCauses(search);
  expect(names(kept)).toEqual(['batchNormalization']);
  expect(tried.find(({ intervention }) => intervention === MOVING)?.gain?.value).toBeCloseTo(0.5);
  expect({ untried, wasStopped }).toEqual({ untried: [], wasStopped: false });
});

test('a fault that another one hides is found once that one is fixed', async () => {
  const accuracyOf = (recipe: Recipe): number => (isMoving(recipe) ? (isScaledOnce(recipe) ? 0.9 : 0.6) : 0.3);
  const { kept } = await searchCauses(searchIn(accuracyOf, [SCALING, MOVING]));
  expect(names(kept)).toEqual(['batchNormalization', 'scaling']);
});

test('two faults of which neither fix helps alone are found together, without what is not needed', async () => {
  const accuracyOf = (recipe: Recipe): number => (isMoving(recipe) && isScaledOnce(recipe) ? 0.9 : 0.3);
  const { kept } = await searchCauses(searchIn(accuracyOf, [SCALING, RATE, MOVING]));
  expect(names(kept)).toEqual(['scaling', 'batchNormalization']);
});

test('nothing is kept where differences are chance', async () => {
  const { kept } = await searchCauses(searchIn(({ epochs }) => (epochs === 50 ? 0.82 : 0.8), [EPOCHS, MOVING]));
  expect(kept).toEqual([]);
});

test('usual values are tried only where no unusual one helps', async () => {
  const search = searchIn((recipe) => (isMoving(recipe) ? 0.8 : 0.3), [EPOCHS, MOVING]);
  await searchCauses(search);
  expect(search.trained.map(({ epochs, batchNormalization }) => [epochs, batchNormalization])).toEqual([
    [25, 'batch'],
    [25, 'moving'],
    [50, 'moving'],
  ]);
});

test('a recipe that cannot be trained is worse than any that can', async () => {
  const search = searchIn(() => 0.5, [RATE]);
  const { run } = search.trials;
  search.trials.run = async (recipe) => {
    if (recipe.learningRate > 1e-4) throw new UserError('The loss is expected to be finite.', 'NaN', 'Lower the rate.');
    return await run(recipe);
  };
  expect(names((await searchCauses(search)).kept)).toEqual(['learningRate']);
});

test('a full disk ends the search, and is not taken for a recipe that cannot be trained', async () => {
  const search = searchIn((recipe) => (isMoving(recipe) ? 0.8 : 0.3), [MOVING, RATE]);
  const { run } = search.trials;
  search.trials.run = async (recipe) => {
    if (search.trained.length > 0) throw new UnusableFile('/tmp is expected to have space.', 'ENOSPC', 'Free space.');
    return await run(recipe);
  };
  await expect(searchCauses(search)).rejects.toThrow(UnusableFile);
});

test('what the time does not suffice for is listed with its cost', async () => {
  // Enough for the recipe and one change.
  const search = searchIn((recipe) => (isMoving(recipe) ? 0.8 : 0.3), [MOVING, EPOCHS], {
    secondsLeft: () => (search.trained.length < 2 ? 5 : 0),
  });
  const { kept, untried, wasStopped } = await searchCauses(search);
  expect(wasStopped).toBe(true);
  // What was found before the time ended is kept.
  expect(names(kept)).toEqual(['batchNormalization']);
  expect(untried.map(({ intervention, seconds }) => [intervention.field, seconds])).toEqual([['epochs', 1]]);
});

test('where the time ends before it is known which of several changes are needed, all are kept', async () => {
  const search = searchIn((recipe) => (isMoving(recipe) ? 0.8 : 0.3), [MOVING, SCALING], {
    secondsLeft: () => (search.trained.length < 2 ? 5 : 0),
  });
  const { kept, wasStopped } = await searchCauses(search);
  expect(wasStopped).toBe(true);
  expect(names(kept)).toEqual(['batchNormalization', 'scaling']);
});

test('of changes that are made together, the one that is needed most comes first', async () => {
  const accuracyOf = (recipe: Recipe): number => (isMoving(recipe) ? (isScaledOnce(recipe) ? 0.9 : 0.7) : 0.3);
  const search = searchIn(accuracyOf, [SCALING, RATE, MOVING]);
  const { kept, tried } = await searchCauses(search);
  expect(names(kept)).toEqual(['batchNormalization', 'scaling']);
  // All at once, then each changed back: four trials, and one of the recipe.
  expect(tried.slice(0, 3).map(({ intervention, gain }) => [intervention.field, gain!.value])).toEqual([
    ['scaling', expect.closeTo(0.2)],
    ['learningRate', expect.closeTo(0)],
    ['batchNormalization', expect.closeTo(0.6)],
  ]);
});

test('a change that the time does not suffice for keeps no cheaper one from being tried', async () => {
  const SIZE = change('size', { height: 299 });
  const accuracyOf = (recipe: Recipe): number => (isMoving(recipe) ? (isScaledOnce(recipe) ? 0.9 : 0.6) : 0.3);
  const search = searchIn(accuracyOf, [SIZE, MOVING, SCALING], { secondsLeft: () => 100 });
  search.trials.secondsOf = ({ height }) => (height === 299 ? 1000 : 1);
  const { kept, untried, wasStopped } = await searchCauses(search);
  expect(names(kept)).toEqual(['batchNormalization', 'scaling']);
  expect(names(untried.map(({ intervention }) => intervention))).toEqual(['size']);
  expect(wasStopped).toBe(true);
});

test('a costly trial of an unusual value waits for the cheaper ones', async () => {
  const SIZE = change('size', { height: 299 });
  const search = searchIn(() => 0.5, [SIZE, MOVING, SCALING], { secondsLeft: () => 100 });
  search.trials.secondsOf = ({ height }) => (height === 299 ? 50 : 1);
  await searchCauses(search);
  const heights = search.trained.map(({ height }) => height);
  expect(heights.indexOf(299)).toBe(heights.length - 1);
});

test('a costly trial does not wait where a check names the value', async () => {
  const SIZE = change('size', { height: 299 }, { check: 'height-width-swapped' });
  const search = searchIn(() => 0.5, [MOVING, SIZE, EPOCHS], { secondsLeft: () => 100 });
  search.trials.secondsOf = ({ height }) => (height === 299 ? 50 : 1);
  await searchCauses(search);
  const heights = search.trained.map(({ height }) => height);
  expect(heights.lastIndexOf(299)).toBeLessThan(heights.length - 1);
});

test('an interrupt keeps what was found', async () => {
  const search = searchIn((recipe) => (isMoving(recipe) ? 0.8 : 0.3), [MOVING, EPOCHS]);
  const { run } = search.trials;
  search.trials.run = async (recipe) => {
    if (recipe.epochs === 50) throw new Interrupted();
    return await run(recipe);
  };
  const { kept, wasStopped } = await searchCauses(search);
  expect(names(kept)).toEqual(['batchNormalization']);
  expect(wasStopped).toBe(true);
});

test('without any time the recipe itself is trained, and the most telling change, which is kept where it gains', async () => {
  const search = searchIn((recipe) => (isScaledOnce(recipe) ? 0.8 : 0.3), [SCALING, MOVING], { secondsLeft: () => 0 });
  const { kept, untried, wasStopped, wasLate } = await searchCauses(search);
  expect(search.trained).toEqual([REFERENCE_RECIPE, withChanges(REFERENCE_RECIPE, SCALING.patch)]);
  expect({ kept: names(kept), wasStopped, wasLate }).toEqual({ kept: ['scaling'], wasStopped: true, wasLate: true });
  expect(names(untried.map(({ intervention }) => intervention))).toEqual(['batchNormalization']);
});

test('after Ctrl-C, when no time is left, nothing more is tried, and the time is not blamed', async () => {
  const search = searchIn(() => 0.5, [MOVING], { secondsLeft: () => 0 });
  const { run } = search.trials;
  search.trials.run = async (recipe) => {
    if (search.trained.length > 0) throw new Interrupted();
    return await run(recipe);
  };
  expect(await searchCauses(search)).toMatchObject({ tried: [], wasStopped: true });
  expect(await searchCauses(search)).not.toHaveProperty('wasLate');
});

test('without any time, a change whose trial takes much longer than others is not the one that is tried', async () => {
  const SIZE = change('size', { height: 299 });
  const search = searchIn(() => 0.5, [SIZE, MOVING, SCALING], { secondsLeft: () => 0 });
  search.trials.secondsOf = ({ height }) => (height === 299 ? 50 : 10);
  const { tried, kept } = await searchCauses(search);
  expect(names(tried.map(({ intervention }) => intervention))).toEqual(['batchNormalization']);
  expect(kept).toEqual([]);
});

test('where the time suffices for a change, none is tried beyond it', async () => {
  const enough = searchIn(() => 0.5, [MOVING, EPOCHS], { secondsLeft: () => (enough.trained.length < 2 ? 5 : 0) });
  const { tried, wasLate } = await searchCauses(enough);
  expect([tried.length, wasLate]).toEqual([1, undefined]);
  expect(await searchCauses(searchIn(() => 0.5, [], { secondsLeft: () => 0 }))).toMatchObject({ tried: [] });
});

test('an interrupt of the first trial ends the search', async () => {
  const search = searchIn(() => 0.5, [MOVING]);
  search.trials.run = async () => {
    throw new Interrupted();
  };
  expect(await searchCauses(search)).toMatchObject({ kept: [], tried: [], wasStopped: true });
});

test('trials that do not depend on each other go to other machines at once, and the result is the same', async () => {
  const isGood = (recipe: Recipe): boolean => isMoving(recipe) && recipe.epochs === 50;
  const prepared: Recipe[][] = [];
  const searched = async (hasOthers: boolean) => {
    const search = searchIn((recipe) => (isGood(recipe) ? 0.9 : isMoving(recipe) ? 0.7 : 0.3), [MOVING, RATE, EPOCHS], {
      secondsLeft: () => 100,
    });
    search.trials = {
      ...search.trials,
      secondsOf: ({ learningRate }) => (learningRate === 1e-5 ? 1000 : 1),
      ...(hasOthers && {
        prepare: async (all: readonly { recipe: Recipe }[]) => void prepared.push(all.map(({ recipe }) => recipe)),
      }),
    };
    return { found: await searchCauses(search), trained: search.trained };
  };
  const [alone, together] = [await searched(false), await searched(true)];
  expect(together).toEqual(alone);
  expect(names(together.found.kept)).toEqual(['batchNormalization', 'epochs']);
  // Each is trained here afterwards, or read; none that the time does not suffice for.
  expect(prepared.flat().length).toBeGreaterThanOrEqual(2);
  for (const recipe of prepared.flat()) expect(together.trained).toContainEqual(recipe);
});
