import { describe, expect, test } from 'vitest';
import { welch } from '../../src/metrics/welch.js';

describe('welch', () => {
  test('has four degrees of freedom for two samples of three with the same spread', () => {
    // Student's quantile is 2.7764, and the standard error sqrt(1/3 + 1/3).
    const { value, interval } = welch([0, 1, 2], [10, 11, 12]);
    expect(value).toBe(10);
    expect(interval[0]).toBeCloseTo(10 - 2.7764 * Math.sqrt(2 / 3), 3);
    expect(interval[1]).toBeCloseTo(10 + 2.7764 * Math.sqrt(2 / 3), 3);
  });

  test('has two where one of them does not spread', () => {
    expect(welch([0.5, 0.5, 0.5], [0, 1, 2]).interval[1]).toBeCloseTo(0.5 + 4.3027 * Math.sqrt(1 / 3), 3);
  });

  test('is the difference alone where none spreads', () => {
    expect(welch([0.25, 0.25], [0.75, 0.75])).toEqual({ value: 0.5, interval: [0.5, 0.5] });
  });
});
