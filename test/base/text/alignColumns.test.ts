import { expect, test } from 'vitest';
import { alignColumns, widthOfColumns } from '../../../src/base/text/alignColumns.js';

test('columns are aligned, those of figures to the right, and lines end without spaces', () => {
  const rows = [
    ['class', 'images', 'note'],
    ['broken', '40', 'a'],
    ['ok', '5', ''],
  ];
  expect(alignColumns(rows, '> ')).toBe('> class   images  note\n> broken      40  a\n> ok           5');
  expect(widthOfColumns(rows)).toBe(20);
});
