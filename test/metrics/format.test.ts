import { expect, test } from 'vitest';
import { formatCost, formatFigure, formatPoints, formatSignedPoints } from '../../src/metrics/format.js';

test('a difference is formatted in whole points with its sign, and without one if it rounds to 0', () => {
  expect([0.08, -0.024, 0, 0.0049, -0.0049].map(formatSignedPoints)).toEqual(['+8', '−2', '0', '0', '0']);
});

test('a difference whose interval excludes 0 has no bound that is rounded to 0', () => {
  const texts = [
    { value: 0.05, interval: [0.0031, 0.12] as const },
    { value: -0.03, interval: [-0.05, -0.0004] as const },
    { value: 0.004, interval: [0.001, 0.008] as const },
    { value: 0.002, interval: [0.002, 0.002] as const },
  ].map(formatPoints);
  expect(texts).toEqual([
    '+5 points (+0.3 to +12)',
    '−3 points (−5 to −0.04)',
    '+0.4 points (+0.1 to +1)',
    '+0.2 points',
  ]);
  expect(formatCost({ value: 0.05, interval: [0.0031, 0.12] })).toBe('5 points (0.3 to 12)');
});

test('a bound of 0 stands only beside a difference whose interval includes 0', () => {
  expect(formatPoints({ value: 0.02, interval: [-0.0031, 0.05] })).toBe('+2 points (0 to +5)');
  expect(formatPoints({ value: 0.02, interval: [0, 0.05] })).toBe('+2 points (0 to +5)');
  expect(formatPoints({ value: 0.002, interval: [-0.0031, 0.0049] })).toBe('0 points (0 to 0)');
});

test('one point is singular', () => {
  expect(formatPoints({ value: -0.01, interval: [-0.03, 0.02] })).toBe('−1 point (−3 to +2)');
  expect(formatCost({ value: 0.01, interval: [0.01, 0.01] })).toBe('1 point');
  expect(formatPoints({ value: 0.11, interval: [0.01, 0.2] })).toBe('+11 points (+1 to +20)');
});

test('the same difference has the same text, however it was computed', () => {
  expect(formatSignedPoints(0.75 - 0.805)).toBe('−6');
  expect(formatSignedPoints(-0.055)).toBe('−6');
  expect(formatSignedPoints(0.9 - 0.755)).toBe('+15');
  expect(formatSignedPoints(0.145)).toBe('+15');
});

test('a figure has four digits and no rounding errors', () => {
  const figures = [3.0353300912039622, 0.0007 / 10, 0.003 / 10, 1e-5, 12, 0, Number.NaN];
  expect(figures.map((value) => formatFigure(value))).toEqual(['3.035', '7e-5', '0.0003', '1e-5', '12', '0', 'NaN']);
});
