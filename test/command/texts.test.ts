import { expect, test } from 'vitest';
import { formatRoughTime } from '../../src/base/text/formatRoughTime.js';
import { wrapText } from '../../src/base/text/wrapText.js';
import { countsInWords, findingsText } from '../../src/command/findingText.js';
import type { Finding } from '../../src/diagnose/finding.js';

test('text breaks at spaces, never within a path or before a percent sign', () => {
  const path = '/a/very/long/path/to/an/image/that/is/wider/than/the/line.jpg';
  const lines = wrapText(`one two three 30 % of ${path} four`, 16, '  ').split('\n');
  expect(lines).toEqual(['  one two three', '  30\u00a0% of', `  ${path}`, '  four']);
  expect(wrapText('a b', 80, '     ', 'To do: ')).toBe('To do: a b');
});

const finding = (severity: Finding['severity'], more: Partial<Finding> = {}): Finding => ({
  check: ({ critical: 'wrong-scaling', warning: 'shortcut', info: 'near-duplicate' } as const)[severity],
  severity,
  summary: `What was found, ${severity}.`,
  evidence: [],
  fix: { text: 'Do this.' },
  ...more,
});

test('findings are sorted with the most severe first, each with what to do', () => {
  const text = findingsText([finding('info'), finding('critical'), finding('warning')], '/data', 80);
  expect(text.match(/^\S+ {2}\S+$/gm)).toEqual([
    'CRITICAL  wrong-scaling',
    'WARNING  shortcut',
    'INFO  near-duplicate',
  ]);
  expect(text.match(/To do: Do this\./g)).toHaveLength(3);
});

test('evidence is a table if it fits into the line, else a list', () => {
  const evidence = [
    { measure: 'images', expected: 'about 70', received: '5' },
    { measure: '/data/training_set/a/1.jpg', expected: 'one class', received: 'two' },
    { measure: 'third', expected: '', received: '3' },
    { measure: 'fourth', expected: '', received: '4' },
  ];
  const wide = findingsText([finding('info', { evidence })], '/data', 100).split('\n');
  const columnOf = (word: string): number => wide.find((line) => line.includes(word))!.indexOf(word);
  expect(columnOf('expected')).toBe(columnOf('about 70'));
  expect(columnOf('about 70')).toBe(columnOf('one class'));
  expect(wide.join('\n')).toContain('    training_set/a/1.jpg');
  expect(wide.join('\n')).toContain('and 1 more row');
  expect(wide.join('\n')).not.toContain('fourth');
  const narrow = findingsText([finding('info', { evidence })], '/data', 40);
  expect(narrow).toContain('- images: 5 (expected: about 70)');
  expect(Math.max(...narrow.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(40);
});

test('the last line counts findings', () => {
  expect(countsInWords([])).toBe('nothing found');
  const all = [finding('critical'), finding('warning'), finding('warning'), finding('info')];
  expect(countsInWords(all)).toBe('1 critical, 2 warnings, 1 worth knowing');
});

test.each([
  [0.3, '5 s'],
  [31, '35 s'],
  [70, '1 min'],
  [1700, '28 min'],
  [9000, '3 h'],
])('formats %d s as %s', (seconds, said) => {
  expect(formatRoughTime(seconds)).toBe(said);
});
