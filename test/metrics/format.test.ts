import { expect, test } from 'vitest';
import { formatFigure, formatSignedPoints } from '../../src/metrics/format.js';

test('a difference is formatted in whole points with its sign, and without one if it rounds to 0', () => {
  expect([0.08, -0.024, 0, 0.0049, -0.0049].map(formatSignedPoints)).toEqual(['+8', '−2', '0', '0', '0']);
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
