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
