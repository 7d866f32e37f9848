import { expect, test } from 'vitest';
import { UserError } from '../../src/base/errors.js';
import { parseOptions } from '../../src/command/parseOptions.js';

const OPTIONS = {
  seed: { type: 'string' },
  json: { type: 'boolean' },
  fix: { type: 'string', multiple: true },
} as const;

test('options and other words are taken apart', () => {
  const { values, positionals } = parseOptions(['data', '--seed', '7', '--json', '--fix=a', '--fix=b'], OPTIONS, '');
  expect(values).toEqual({ seed: '7', json: true, fix: ['a', 'b'] });
  expect(positionals).toEqual(['data']);
});

test.each([[['--sed', '7']], [['--seed']], [['--json=yes']]])('%j is an error of the user', (words) => {
  expect(() => parseOptions(words, OPTIONS, 'thaw --help lists the options.')).toThrow(UserError);
  expect(() => parseOptions(words, OPTIONS, 'thaw --help lists the options.')).toThrow(words[0].slice(0, 5));
});

test('a negative number is the value of the option before it, and no option', () => {
  expect(parseOptions(['--seed', '-1', '--json'], OPTIONS, '').values).toEqual({ seed: '-1', json: true });
  expect(parseOptions(['--fix', '-.5', '--fix=-2'], OPTIONS, '').values).toEqual({ fix: ['-.5', '-2'] });
  expect(parseOptions(['--', '--seed', '-1'], OPTIONS, '').positionals).toEqual(['--seed', '-1']);
});

test.each([
  [['--seed'], '--seed is expected to have a value. Received: --seed. Write it behind --seed;'],
  [['--seed', '--json'], '--seed is expected to have a value. Received: --seed --json. Write'],
  [['--seed', '-x'], 'Write it behind --seed; where it begins with a dash, as `--seed=-VALUE`.'],
  [['--json=yes'], '--json is expected to have no value. Received: --json=yes. ADVICE'],
])('%j is refused in words of thaw', (words, says) => {
  expect(() => parseOptions(words, OPTIONS, 'ADVICE')).toThrow(says);
});
