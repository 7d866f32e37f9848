import { expect, test } from 'vitest';
import { formatRoughTime } from '../../src/base/text/formatDuration.js';
import { wrapText } from '../../src/base/text/wrapText.js';
import { terminalConsole } from '../../src/command/console.js';
import { csvReport } from '../../src/command/csvReport.js';
import { countsInWords, findingsText } from '../../src/command/findingText.js';
import type { Diagnosis } from '../../src/command/jsonReport.js';
import { type Finding, sortFindings } from '../../src/diagnose/finding.js';

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
  const warning = finding('warning', { check: 'too-few-steps' });
  const text = findingsText([finding('info'), finding('critical'), warning], '/data', 80);
  expect(text.match(/^\S+ {2}\S+$/gm)).toEqual([
    'CRITICAL  wrong-scaling',
    'WARNING  too-few-steps',
    'INFO  near-duplicate',
  ]);
  expect(text.match(/To do: Do this\./g)).toHaveLength(3);
});

test('headings say what the order is: causes, symptoms, what is worth knowing', () => {
  const symptom = finding('critical', { check: 'baseline-not-beaten' });
  const cause = finding('warning', { check: 'too-few-steps' });
  const text = findingsText([finding('info'), symptom, cause], '/data', 80);
  expect(text.match(/^(--- .* ---|\S+ {2}\S+)$/gm)).toEqual([
    '--- Causes ---',
    'WARNING  too-few-steps',
    '--- Symptoms, which go away with their cause ---',
    'CRITICAL  baseline-not-beaten',
    '--- Worth knowing ---',
    'INFO  near-duplicate',
  ]);
  expect(findingsText([cause], '/data', 80)).not.toMatch(/Symptoms|Worth/);
});

