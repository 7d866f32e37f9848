import { throwIfInterrupted } from '../base/interruption.js';
import { Diverged } from '../run/diverged.js';
import { canGoOn, leftOver, promotable, ranking } from './halving.js';
import type { Candidate, Journal } from './journal.js';
import type { Proxies } from './proxies.js';
import { sobol } from './sobol.js';
import { neighborOf, ownPoint, type Point, quasiRandomPoint, recipeAt, type Space } from './space.js';

/** A search, and how long it may take. */
export interface Search {
  space: Space;
  journal: Journal;
  proxies: Proxies;
  /** Seconds that are left for it. */
  secondsLeft(): number;
  /** Seconds of all calls so far. */
  secondsSpent(): number;
  /** Called before each training. */
  onTraining?(candidate: Candidate, rung: number, seconds: number): void;
  /** Called after each training. */
  onTrained?(candidate: Candidate, rung: number): void;
}

/** Points of the Sobol sequence that begin a search, for each dimension. */
const START = 2;
/** Share of the time of a call after which no recipe is begun: one that is would not get beyond the lowest rung. */
const NO_MORE = 0.8;
/**
 * Share of the time that the first training of a recipe may take, or how many times that of the recipe that the search starts
 * from: one that trains all of a large backbone would otherwise take the time of ten others. And how many such recipes are
 * passed over before the search ends.
 */
const MOST_OF_ONE = 0.06;
const TIMES_OWN = 2;
const MOST_TOO_LONG = 200;
/** Points drawn until one is new. */
const ATTEMPTS = 50;

/**
 * Searches for recipes that are more accurate on the selection part than the one it starts from, which is trained first, at
 * every rung. Then points of a scrambled Sobol sequence; after those, by turns, a neighbor of one of the best and the next
 * point of the sequence. Which of them go on to the next rung, asynchronous successive halving decides. Ends when the time
 * does; what is known is in the journal.
 *
 * @returns how many recipes were passed over, since one training of them takes too long for the time
 * @throws Interrupted where the work around it is
 * @throws UserError where a recipe cannot be trained for another reason than that it diverges; it is tried again in the next call
 */
export async function search(options: Search): Promise<number> {
  const { space, journal, proxies, secondsLeft } = options;
  const { candidates } = journal;
  const rungs = proxies.steps.length;
  const began = secondsLeft();
  const own = candidates.find(({ isOwn }) => isOwn) ?? (await journal.begin(ownPoint(space), true));
  // Whatever the time: without it there is nothing to compare with.
  while (canGoOn(own, rungs)) await climb(options, own);
  const tooLong: Point[] = [];
  for (;;) {
    throwIfInterrupted();
    const isLate = Number.isFinite(began) && secondsLeft() < (1 - NO_MORE) * began;
    const next = goingOn(options, isLate) ?? (isLate ? undefined : await newCandidate(options, began, tooLong));
    if (next === undefined) return tooLong.length;
    await climb(options, next);
  }
}

/** A recipe that goes on and fits the time: one that a kill left before its first rung, one of the best, or what is left over. */
function goingOn(options: Search, isLate: boolean): Candidate | undefined {
  const { candidates } = options.journal;
  const rungs = options.proxies.steps.length;
  const waiting = candidates.filter(({ accuracies }) => accuracies.length === 0);
  const order = [...promotable(candidates, rungs), ...(isLate ? leftOver(candidates, rungs) : [])];
  return firstFitting(options, [...waiting, ...order.map((i) => candidates[i]!)]);
}

/**
 * A new recipe that fits the time; undefined where there is none.
 *
 * @param began seconds that were left when the search began
 * @param tooLong points that were passed over, to which others are added
 */
