import { Interrupted } from '../../src/base/interruption.js';
import type { ScannedImage } from '../../src/dataset/scan.js';
import { subjectOf } from '../../src/diagnose/interventions/catalogue.js';
import { searchCauses } from '../../src/diagnose/interventions/searchCauses.js';
import { suggestionsOf } from '../../src/diagnose/interventions/suggestions.js';
import { openTrials, type TrialOptions, type Trials } from '../../src/diagnose/interventions/trials.js';
import { withPatches } from '../../src/diagnose/withPatches.js';
import { availableBackbones } from '../../src/improve/availableBackbones.js';
import { bestAtTop } from '../../src/improve/confirm.js';
import { spaceOf } from '../../src/improve/dimensions.js';
import { sharesOfRungs } from '../../src/improve/halving.js';
import { openJournal } from '../../src/improve/journal.js';
import { openProxies } from '../../src/improve/proxies.js';
import { search } from '../../src/improve/search.js';
import { randomPoint, recipeAt } from '../../src/improve/space.js';
import { isCorrect, isCorrectInSelection } from '../../src/metrics/correctness.js';
import { accuracy } from '../../src/metrics/paired.js';
import type { Recipe } from '../../src/recipe/recipeType.js';
import { Diverged } from '../../src/run/diverged.js';
import { passesFrom } from '../../src/run/passSeconds.js';

/** What each strategy works on: the same images, the same sample, the same time. */
export interface Task {
  recipe: Recipe;
  images: readonly ScannedImage[];
  classNames: readonly string[];
  options: TrialOptions;
  seconds: number;
}

/** The recipe that a strategy holds for the best from some time on, and its accuracy on images that selected nothing. */
export interface Milestone {
  seconds: number;
  accuracy: number;
}

export const STRATEGIES = ['diagnosis', 'search', 'random search'] as const;
export type Strategy = (typeof STRATEGIES)[number];

/** Runs a strategy and gives what it held for the best, and when. */
export async function milestonesOf(strategy: Strategy, task: Task): Promise<Milestone[]> {
  const { recipe, images, classNames, options } = task;
  const began = options.now();
  const spent = (): number => (options.now() - began) / 1000;
  const trials = await openTrials(recipe, images, classNames, options);
  const held: { seconds: number; recipe: Recipe }[] = [];
  const hold = (best: Recipe): void => {
    if (held.at(-1)?.recipe !== best) held.push({ seconds: spent(), recipe: best });
  };
  const run = { diagnosis, search: halving, 'random search': atRandom }[strategy];
  await run(task, trials, spent, hold);
  const milestones: Milestone[] = [];
  for (const { seconds, recipe: best } of held) milestones.push({ seconds, accuracy: await evaluated(trials, best) });
  return milestones;
}

type Run = (task: Task, trials: Trials, spent: () => number, hold: (best: Recipe) => void) => Promise<void>;

/** Changes of one field at a time, as `findCauses` selects them, without its confirmation. */
const diagnosis: Run = async ({ recipe, images, classNames, seconds }, trials, spent, hold) => {
  const subject = subjectOf(images, classNames.length);
  let isFirst = true;
  await searchCauses({
    recipe,
    trials,
    suggest: (current) => suggestionsOf(current, [], subject),
    secondsLeft: () => seconds - spent(),
    onTrial: () => {
      if (isFirst) hold(recipe);
      isFirst = false;
    },
    onRound: async (kept) => hold(withPatches(recipe, kept)),
  });
};

/** The search of `thaw improve`, without its confirmation. */
const halving: Run = async ({ recipe, classNames, options, seconds }, trials, spent, hold) => {
  const space = spaceOf(recipe, await availableBackbones(options.weightStore));
  const shares = sharesOfRungs(trials.sample.numTraining, classNames.length);
  const proxies = openProxies(trials, shares, classNames, passesFrom(recipe, options.pass), options);
  const { steps } = proxies;
  const file = `${options.runs}/searches/bench.log`;
  const journal = await openJournal({ file, name: 'bench', space, steps, facts: {}, clock: options.clock });
  await search({
    space,
    journal,
    proxies,
    secondsLeft: () => seconds - spent(),
    secondsSpent: spent,
    onTrained: () => {
      const best = bestAtTop(journal.candidates, steps.length);
      if (best !== undefined) hold(recipeAt(space, best.point));
    },
  });
  await journal.close();
};

/** Uniform points of the same space, each trained on the whole sample. */
const atRandom: Run = async ({ recipe, options, seconds }, trials, spent, hold) => {
  const space = spaceOf(recipe, await availableBackbones(options.weightStore));
  let best = { recipe, accuracy: await selected(trials, recipe) };
  hold(recipe);
  for (let i = 0; spent() < seconds; i++) {
    const tried = recipeAt(space, randomPoint(space, recipe.seed, i));
    if (trials.secondsOf(tried) > seconds - spent()) continue;
    const found = await selected(trials, tried);
    if (found > best.accuracy) {
      best = { recipe: tried, accuracy: found };
      hold(tried);
    }
  }
};

async function selected(trials: Trials, recipe: Recipe): Promise<number> {
  try {
    const run = await trials.run(recipe);
    if (run.stopped === 'interrupted') throw new Interrupted();
    return accuracy(isCorrectInSelection(run));
  } catch (error) {
    if (error instanceof Diverged) return 0;
    throw error;
  }
}

async function evaluated(trials: Trials, recipe: Recipe): Promise<number> {
  try {
    return accuracy(isCorrect(await trials.run(recipe)));
  } catch (error) {
    if (error instanceof Diverged) return 0;
    throw error;
  }
}
