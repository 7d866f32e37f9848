import { expect, test } from 'vitest';
import { namedGroups } from '../../src/dataset/namedGroups.js';

test('the first group of each name is found, also of many names', () => {
  expect(namedGroups('^(\\d+)_', ['12_a.png', 'b.png', '12_c.png'])).toEqual(['12', undefined, '12']);
  const names = Array.from({ length: 14_000 }, (_, i) => `photo${i >> 2}_${i}.png`);
  expect(new Set(namedGroups('^(.+)_', names)).size).toBe(3500);
});

test('a pattern without an end is refused with the name that it does not get past', () => {
  const name = `${'a'.repeat(45)}.png`;
  expect(() => namedGroups('(a+)+$', ['b.png', name, 'c.png'])).toThrow(
    `matched with 3 file names within 1 second. Received: (a+)+$, still busy with ${name}. Write it without`,
  );
});

test('many names that take a little too long each are refused as one that does', () => {
  const names = Array.from({ length: 1000 }, (_, i) => `${'ab'.repeat(300)}${i}.png`);
  expect(() => namedGroups('(\\w*)(\\w*)(\\w*)!', names)).toThrow('matched with 1,000 file names within 1 second.');
});

test('text that is no regular expression is an error of the user', () => {
  expect(() => namedGroups('(', [])).toThrow(/^groupPattern is expected to be a regular expression\. Received: \(\. /);
});