test('what is wrong with images has a heading of its own, and stands before more severe causes only under headings', () => {
  const ofImages = finding('warning', { check: 'shortcut' });
  const cause = finding('critical', { check: 'wrong-scaling' });
  const text = findingsText([cause, ofImages], '/data', 80);
  expect(text.match(/^(--- .* ---|\S+ {2}\S+)$/gm)).toEqual([
    '--- Problems of the images ---',
    'WARNING  shortcut',
    '--- Causes ---',
    'CRITICAL  wrong-scaling',
  ]);
  expect(sortFindings([ofImages, cause])).toEqual([cause, ofImages]);
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

const copies = (n: number): Finding['evidence'] =>
  Array.from({ length: n }, (_, i) => ({
    measure: `/data/training_set/a/${i}.jpg`,
    expected: 'one split',
    received: `training: /data/training_set/a/${i}.jpg, validation: /data/validation_set/a/${i}.jpg`,
    files: [
      { path: `/data/training_set/a/${i}.jpg`, className: 'a', split: 'training' },
      { path: `/data/validation_set/a/${i}.jpg`, className: 'a', split: 'validation' },
    ],
    areCopies: true,
  }));

test('of a long list three rows are printed, and where all of them are', () => {
  const evidence = copies(49);
  const text = findingsText([finding('info', { evidence })], '/data', 100);
  expect(text).toContain('- training_set/a/0.jpg = validation_set/a/0.jpg\n');
  expect(text.match(/ = /g)).toHaveLength(3);
  expect(text).toContain('and 46 more rows; `--csv FILE` writes all of them');
  expect(findingsText([finding('info', { evidence })], '/data', 100, '/tmp/all.csv')).toContain(
    'and 46 more rows; all of them are in /tmp/all.csv',
  );
  expect(findingsText([finding('info', { evidence: copies(3) })], '/data', 100)).not.toContain('--csv');
});

test('control characters in a name are escaped, in a list and in a table', () => {
  const file = (name: string) => ({ path: `/data/a/${name}`, className: 'a' });
  const row = { measure: '/data/a/1\n2\x1b[2J.jpg', expected: 'sharp', received: '0.1' };
  expect(findingsText([finding('info', { evidence: [row] })], '/data', 100)).toContain(
    '    a/1\\n2\\x1b[2J.jpg  sharp       0.1',
  );
  const evidence = [{ ...row, files: [file('1\n.jpg'), file('2\t.jpg')], areCopies: true }];
  expect(findingsText([finding('info', { evidence })], '/data', 100)).toContain('  - a/1\\n.jpg = a/2\\t.jpg\n');
});

test('nothing but text and line breaks reaches the terminal', () => {
  let written = '';
  const stream = { write: (text: string) => (written += text) } as unknown as NodeJS.WriteStream;
  const console = terminalConsole(stream, stream);
  console.print('class \x1b[31mred\nnext');
  console.fail('no \x07bell');
  expect(written).toBe('class \\x1b[31mred\nnext\nno \\x07bell\n');
});

test('images that only look the same are not printed as equal', () => {
  const evidence = copies(2).map((row, i) => ({ ...row, ...(i === 1 && { areSimilar: true }) }));
  const text = findingsText([finding('info', { evidence })], '/data', 100);
  expect(text).toContain('- training_set/a/0.jpg = validation_set/a/0.jpg\n');
  expect(text).toContain('- training_set/a/1.jpg ~ validation_set/a/1.jpg\n');
});

test('a row that is about many files says where all of them are', () => {
  const files = Array.from({ length: 12 }, (_, i) => ({ path: `/data/a/${i}.webp`, className: 'a' }));
  const evidence = [{ measure: 'flow_from_directory', expected: 'listed', received: 'leaves out 12 files', files }];
  expect(findingsText([finding('info', { evidence })], '/data', 100)).toContain('`--csv FILE` writes all of them');
});

test('the CSV has a row for each pair of copies, each image, and each other figure', () => {
  const single = { path: '/data/a/"odd", name.jpg', className: 'a', split: 'training' as const };
  const diagnosis = {
    images: { folder: '/data' },
    data: [
      finding('critical', { evidence: copies(2) }),
      finding('warning', { evidence: [{ measure: single.path, expected: 'sharp', received: '0.1', files: [single] }] }),
      finding('info', { evidence: [{ measure: 'accuracy', expected: '0.9', received: '0.5' }] }),
    ],
  } as unknown as Diagnosis;
  expect(csvReport(diagnosis).split('\r\n')).toEqual([
    'check,severity,about,class,split,path,other_class,other_split,other_path,measure,expected,received',
    'wrong-scaling,critical,images,a,training,training_set/a/0.jpg,a,validation,validation_set/a/0.jpg,training_set/a/0.jpg,one split,"training: training_set/a/0.jpg, validation: validation_set/a/0.jpg"',
    'wrong-scaling,critical,images,a,training,training_set/a/1.jpg,a,validation,validation_set/a/1.jpg,training_set/a/1.jpg,one split,"training: training_set/a/1.jpg, validation: validation_set/a/1.jpg"',
    'shortcut,warning,images,a,training,"a/""odd"", name.jpg",,,,"a/""odd"", name.jpg",sharp,0.1',
    'near-duplicate,info,images,,,,,,,accuracy,0.9,0.5',
    '',
  ]);
});

test('text that a spreadsheet would run as a formula begins with an apostrophe in the CSV, a number does not', () => {
  const rows = [
    ['=cmd|calc', "'=cmd|calc"],
    ['=1+2', "'=1+2"],
    ['+1 more', "'+1 more"],
    ['-a.jpg', "'-a.jpg"],
    ['@SUM(1,2)', `"'@SUM(1,2)"`],
    ['\t=1', '\\t=1'],
    ['\r\n=1', '\\r\\n=1'],
    ['\uff1d1', "'\uff1d1"],
    ['-0.5', '-0.5'],
    ['+2.5e-7', '+2.5e-7'],
    ['-12 %', '-12 %'],
    ['a=1', 'a=1'],
  ] as const;
  const evidence = rows.map(([received]) => ({ measure: 'm', expected: 'e', received }));
  const diagnosis = { images: { folder: '/data' }, data: [finding('info', { evidence })] } as unknown as Diagnosis;
  const lines = csvReport(diagnosis).split('\r\n').slice(1, -1);
  expect(lines).toEqual(rows.map(([, cell]) => `near-duplicate,info,images,,,,,,,m,e,${cell}`));
});

test('control characters of names are escaped in the CSV, also those that turn the direction of text', () => {
  const file = { className: 'a\x1b[31m', split: 'training', path: '/data/x\u202egpj.exe' } as const;
  const evidence = [{ measure: 'line\u2028break', expected: 'caf\u00e9', received: '\u05d0\u200d', files: [file] }];
  const diagnosis = { images: { folder: '/data' }, data: [finding('info', { evidence })] } as unknown as Diagnosis;
  expect(csvReport(diagnosis).split('\r\n')[1]).toBe(
    'near-duplicate,info,images,a\\x1b[31m,training,x\\u202egpj.exe,,,,line\\u2028break,caf\u00e9,\u05d0\u200d',
  );
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
