import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { sharesOfVariance } from '../../src/improve/functionalAnova.js';
import { type Input, regressionForest, type Tree } from '../../src/improve/regressionForest.js';

const UNIT: Input = { kind: 'interval', low: 0, high: 1 };
const THREE: Input = { kind: 'categories', count: 3 };

describe('on trees that are written down', () => {
  test('one split of one input explains everything', () => {
    const tree: Tree = { input: 0, at: 0.3, left: { value: 1 }, right: { value: 2 } };
    expect(sharesOfVariance([tree], [UNIT, UNIT])).toEqual([1, 0]);
  });

  test('an interaction explains nothing by itself', () => {
    const half = (low: number, high: number): Tree => ({
      input: 1,
      at: 0.5,
      left: { value: low },
      right: { value: high },
    });
    const tree: Tree = { input: 0, at: 0.5, left: half(0, 1), right: half(1, 0) };
    expect(sharesOfVariance([tree], [UNIT, UNIT])).toEqual([0, 0]);
  });

  test('two inputs that add up share the variance by their squares', () => {
    const second = (base: number): Tree => ({ input: 1, at: 0.5, left: { value: base }, right: { value: base + 1 } });
    const tree: Tree = { input: 0, at: 0.5, left: second(0), right: second(2) };
    const [first, other] = sharesOfVariance([tree], [UNIT, UNIT]);
    expect(first).toBeCloseTo(4 / 5, 12);
    expect(other).toBeCloseTo(1 / 5, 12);
  });

  test('a category counts as one of all categories', () => {
    // 1 in one of three categories: variance 2/9. 1 above 0.5: variance 1/4.
    const above = (base: number): Tree => ({ input: 1, at: 0.5, left: { value: base }, right: { value: base + 1 } });
    const tree: Tree = { input: 0, at: 2, left: above(1), right: above(0) };
    const [category, number] = sharesOfVariance([tree], [THREE, UNIT]);
    expect(category).toBeCloseTo(2 / 9 / (2 / 9 + 1 / 4), 12);
    expect(number).toBeCloseTo(1 / 4 / (2 / 9 + 1 / 4), 12);
  });

  test('a constant tree explains nothing', () => {
    expect(sharesOfVariance([{ value: 3 }], [UNIT])).toEqual([0]);
  });
});

describe('beside FanovaImportanceEvaluator of Optuna 5.0.0', () => {
  interface Recorded {
    rows: number[][];
    values: number[];
    shares: number[];
    trees: Tree[];
    sharesOfTrees: number[];
  }
  const file = path.join(import.meta.dirname, '../fixtures/optunaStudy.json');
  const recorded = JSON.parse(readFileSync(file, 'utf8')) as Recorded;
  const inputs = [UNIT, UNIT, UNIT, UNIT];

  test('of the same trees the shares are the same', () => {
    const shares = sharesOfVariance(recorded.trees, inputs);
    for (const [i, share] of shares.entries()) expect(share).toBeCloseTo(recorded.sharesOfTrees[i]!, 10);
  });

  test('of the same trials the shares differ by no more than two forests of Optuna do', () => {
    const { rows, values } = recorded;
    const shares = sharesOfVariance(regressionForest(rows, values, inputs, { numTrees: 64, seed: 0 }), inputs);
    // Measured: forests of Optuna with ten seeds differ by up to 0.03.
    for (const [i, share] of shares.entries()) expect(Math.abs(share - recorded.shares[i]!)).toBeLessThan(0.04);
  });
});

test('a forest finds which of several categories matters', () => {
  const rows = Array.from({ length: 60 }, (_, i) => [i % 3, (i * 7) % 5]);
  const values = rows.map(([category]) => (category === 1 ? 1 : 0));
  const inputs: Input[] = [THREE, { kind: 'categories', count: 5 }];
  const [first, second] = sharesOfVariance(regressionForest(rows, values, inputs, { numTrees: 8, seed: 1 }), inputs);
  expect(first).toBeGreaterThan(0.99);
  expect(second).toBeLessThan(0.01);
});
