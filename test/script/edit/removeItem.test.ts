import { expect, test } from 'vitest';
import { removeEntry, removeItem } from '../../../src/script/edit/removeItem.js';
import type { Expression } from '../../../src/script/syntax/ast.js';
import { find, type Parsed, parse, patched, reason } from './parsed.js';

function listIn(parsed: Parsed): Extract<Expression, { type: 'Tuple' | 'List' | 'Set' }> {
  const { value } = find(parsed, 'Assign');
  if (value.type !== 'List') throw new Error('no list');
  return value;
}

test.each([
  ['x = [a, b, c]\n', 'a', 'x = [b, c]\n'],
  ['x = [a, b, c]\n', 'b', 'x = [a, c]\n'],
  ['x = [a, b, c]\n', 'c', 'x = [a, b]\n'],
  ['x = [a, b, c,]\n', 'c', 'x = [a, b,]\n'],
  ['x = [\n    a,  # first\n    b\n]\n', 'a', 'x = [\n    b\n]\n'],
  ['x = [\n    a,\n    b,\n]\n', 'b', 'x = [\n    a,\n]\n'],
  ['x = [\n    a,\n    b\n]\n', 'b', 'x = [\n    a\n]\n'],
  ['x = [\n    f(\n        1),\n    b]\n', 'f(', 'x = [\n    b]\n'],
  ['x = [\n    a,  # first\n    b  # second\n]\n', 'b', 'x = [\n    a  # first\n]\n'],
  ['x = [\n    a,  # first\n    b, c]\n', 'b', 'x = [\n    a,  # first\n    c]\n'],
  ['x = [(a), b]\n', 'a', 'x = [b]\n'],
])('an item goes with its comma and its line: %j without %s', async (text, item, after) => {
  const parsed = await parse(text);
  const list = listIn(parsed);
  const found = list.elts.find(({ type }) => (item === 'f(' ? type === 'Call' : false)) ?? find(parsed, 'Name', item);
  expect(await patched(parsed, removeItem(parsed.script, list, found))).toBe(after);
});

test.each([
  ["x = {'a': 1, 'b': 2}\n", "x = {'b': 2}\n"],
  ["x = {\n    'a': 1,\n    'b': 2,\n}\n", "x = {\n    'b': 2,\n}\n"],
  ["x = {**y, 'a': 1}\n", 'x = {**y}\n'],
])('a key goes with its value: %j', async (text, after) => {
  const parsed = await parse(text);
  const change = removeEntry(parsed.script, find(parsed, 'Dict'), find(parsed, 'Constant', "'a'"));
  expect(await patched(parsed, change)).toBe(after);
});

test('the only item stays', async () => {
  const parsed = await parse('x = [a]\n');
  const list = listIn(parsed);
  expect(reason(removeItem(parsed.script, list, list.elts[0]!))).toBe('it is the only part of its list');
});

test('a tuple without brackets loses an item too', async () => {
  const parsed = await parse('x = (a), (b)\n');
  const { value } = find(parsed, 'Assign');
  if (value.type !== 'Tuple') throw new Error('no tuple');
  expect(await patched(parsed, removeItem(parsed.script, value, value.elts[1]!))).toBe('x = (a)\n');
});

test('a list whose items commas do not separate is left', async () => {
  const parsed = await parse('x = [a, lambda y, z: y]\n');
  const list = listIn(parsed);
  expect(reason(removeItem(parsed.script, list, list.elts[0]!))).toMatch(/^the parts of .* could not be separated$/);
});
