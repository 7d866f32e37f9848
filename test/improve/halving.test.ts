import { expect, test } from 'vitest';
import { type Entrant, leftOver, promotable, ranking, sharesOfRungs } from '../../src/improve/halving.js';

const entrant = (...accuracies: number[]): Entrant => ({ accuracies, isOwn: false });
const own = (...accuracies: number[]): Entrant => ({ accuracies, isOwn: true });

test('a recipe goes on where it is in the best third of its rung, without waiting for others', () => {
  expect(promotable([entrant(0.5), entrant(0.6)], 3)).toEqual([]);
  expect(promotable([entrant(0.5), entrant(0.6), entrant(0.4)], 3)).toEqual([1]);
});

test('one that went on already is not taken again, nor is its place given to the next', () => {
  expect(promotable([entrant(0.5), entrant(0.6, 0.7), entrant(0.4)], 3)).toEqual([]);
  expect(
    promotable([entrant(0.5), entrant(0.6, 0.7), entrant(0.4), entrant(0.1), entrant(0.2), entrant(0.3)], 3),
  ).toEqual([0]);
});

test('recipes that get better and better do not all go on', () => {
  const better = Array.from({ length: 9 }, (_, i) => (i < 3 ? entrant(i / 10, 0.5) : entrant(i / 10)));
  expect(promotable(better, 2)).toEqual([]);
  expect(promotable([...better, entrant(0.9), entrant(1), entrant(0.95)], 2)).toEqual([10]);
});

test('the highest rung comes first', () => {
  const low = [
    entrant(0.4),
    entrant(0.3),
    entrant(0.2),
    entrant(0.1),
    entrant(0.1),
    entrant(0.1),
    entrant(0.1),
    entrant(0.1),
    entrant(0.1),
  ];
  const middle = [entrant(0.9, 0.7), entrant(0.8, 0.9), entrant(0.7, 0.5)];
  expect(promotable([...low, ...middle], 3)).toEqual([10, 0]);
});

test('the recipe that the search starts from goes to every rung, whatever its accuracy', () => {
  expect(promotable([own(0.1), entrant(0.5), entrant(0.6), entrant(0.4)], 3)).toEqual([0, 2]);
  expect(promotable([own(0.1, 0.2), entrant(0.5)], 3)).toEqual([0]);
  expect(promotable([own(0.1, 0.2, 0.3), entrant(0.5)], 3)).toEqual([]);
});

test('what could not be trained goes nowhere', () => {
  const entrants = [own(Number.NaN), entrant(0.6), entrant(0.5), entrant(Number.NaN)];
  expect(promotable(entrants, 2)).toEqual([]);
  expect(ranking(entrants, 0)).toEqual([1, 2]);
  expect(leftOver(entrants, 2)).toEqual([1, 2]);
});

test('what is left over is those that wait, from the highest rung down', () => {
  expect(
    leftOver([entrant(0.1), entrant(0.9), entrant(0.9, 0.2), entrant(0.9, 0.3), entrant(0.9, 0.3, 0.4)], 3),
  ).toEqual([3, 2, 1, 0]);
});

test('rungs are thirds of each other, as long as the lowest has images of each class', () => {
  expect(sharesOfRungs(1000, 5)).toEqual([1 / 9, 1 / 3, 1]);
  expect(sharesOfRungs(100, 5)).toEqual([1 / 3, 1]);
  expect(sharesOfRungs(100, 7)).toEqual([1 / 3, 1]);
  expect(sharesOfRungs(100, 9)).toEqual([1]);
  expect(sharesOfRungs(20, 2)).toEqual([1]);
});