async function newCandidate(
  { space, journal, proxies, secondsLeft }: Search,
  began: number,
  tooLong: Point[],
): Promise<Candidate | undefined> {
  const most = Math.max(MOST_OF_ONE * began, TIMES_OWN * proxies.secondsOf(space.recipe, 0));
  while (secondsLeft() > 0 && tooLong.length < MOST_TOO_LONG) {
    const point = nextPoint(space, journal.candidates, proxies.steps.length, tooLong);
    if (point === undefined) return undefined;
    const seconds = proxies.secondsOf(recipeAt(space, point), 0);
    if (seconds <= Math.min(secondsLeft(), most)) return await journal.begin(point, false);
    tooLong.push(point);
  }
  return undefined;
}

/** The first of several whose next training fits the time. */
function firstFitting(
  { space, proxies, secondsLeft }: Search,
  candidates: readonly Candidate[],
): Candidate | undefined {
  for (const candidate of candidates) {
    const seconds = proxies.secondsOf(recipeAt(space, candidate.point), candidate.accuracies.length);
    if (seconds <= secondsLeft()) return candidate;
  }
  return undefined;
}

/** Trains a recipe at its next rung. */
async function climb(options: Search, candidate: Candidate): Promise<void> {
  const { space, journal, proxies, secondsSpent } = options;
  const rung = candidate.accuracies.length;
  const recipe = recipeAt(space, candidate.point);
  options.onTraining?.(candidate, rung, proxies.secondsOf(recipe, rung));
  await journal.reach(candidate, await accuracyOf(proxies, recipe, rung), secondsSpent());
  options.onTrained?.(candidate, rung);
}

/** NaN for a recipe that diverges at once. Other failures, as a full disk, are not the recipe's, and may be gone the next time. */
async function accuracyOf(proxies: Proxies, recipe: Parameters<Proxies['train']>[0], rung: number): Promise<number> {
  try {
    return await proxies.train(recipe, rung);
  } catch (error) {
    if (error instanceof Diverged) return Number.NaN;
    throw error;
  }
}

/**
 * The next new point; undefined where the space has no other.
 *
 * @param passedOver points that are not to come again
 */
export function nextPoint(
  space: Space,
  candidates: readonly Candidate[],
  rungs: number,
  passedOver: readonly Point[] = [],
): Point | undefined {
  const nameOf = (point: Point): string => recipeName(space, point);
  const known = new Set([...candidates.map(({ point }) => point), ...passedOver].map(nameOf));
  const { seed } = space.recipe;
  const sequence = sobol(space.dimensions.length, seed);
  const count = candidates.length - 1;
  const start = START * space.dimensions.length;
  const isNeighbor = count >= start && (count - start) % 2 === 0;
  const parents = isNeighbor ? bestCandidates(candidates, rungs) : [];
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const parent = parents[(count + attempt) % parents.length];
    const point =
      parent === undefined
        ? quasiRandomPoint(space, sequence, indexInSequence(count, start) + passedOver.length + attempt)
        : neighborOf(space, parent.point, seed, (count + passedOver.length) * ATTEMPTS + attempt);
    if (!known.has(nameOf(point))) return point;
  }
  return undefined;
}

const recipeNames = new WeakMap<Point, string>();

/** The recipe of a point as text: points may differ in what changes nothing. */
function recipeName(space: Space, point: Point): string {
  const name = recipeNames.get(point) ?? JSON.stringify(recipeAt(space, point));
  recipeNames.set(point, name);
  return name;
}

/** Of the points after the start, every second one is of the sequence. */
function indexInSequence(count: number, start: number): number {
  return count < start ? count : start + Math.floor((count - start) / 2);
}

/** Candidates that neighbors are drawn of. */
const PARENTS = 4;

/** The best ones: those that reached a higher rung first, and of a rung the more accurate ones. */
export function bestCandidates(candidates: readonly Candidate[], rungs: number): Candidate[] {
  const best: Candidate[] = [];
  for (let rung = rungs - 1; rung >= 0; rung--)
    for (const i of ranking(candidates, rung)) if (!best.includes(candidates[i]!)) best.push(candidates[i]!);
  return best.slice(0, PARENTS);
}
