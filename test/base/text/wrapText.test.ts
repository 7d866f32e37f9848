import { expect, test } from 'vitest';
import { shortened, wrapText } from '../../../src/base/text/wrapText.js';

test('lines break at spaces and are at most as wide as asked', () => {
  expect(wrapText('one two three four five', 9)).toBe('one two\nthree\nfour five');
});

test('a longer word stands whole on its own line', () => {
  expect(wrapText('see /a/long/path/of/a/file now', 10)).toBe('see\n/a/long/path/of/a/file\nnow');
});

test('every line has the indent, the first its own', () => {
  expect(wrapText('one two three', 9, '  ', '- ')).toBe('- one two\n  three');
});

test('a figure stays on the line of its percent sign', () => {
  expect(wrapText('accuracy 62 %', 11)).toBe('accuracy\n62\u00a0%');
});

test('a text that is too long is cut to the number of characters, between characters', () => {
  expect(shortened('abcd', 4)).toBe('abcd');
  expect(shortened('abcde', 4)).toBe('abc…');
  // An emoji takes two units of a text: half of it is no character.
  expect(shortened('ab\u{1F600}cd', 4)).toBe('ab…');
});
