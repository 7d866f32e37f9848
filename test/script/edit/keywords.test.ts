import { expect, test } from 'vitest';
import { changeKeywords, removeKeyword, setKeyword } from '../../../src/script/edit/keywords.js';
import { call, parse, patched, reason } from './parsed.js';

/** What becomes of a call `f(…)` where a keyword is set. */
async function set(text: string, name: string, value: string, position?: number): Promise<string> {
  const parsed = await parse(text);
  const options = position === undefined ? {} : { position };
  return patched(parsed, setKeyword(parsed.script, call(parsed, 'f'), name, value, options));
}

async function remove(text: string, ...names: string[]): Promise<string> {
  const parsed = await parse(text);
  return patched(parsed, changeKeywords(parsed.script, call(parsed, 'f'), { remove: names }));
}

test.each([
  ['a value that is there is replaced', 'f(a=1, b=2)\n', 'f(a=9, b=2)\n'],
  ['a keyword is added after the others', 'f(b=2)\n', 'f(b=2, a=9)\n'],
  ['a keyword is the first one', 'f()\n', 'f(a=9)\n'],
  ['a keyword is the first one between lines', 'f(\n)\n', 'f(a=9)\n'],
  ['a comment between the brackets stays', 'f(  # none yet\n)\n', 'f(a=9  # none yet\n)\n'],
  ['spaces around the equals sign are those of the call', 'f(b = 2)\n', 'f(b = 2, a = 9)\n'],
  ['a comma at the end stays at the end', 'f(b=2,)\n', 'f(b=2, a=9,)\n'],
  ['brackets around the last argument stay around it', 'f((b), (c))\n', 'f((b), (c), a=9)\n'],
  ['brackets around the function are not those of the call', '(f)(b)\nf(b)\n', '(f)(b)\nf(b, a=9)\n'],
  ['one per line with a comma at the end', 'f(\n    b=2,\n    c=3,\n)\n', 'f(\n    b=2,\n    c=3,\n    a=9,\n)\n'],
  ['one per line without a comma at the end', 'f(\n    b=2,\n    c=3\n)\n', 'f(\n    b=2,\n    c=3,\n    a=9\n)\n'],
  ['one per line and the bracket on the last', 'f(b=2,\n  c=3)\n', 'f(b=2,\n  c=3,\n  a=9)\n'],
  ['one per line with tabs', 'f(\n\tb=2,\n)\n', 'f(\n\tb=2,\n\ta=9,\n)\n'],
  [
    'one per line with comments',
    'f(\n    b=2,  # two\n    c=3  # three\n    # end\n)\n',
    'f(\n    b=2,  # two\n    c=3,  # three\n    a=9\n    # end\n)\n',
  ],
  ['several per line', 'f(b, c,\n  d, e)\n', 'f(b, c,\n  d, e, a=9)\n'],
  ['a string with signs of Python in it', "f('), # (', b='a=,')\n", "f('), # (', b='a=,', a=9)\n"],
  ['an f-string with a quote in a format', 'f(f"{b:\'>9}, (", c)\n', 'f(f"{b:\'>9}, (", c, a=9)\n'],
  ['a function with brackets in its name', 'x[0](1).f(b)\n', 'x[0](1).f(b, a=9)\n'],
  ['non-ASCII text before it', "x = 'é😀', f(b)\n", "x = 'é😀', f(b, a=9)\n"],
  ['CRLF', 'f(\r\n  b=1,\r\n)\r\n', 'f(\r\n  b=1,\r\n  a=9,\r\n)\r\n'],
  ['CR', 'x\rf(\r  b=1\r)\r', 'x\rf(\r  b=1,\r  a=9\r)\r'],
])('set: %s', async (_, before, after) => {
  expect(await set(before, 'a', '9')).toBe(after);
});

test('a parameter that is given by its position is replaced there', async () => {
  expect(await set('f(1, 2)\n', 'b', '9', 1)).toBe('f(1, 9)\n');
  expect(await set('f(1)\n', 'b', '9', 1)).toBe('f(1, b=9)\n');
});

test.each([
  ['f(*x)\n', 0, /may give `a` already/],
  ['f(**x)\n', 0, /may give `a` already/],
  ['f(x for x in y)\n', undefined, /generator without brackets/],
  ["y = f'{f(1)}'\n", undefined, /inside an f-string/],
])('a keyword is not set in %s', async (text, position, why) => {
  const parsed = await parse(text);
  const options = position === undefined ? {} : { position };
  expect(reason(setKeyword(parsed.script, call(parsed, 'f'), 'a', '9', options))).toMatch(why);
});

test('a generator in brackets is an argument like others', async () => {
  expect(await set('f((x for x in y))\n', 'a', '9')).toBe('f((x for x in y), a=9)\n');
});

test.each([
  ['the only one', 'f(a=1)\n', 'f()\n'],
  ['the first one', 'f(a=1, b=2)\n', 'f(b=2)\n'],
  ['the last one', 'f(b=2, a=1)\n', 'f(b=2)\n'],
  ['the last one before a comma', 'f(b=2, a=1,)\n', 'f(b=2,)\n'],
  ['one between', 'f(b=2, a=1, c=3)\n', 'f(b=2, c=3)\n'],
  ['a line', 'f(\n  b=2,\n  a=1,  # one\n  c=3,\n)\n', 'f(\n  b=2,\n  c=3,\n)\n'],
  ['the last line without a comma', 'f(\n  b=2,  # two\n  a=1\n)\n', 'f(\n  b=2  # two\n)\n'],
  ['the last line with the bracket', 'f(b=2,\n  a=1)\n', 'f(b=2)\n'],
  ['the last line with the bracket after a comment', 'f(b=2,  # two\n  a=1)\n', 'f(b=2  # two\n  )\n'],
  ['the first on a shared line', 'f(\n  b=2,\n  a=1, c=3\n)\n', 'f(\n  b=2,\n  c=3\n)\n'],
  ['one over several lines', 'f(\n  b=2,\n  a=[\n    1,\n  ],\n)\n', 'f(\n  b=2,\n)\n'],
])('remove: %s', async (_, before, after) => {
  expect(await remove(before, 'a')).toBe(after);
});

test('two keywords next to each other are removed together', async () => {
  expect(await remove('f(a=1, b=2)\n', 'a', 'b')).toBe('f()\n');
  expect(await remove('f(a=1, b=2, c=3)\n', 'b', 'a')).toBe('f(c=3)\n');
  expect(await remove('f(c=3, a=1, b=2)\n', 'a', 'b')).toBe('f(c=3)\n');
});

test('a keyword that is added takes the place of one that is removed', async () => {
  const parsed = await parse('f(\n    lr = 0.1,  # high\n    b = 2)\n');
  const change = changeKeywords(parsed.script, call(parsed, 'f'), {
    set: [{ name: 'learning_rate', text: '1e-4' }],
    remove: ['lr'],
  });
  expect(await patched(parsed, change)).toBe('f(\n    learning_rate = 1e-4,  # high\n    b = 2)\n');
});

test('a keyword that is not there is not removed', async () => {
  const parsed = await parse('f(b=2)\n');
  expect(reason(removeKeyword(parsed.script, call(parsed, 'f'), 'a'))).toBe('`f` has no `a=`');
});

test('a value that is right already is left as it is', async () => {
  const parsed = await parse('f(a=9)\n');
  expect(setKeyword(parsed.script, call(parsed, 'f'), 'a', '9')).toEqual({ edits: [] });
});
