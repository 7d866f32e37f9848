import { expect, test } from 'vitest';
import { random, shuffled } from '../../src/base/random.js';

const DRAWS = 100_000;

test('the same parts give the same draws, and any other part gives others', () => {
  const first = take(random(42, 'augment', 1, 7), 20);
  expect(take(random(42, 'augment', 1, 7), 20)).toEqual(first);
  for (const other of [random(43, 'augment', 1, 7), random(42, 'order', 1, 7), random(42, 'augment', 7, 1)]) {
    expect(take(other, 20)).not.toEqual(first);
  }
});

test('draws are those of mulberry32, so they are the same on every machine', () => {
  // mulberry32 as its author published it, in C, seeded by FNV-1a of "a": 0xe40c292c, the published test vector.
  const draws = take(random('a'), 3);
  const mask = 0xffffffffn;
  let state = 0xe40c292cn;
  const expected = draws.map(() => {
    state = (state + 0x6d2b79f5n) & mask;
    let z = state;
    z = ((z ^ (z >> 15n)) * (z | 1n)) & mask;
    z ^= (z + (((z ^ (z >> 7n)) * (z | 61n)) & mask)) & mask;
    return Number(z ^ (z >> 14n)) / 2 ** 32;
  });
  expect(draws).toEqual(expected);
});

test('draws are uniform in [0, 1): mean, variance and every tenth are what they should be', () => {
  const draws = take(random(1, 'uniform'), DRAWS);
  expect(draws.every((value) => value >= 0 && value < 1)).toBe(true);
  // Four standard errors: of the mean sqrt(1 / 12 / n), of a share of one tenth sqrt(0.09 / n).
  expect(Math.abs(meanOf(draws) - 0.5)).toBeLessThan(4 * Math.sqrt(1 / 12 / DRAWS));
  expect(varianceOf(draws)).toBeCloseTo(1 / 12, 2);
  const tenths = new Array<number>(10).fill(0);
  for (const value of draws) tenths[Math.floor(value * 10)]++;
  for (const count of tenths) expect(Math.abs(count / DRAWS - 0.1)).toBeLessThan(4 * Math.sqrt(0.09 / DRAWS));
});

test('streams of neighboring seeds have nothing to do with each other', () => {
  const [a, b] = [take(random(1), DRAWS), take(random(2), DRAWS)];
  const covariance = meanOf(a.map((value, i) => (value - 0.5) * (b[i] - 0.5)));
  expect(Math.abs(covariance * 12)).toBeLessThan(4 / Math.sqrt(DRAWS));
  const firsts = Array.from({ length: 10_000 }, (_, seed) => random(seed)());
  expect(Math.abs(meanOf(firsts) - 0.5)).toBeLessThan(4 * Math.sqrt(1 / 12 / 10_000));
});

test('normal draws have mean 0 and the deviation asked for, and 95 % lie within 1.96 of it', () => {
  const draw = random(1, 'normal');
  const draws = Array.from({ length: DRAWS }, () => draw.normal(2));
  expect(Math.abs(meanOf(draws))).toBeLessThan((4 * 2) / Math.sqrt(DRAWS));
  expect(Math.sqrt(varianceOf(draws))).toBeCloseTo(2, 1);
  expect(draws.filter((value) => Math.abs(value) < 1.96 * 2).length / DRAWS).toBeCloseTo(0.95, 2);
});

test('between and below keep to their bounds and reach each whole number', () => {
  const draw = random(3);
  const numbers = Array.from({ length: 1000 }, () => draw.below(7));
  expect([...new Set(numbers)].sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
  const shifts = Array.from({ length: 1000 }, () => draw.between(-30, 30));
  expect(Math.min(...shifts)).toBeGreaterThanOrEqual(-30);
  expect(Math.max(...shifts)).toBeLessThan(30);
  expect(Math.max(...shifts) - Math.min(...shifts)).toBeGreaterThan(55);
});

test('a shuffled copy holds the same values and leaves the original as it is', () => {
  const values = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
  const copy = [...values];
  const mixed = shuffled(values, random(1));
  expect(values).toEqual(copy);
  expect([...mixed].sort()).toEqual(copy);
  expect(mixed).not.toEqual(copy);
  expect(shuffled(values, random(1))).toEqual(mixed);
  expect(shuffled([], random(1))).toEqual([]);
});

test('every order of three comes up one time in six', () => {
  const draw = random(1, 'orders');
  const counts = new Map<string, number>();
  for (let i = 0; i < 60_000; i++) {
    const order = shuffled([1, 2, 3], draw).join('');
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  expect(counts.size).toBe(6);
  // Four standard errors of a share of one sixth.
  for (const count of counts.values()) {
    expect(Math.abs(count / 60_000 - 1 / 6)).toBeLessThan(4 * Math.sqrt(5 / 36 / 60_000));
  }
});

function take(draw: () => number, count: number): number[] {
  return Array.from({ length: count }, () => draw());
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function varianceOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return meanOf(values.map((value) => (value - mean) ** 2));
}
