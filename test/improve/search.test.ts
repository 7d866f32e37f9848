import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { UnusableFile, UserError } from '../../src/base/errors.js';
import { Interrupted, withInterruption } from '../../src/base/interruption.js';
import { finalistsOf } from '../../src/improve/confirm.js';
import { type Journal, openJournal } from '../../src/improve/journal.js';
import type { Proxies } from '../../src/improve/proxies.js';
import { nextPoint, search } from '../../src/improve/search.js';
import type { Recipe } from '../../src/recipe/recipeType.js';
import { Diverged } from '../../src/run/diverged.js';
import { USUAL_RECIPE } from '../diagnose/usualRecipe.js';
import { USUAL_SPACE } from './spaces.js';

const STEPS = [50, 150, 450];
/** Seconds of a training at each rung. */
const SECONDS = [1, 3, 9];

/** A world in which a learning rate of 0.01 and mild augmentation are best, and one of 0.05 and more diverges. */
function accuracyOf({ learningRate, augmentation }: Recipe): number {
  if (learningRate >= 0.05) throw new Diverged();
  const ofRate = 0.4 * Math.exp(-(Math.log10(learningRate / 0.01) ** 2));
  return 0.3 + ofRate + (augmentation?.rotationRange === 10 ? 0.2 : 0);
}

interface World {
  journal: Journal;
  proxies: Proxies;
  spent: () => number;
  trained: { recipe: Recipe; rung: number; at: number }[];
}

async function world(file = path.join(mkdtempSync(path.join(tmpdir(), 'thaw-search-')), 'search.log')): Promise<World> {
  let spent = 0;
  const trained: World['trained'] = [];
  const facts = {};
  const journal = await openJournal({ file, name: 'test', space: USUAL_SPACE, steps: STEPS, facts, clock: () => 0 });
  const proxies: Proxies = {
    steps: STEPS,
    secondsOf: (_, rung) => SECONDS[rung]!,
    train: async (recipe, rung) => {
      spent += SECONDS[rung]!;
      trained.push({ recipe, rung, at: spent });
      return accuracyOf(recipe);
    },
  };
  return { journal, proxies, spent: () => spent, trained };
}

const run = ({ journal, proxies, spent }: World, seconds: number): Promise<number> =>
  search({ space: USUAL_SPACE, journal, proxies, secondsLeft: () => seconds - spent(), secondsSpent: spent });

test('the recipe that the search starts from is trained first, at every rung', async () => {
  const one = await world();
  await run(one, 60);
  expect(one.trained.slice(0, 3).map(({ rung }) => rung)).toEqual([0, 1, 2]);
  expect(one.trained.slice(0, 3).every(({ recipe }) => recipe === USUAL_RECIPE)).toBe(true);
});

test('it is trained even where there is no time at all', async () => {
  const one = await world();
  await run(one, 0);
  expect(one.trained).toHaveLength(3);
});

test('in 200 seconds the best recipe is found, and the time is kept', async () => {
  const one = await world();
  await run(one, 200);
  expect(one.spent()).toBeLessThanOrEqual(200);
  expect(one.spent()).toBeGreaterThan(180);
  const [best] = finalistsOf(one.journal.candidates, STEPS.length);
  expect(best!.accuracies[2]).toBeGreaterThan(0.8);
  expect(best!.point.augmentation).toBe('mild');
});

test('a third of the recipes or fewer go on from a rung, until the time is nearly over', async () => {
  const one = await world();
  await run(one, 400);
  const early = one.trained.filter(({ at }) => at < 0.8 * 400);
  const counts = STEPS.map((_, rung) => early.filter((training) => training.rung === rung).length);
  expect(counts[1]).toBeGreaterThan(5);
  // The start goes on in any case; and what is among the best third early need not be so later.
  expect(counts[1]).toBeLessThan(0.45 * counts[0]!);
  expect(counts[2]).toBeLessThan(0.5 * counts[1]!);
});

test('a recipe whose first training takes too long for the time is passed over', async () => {
  const one = await world();
  const isLong = ({ backbone }: Recipe): boolean => backbone.name === 'SqueezeNet';
  one.proxies.secondsOf = (recipe, rung) => SECONDS[rung]! * (isLong(recipe) ? 20 : 1);
  const numTooLong = await run(one, 200);
  expect(numTooLong).toBeGreaterThan(5);
  expect(one.trained.filter(({ recipe }) => isLong(recipe))).toEqual([]);
  expect(one.trained.length).toBeGreaterThan(30);
});

test('what diverges is known as such, and the search goes on', async () => {
  const one = await world();
  await run(one, 200);
  const failed = one.journal.candidates.filter(({ accuracies }) => accuracies.some(Number.isNaN));
  expect(failed.length).toBeGreaterThan(0);
  expect(failed.every(({ accuracies }) => accuracies.length === 1)).toBe(true);
});

test('what fails for another reason than divergence ends the search, and is tried again in the next call', async () => {
  const first = await world();
  const { train } = first.proxies;
  first.proxies.train = async (recipe, rung) => {
    if (first.trained.length === 3) throw new UserError('Room on the disk is expected.', 'none', 'Make room.');
    return await train(recipe, rung);
  };
  await expect(run(first, 60)).rejects.toThrow('Make room');
  await first.journal.close();
  const second = await world(first.journal.file);
  const waiting = second.journal.candidates.filter(({ accuracies }) => accuracies.length === 0);
  expect(waiting).toHaveLength(1);
  await run(second, 60);
  expect(waiting[0]!.accuracies[0]).toSatisfy(Number.isFinite);
});

test('a full disk ends it, and no recipe is known as one that cannot be trained', async () => {
  const one = await world();
  const { train } = one.proxies;
  one.proxies.train = async (recipe, rung) => {
    if (one.trained.length === 4) throw new UnusableFile('/tmp is expected to have space.', 'ENOSPC', 'Free space.');
    return await train(recipe, rung);
  };
  await expect(run(one, 1000)).rejects.toThrow(UnusableFile);
  expect(one.journal.candidates.flatMap(({ accuracies }) => accuracies).filter(Number.isNaN)).toEqual([]);
});

test('no recipe is trained twice, and a second call goes on from the first', async () => {
  const first = await world();
  await run(first, 60);
  await first.journal.close();
  const second = await world(first.journal.file);
  await run(second, 60);
  const all = [...first.trained, ...second.trained].map(({ recipe, rung }) => JSON.stringify({ recipe, rung }));
  expect(new Set(all).size).toBe(all.length);
  expect(second.journal.candidates.length).toBeGreaterThan(20);
});

test('the points of two calls are those of one', async () => {
  const one = await world();
  await run(one, 120);
  const known = one.journal.candidates;
  for (const count of [3, 12, 30]) expect(nextPoint(USUAL_SPACE, known.slice(0, count), 3)).toBeDefined();
  expect(nextPoint(USUAL_SPACE, known.slice(0, 5), 3)).toEqual(known[5]!.point);
});

test('an interrupt ends it at its next step', async () => {
  const one = await world();
  const controller = new AbortController();
  const { train } = one.proxies;
  one.proxies.train = async (recipe, rung) => {
    if (one.trained.length === 7) controller.abort();
    return await train(recipe, rung);
  };
  await expect(withInterruption(controller.signal, () => run(one, 1000))).rejects.toThrow(Interrupted);
  expect(one.trained).toHaveLength(8);
});
