import { expect, test } from 'vitest';
import { random } from '../../src/base/random.js';
import { bootstrap, newcombe, wilson } from '../../src/metrics/intervals.js';
import { meanAccuracy } from '../../src/metrics/paired.js';

test.each([
  // scipy.stats.binomtest(successes, n).proportion_ci(0.95, 'wilson'), SciPy 1.17.1; statsmodels gives the same.
  { successes: 8, n: 10, low: 0.4901624715366418, high: 0.9433178485456248 },
  { successes: 45, n: 100, low: 0.35614537979511984, high: 0.5475539700255787 },
  { successes: 0, n: 20, low: 0, high: 0.16112515805281935 },
  { successes: 20, n: 20, low: 0.8388748419471808, high: 1 },
])("Wilson's interval of $successes in $n is that of SciPy", ({ successes, n, low, high }) => {
  expect(wilson(successes, n)[0]).toBeCloseTo(low, 12);
  expect(wilson(successes, n)[1]).toBeCloseTo(high, 12);
});

test.each([
  // confint_proportions_2indep(s1, n1, s2, n2, method='newcomb', compare='diff', alpha), statsmodels 0.15.0.
  { first: [8, 10], second: [45, 100], low: 0.025167626133056453, high: 0.5213146095508172 },
  { first: [0, 20], second: [3, 30], low: -0.25621082579184085, high: 0.07389218242752346 },
  { first: [20, 20], second: [30, 60], low: 0.2975048652607462, high: 0.6226497575844423 },
  { first: [8, 10], second: [45, 100], z: 2.497705474412374, low: -0.05782123389913263, high: 0.5471185063457308 },
])("Newcombe's interval of $first against $second is that of statsmodels", ({ first, second, z, low, high }) => {
  const [a, b] = [first, second].map(([successes, n]) => ({ successes, n }));
  expect(newcombe(a, b, z)[0]).toBeCloseTo(low, 12);
  expect(newcombe(a, b, z)[1]).toBeCloseTo(high, 12);
});

test('a share of no examples has no interval', () => {
  expect(wilson(0, 0)).toEqual([Number.NaN, Number.NaN]);
});

test("Wilson's interval holds the true share 95 times in 100", () => {
  const draw = random(1, 'coverage');
  const [share, n, repeats] = [0.85, 60, 4000];
  let held = 0;
  for (let i = 0; i < repeats; i++) {
    const [low, high] = wilson(Array.from({ length: n }, () => draw() < share).filter(Boolean).length, n);
    if (low <= share && share <= high) held++;
  }
  expect(held / repeats).toBeGreaterThan(0.93);
  expect(held / repeats).toBeLessThan(0.97);
});

test('the bootstrap of a mean is as wide as its standard error says', () => {
  const draw = random(2, 'values');
  const values = Array.from({ length: 400 }, () => draw.normal());
  const mean = (list: readonly number[]): number => list.reduce((sum, value) => sum + value, 0) / list.length;
  const center = mean(values);
  const deviation = Math.sqrt(mean(values.map((value) => (value - center) ** 2)));
  const [low, high] = bootstrap(400, (indices) => mean(indices.map((i) => values[i])));
  // 1.96 standard errors to each side; a thousand draws place the ends to a tenth of that.
  const half = (1.96 * deviation) / Math.sqrt(400);
  expect(Math.abs(low - (center - half))).toBeLessThan(half / 5);
  expect(Math.abs(high - (center + half))).toBeLessThan(half / 5);
});

test('the bootstrap draws indices of all examples, with replacement, the same for the same seed', () => {
  const seen = new Set<number>();
  let repeated = false;
  const statistic = (indices: readonly number[]): number => {
    for (const index of indices) seen.add(index);
    repeated ||= new Set(indices).size < indices.length;
    return indices[0];
  };
  const first = bootstrap(5, statistic, { seed: 7 });
  expect([...seen].sort()).toEqual([0, 1, 2, 3, 4]);
  expect(repeated).toBe(true);
  expect(bootstrap(5, statistic, { seed: 7 })).toEqual(first);
});

test('draws without an answer are left out, and where none has one there is no interval', () => {
  expect(bootstrap(4, ([first]) => (first === 0 ? Number.NaN : 1))).toEqual([1, 1]);
  expect(bootstrap(4, () => Number.NaN)).toEqual([Number.NaN, Number.NaN]);
});

test('drawn within strata, as many of each stratum stand in every draw as there are', () => {
  const strata = [0, 0, 0, 1];
  const counts = new Set<string>();
  bootstrap(
    4,
    (indices) => {
      counts.add(
        indices
          .map((i) => strata[i])
          .sort()
          .join(),
      );
      return 0;
    },
    { strata, draws: 50 },
  );
  expect([...counts]).toEqual(['0,0,0,1']);
});

test('an accuracy of 1 or 0 over several seeds has the interval of one seed, not none', () => {
  const correct = new Array<boolean>(45).fill(true);
  expect(meanAccuracy([correct, correct])).toEqual({ value: 1, interval: wilson(45, 45) });
  const wrong = correct.map(() => false);
  expect(meanAccuracy([wrong, wrong, wrong]).interval).toEqual(wilson(0, 45));
  const [low, high] = meanAccuracy([correct, [...correct.slice(1), false]]).interval;
  expect(low).toBeLessThan(high);
});
