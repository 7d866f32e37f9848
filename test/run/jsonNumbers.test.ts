import { expect, test } from 'vitest';
import { readNumber, writeNumber } from '../../src/run/jsonNumbers.js';

const throughJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value, writeNumber), readNumber);

test('numbers that JSON does not have come back as they were', () => {
  const loss = [0.25, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0.5];
  expect(throughJson({ history: [{ loss }] })).toEqual({ history: [{ loss }] });
});

test('other values stay as they are, also objects with more than a number', () => {
  const value = { number: 'seven', more: 1, text: 'NaN', none: null, list: [], truth: true };
  expect(throughJson(value)).toEqual(value);
});
