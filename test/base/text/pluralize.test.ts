import { expect, test } from 'vitest';
import { pluralize } from '../../../src/base/text/pluralize.js';

test('one is singular, all else plural', () => {
  expect([0, 1, 2].map((count) => pluralize(count, 'file'))).toEqual(['0 files', '1 file', '2 files']);
});

test('large counts have commas, and a noun its own plural', () => {
  expect(pluralize(12345, 'class', 'classes')).toBe('12,345 classes');
  expect(pluralize(1, 'class', 'classes')).toBe('1 class');
});
