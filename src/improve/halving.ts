/** A recipe in the search, and how accurate it was at each rung so far. */
export interface Entrant {
  /** Accuracy at each rung from the lowest, `[rungs reached]`; NaN where it could not be trained. */
  accuracies: readonly number[];
  /** Whether it goes to every rung, whatever its accuracy: the recipe that the search starts from. */
  isOwn: boolean;
}

/** Of the recipes of a rung, the best of so many go on to the next one. Li et al. 2020 use 4; 3 in Hyperband. */
export const REDUCTION = 3;

/**
 * Asynchronous successive halving: which recipes may go on to the next rung now, though others have not reached theirs yet.
 * From the highest rung down, those among the best third of their rung that have not gone on.
 *
 * Source: Li et al. 2020, "A System for Massively Parallel Hyperparameter Tuning", algorithm 2, `get_job`. There recipes come
 * in random order. Here they get better, and each would be among the best third when it comes: so no more than a third of
 * those that reached a rung go on from it in all.
 *
 * @param rungs how many there are
 * @returns indices, the one to go on first; none where a new recipe is to be tried at the lowest rung
 */
export function promotable(entrants: readonly Entrant[], rungs: number): number[] {
  const own = [...entrants.keys()].filter((i) => entrants[i]!.isOwn && canGoOn(entrants[i]!, rungs));
  const order = [...own];
  for (let rung = rungs - 2; rung >= 0; rung--) {
    const ranked = ranking(entrants, rung);
    const most = Math.floor(ranked.length / REDUCTION);
    const goneOn = ranked.filter((i) => !entrants[i]!.isOwn && entrants[i]!.accuracies.length > rung + 1).length;
    const best = ranked.slice(0, most).filter((i) => entrants[i]!.accuracies.length === rung + 1 && !own.includes(i));
    order.push(...best.slice(0, Math.max(0, most - goneOn)));
  }
  return order;
}

/**
 * The best recipes that have not gone on, whether or not they are among the best third: what to do where the time does not
 * suffice for new ones to get anywhere. From the highest rung down.
 */
export function leftOver(entrants: readonly Entrant[], rungs: number): number[] {
  const order: number[] = [];
  for (let rung = rungs - 2; rung >= 0; rung--)
    order.push(...ranking(entrants, rung).filter((i) => entrants[i]!.accuracies.length === rung + 1));
  return order;
}

/** Recipes that reached a rung, the most accurate first. */
export function ranking(entrants: readonly Entrant[], rung: number): number[] {
  return [...entrants.keys()]
    .filter((i) => entrants[i]!.accuracies.length > rung && !Number.isNaN(entrants[i]!.accuracies[rung]))
    .sort((a, b) => entrants[b]!.accuracies[rung]! - entrants[a]!.accuracies[rung]! || a - b);
}

/** Whether there is a rung above those that a recipe has reached. */
export function canGoOn({ accuracies }: Pick<Entrant, 'accuracies'>, rungs: number): boolean {
  return accuracies.length < rungs && !accuracies.some(Number.isNaN);
}

/** Fewest training images of a rung, and of each class in the mean: below, an accuracy says little of a recipe. */
const LEAST_IMAGES = 30;
const LEAST_OF_CLASS = 4;
/** Rungs at most. */
const MOST_RUNGS = 3;

/**
 * Share of the sample's training images that each rung trains on, ascending; the last one is 1. Fewer rungs where the lowest
 * would have too few images.
 */
export function sharesOfRungs(numTraining: number, numClasses: number): number[] {
  const least = Math.max(LEAST_IMAGES, LEAST_OF_CLASS * numClasses);
  const shares = [1];
  while (shares.length < MOST_RUNGS && numTraining * (shares[0]! / REDUCTION) >= least)
    shares.unshift(shares[0]! / REDUCTION);
  return shares;
}
