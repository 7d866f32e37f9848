import { type Random, random } from '../base/random.js';
import { epochsOf, withChanges } from '../recipe/recipe.js';
import type { Recipe } from '../recipe/recipeType.js';
import { type Sobol, sobolPoint } from './sobol.js';

/** Value of one dimension: a choice by its name, or a number. */
export type Value = string | number;

/** A recipe in the search: the value of each dimension by its name. */
export type Point = Readonly<Record<string, Value>>;

/** What a dimension can be. */
export type Range =
  | { kind: 'choice'; choices: readonly string[] }
  | { kind: 'number'; low: number; high: number; isLog: boolean; step?: number };

/** One thing that the search changes. */
export interface Dimension {
  /** As of the field of a recipe: `learningRate`. Also the name in the journal. */
  name: string;
  /** In tables and figures: `learning rate`. */
  title: string;
  range: Range;
  /** Where the range is from. */
  source: string;
  /** Value of the recipe that the search starts from. */
  own: Value;
  /** Returns a recipe with this value. */
  change(recipe: Recipe, value: Value): Recipe;
  /** What to do where the best value lies at an end of the range; undefined for an end that nothing lies beyond. */
  beyond: { low?: string; high?: string };
  /** Whether it changes anything in a recipe. Default: always. */
  isActive?(recipe: Recipe): boolean;
  /** Value in words, with the name of the dimension: `learning rate 0.001`. */
  inWords(value: Value): string;
}

/** What is searched. */
export interface Space {
  /** The recipe that the search starts from. */
  recipe: Recipe;
  dimensions: readonly Dimension[];
}

/** The point of the recipe that the search starts from. */
export function ownPoint({ dimensions }: Space): Point {
  return Object.fromEntries(dimensions.map(({ name, own }) => [name, own]));
}

/**
 * The recipe of a point: where nothing differs, the one that the search starts from, as it is; else one without phases. A
 * dimension that changes nothing has its own value, so that points of the same recipe have the same fields.
 */
export function recipeAt({ recipe, dimensions }: Space, point: Point): Recipe {
  if (dimensions.every(({ name, own }) => point[name] === own)) return recipe;
  // Phases would change back what dimensions change.
  const single = recipe.phases.length === 0 ? recipe : withChanges(recipe, { phases: [], epochs: epochsOf(recipe) });
  return dimensions.reduce((changed, { change, isActive, name, own }) => {
    const isUsed = isActive === undefined || isActive(changed);
    return change(changed, isUsed ? point[name]! : own);
  }, single);
}

/** Dimensions whose values differ from those of the recipe that the search starts from, and change something. */
export function differences(space: Space, point: Point): Dimension[] {
  const recipe = recipeAt(space, point);
  return space.dimensions.filter(({ name, own, isActive }) => point[name] !== own && (isActive?.(recipe) ?? true));
}

/** Changes to the recipe that the search starts from, in words. */
export function changesInWords(space: Space, point: Point): string {
  const changed = differences(space, point);
  // A point may differ in dimensions alone that change nothing.
  return changed.map(({ name, inWords }) => inWords(point[name]!)).join(', ') || 'your recipe';
}

/** A point of a Sobol sequence. */
export function quasiRandomPoint(space: Space, sequence: Sobol, index: number): Point {
  return pointOf(space, sobolPoint(sequence, index));
}

/** A point drawn uniformly. */
export function randomPoint(space: Space, seed: number, index: number): Point {
  const draw = random(seed, 'random search', index);
  return pointOf(
    space,
    space.dimensions.map(() => draw()),
  );
}

function pointOf({ dimensions }: Space, unit: readonly number[]): Point {
  return Object.fromEntries(dimensions.map(({ name, range }, d) => [name, valueAt(range, unit[d]!)]));
}

/**
 * The value at a place of a range.
 *
 * @param place in [0, 1]
 */
export function valueAt(range: Range, place: number): Value {
  if (range.kind === 'choice') {
    const { choices } = range;
    return choices[Math.min(choices.length - 1, Math.floor(place * choices.length))]!;
  }
  const { low, high, isLog, step } = range;
  const value = isLog ? low * (high / low) ** place : low + (high - low) * place;
  if (step === undefined) return Number(Math.min(high, Math.max(low, value)).toPrecision(2));
  return Math.min(high, Math.max(low, Math.round(value / step) * step));
}

/** Where a number lies in its range, in [0, 1]. */
export function placeOf(range: Range & { kind: 'number' }, value: number): number {
  const { low, high, isLog } = range;
  return isLog ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
}

/** Dimensions that a neighbor changes, in the mean. */
const CHANGED = 2;
/** Standard deviation of a step, as a share of a range. */
const STEP = 0.15;

/**
 * A neighbor of a point: two dimensions in the mean, and one at least, have another value. Numbers move by a normal step,
 * reflected at the ends of their range; choices are drawn anew. As the mutation of evolution strategies.
 */
export function neighborOf({ dimensions }: Space, point: Point, seed: number, index: number): Point {
  const draw = random(seed, 'neighbor', index);
  const surely = draw.below(dimensions.length);
  const changed = dimensions.map(({ name, range }, d): [string, Value] => {
    const isChanged = d === surely || draw() < CHANGED / dimensions.length;
    return [name, isChanged ? otherValue(range, point[name]!, draw) : point[name]!];
  });
  return Object.fromEntries(changed);
}

function otherValue(range: Range, value: Value, draw: Random): Value {
  if (range.kind === 'choice') {
    const others = range.choices.filter((choice) => choice !== value);
    return others[draw.below(others.length)]!;
  }
  const place = placeOf(range, value as number);
  for (;;) {
    const moved = valueAt(range, reflected(place + draw.normal(STEP)));
    // A short step may be rounded back.
    if (moved !== value) return moved;
  }
}

function reflected(place: number): number {
  const inTwo = ((place % 2) + 2) % 2;
  return inTwo <= 1 ? inTwo : 2 - inTwo;
}
