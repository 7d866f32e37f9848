import { expect, test } from 'vitest';
import { UserError } from '../../src/base/errors.js';
import { checkDepth, parseJson } from '../../src/base/parseJson.js';
import { random } from '../../src/base/random.js';

const WHOLE = `{
  "name": "a \\u00e4 \\" b", "list": [1, -0.5e+3, true, null, [], {}],
  "inner": { "x": 0 }
}
`;

test('JSON is read as JSON.parse reads it, also after a byte-order mark', () => {
  expect(parseJson(WHOLE, 'a.json')).toEqual(JSON.parse(WHOLE));
  expect(parseJson(`\uFEFF${WHOLE}`, 'a.json')).toEqual(JSON.parse(WHOLE));
});

test.each<{ what: string; text: string; line: number; column: number; expected: string; received: string }>([
  { what: 'a comma too many', text: '{\n "a": 1,\n}', line: 3, column: 1, expected: 'a name in', received: '}' },
  {
    what: 'a comma missing',
    text: '{\n "a": 1\n "b": 2}',
    line: 3,
    column: 2,
    expected: 'a comma or }',
    received: '"b": 2}',
  },
  { what: 'single quotes', text: "{'a': 1}", line: 1, column: 2, expected: 'a name in', received: "'a': 1}" },
  {
    what: 'a comment',
    text: '{\n "a": 1, // one\n "b": 2}',
    line: 2,
    column: 10,
    expected: 'a name in',
    received: '// one',
  },
  { what: "Python's None", text: '{"a": None}', line: 1, column: 7, expected: 'a value', received: 'None}' },
  { what: 'a number that Python prints', text: '[nan]', line: 1, column: 2, expected: 'a value', received: 'nan]' },
  { what: 'a fraction', text: '{"factor": 1/255}', line: 1, column: 13, expected: 'a comma or }', received: '/255}' },
  {
    what: 'a file cut short',
    text: '{"a": [1, 2',
    line: 1,
    column: 12,
    expected: 'a comma or ]',
    received: 'the end of the file',
  },
  { what: 'an empty file', text: '', line: 1, column: 1, expected: 'a value', received: 'the end of the file' },
  { what: 'two values', text: '{}\r\n{}', line: 2, column: 1, expected: 'the end', received: '{}' },
  { what: 'a line end in a text', text: '{"a": "b\n"}', line: 1, column: 7, expected: 'a value', received: '"b' },
])('$what is an error that names its line and column', ({ text, line, column, expected, received }) => {
  const { message } = errorOf(text);
  expect(message).toContain(`a.json is expected to be JSON. In line ${line}, column ${column}, ${expected}`);
  expect(message).toContain(`Received: ${received}. Correct the file there.`);
});

test('a text with one wrong character is either parsed as by JSON.parse, or the error names a place in it', () => {
  const draw = random(5, 'spoiled');
  for (let i = 0; i < 300; i++) {
    const at = draw.below(WHOLE.length);
    const corrupt = `${WHOLE.slice(0, at)}${'{}[]",:x1 '[draw.below(10)]}${WHOLE.slice(at + 1)}`;
    let expected: unknown;
    try {
      expected = JSON.parse(corrupt);
    } catch {
      expect(errorOf(corrupt).message).toMatch(/In line [1-5], column \d+, /);
      continue;
    }
    expect(parseJson(corrupt, 'a.json')).toEqual(expected);
  }
});

function errorOf(text: string): UserError {
  try {
    parseJson(text, 'a.json');
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return error as UserError;
  }
  throw new Error('An error was expected, and none came.');
}

test('a text of open brackets without end is a mistake like others', () => {
  expect(() => parseJson('['.repeat(200_000), 'deep.json')).toThrow(
    /deep\.json is expected.*at most 500 brackets inside each other/,
  );
});

test.each([
  ['lists in lists', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
  ['objects in objects', `${'{"a":'.repeat(2000)}1${'}'.repeat(2000)}`],
])('what is nested without end is an error of its own where it is to be read: %s', (_, text) => {
  const value = parseJson(text, 'deep.json');
  expect(() => checkDepth(value, 'deep.json')).toThrow(/at most 500 brackets inside each other/);
  expect(() => checkDepth(JSON.parse(WHOLE), 'whole.json')).not.toThrow();
});

test('what a message says of what came has an end', () => {
  const { message } = new UserError('A name is expected.', 'x'.repeat(100_000), 'Shorten it.');
  expect(message).toMatch(/x\.\.\. \(100,000 characters\)\. Shorten it\.$/);
  expect(message.length).toBeLessThan(2200);
});
