import { expect, test } from 'vitest';
import { columns, widthOf } from '../../../src/base/text/alignColumns.js';

test('columns are aligned, those of figures to the right, and lines end without spaces', () => {
  const rows = [
    ['class', 'images', 'note'],
    ['broken', '40', 'a'],
    ['ok', '5', ''],
  ];
  expect(columns(rows, '> ')).toBe('> class   images  note\n> broken      40  a\n> ok           5');
  expect(widthOf(rows)).toBe(20);
});
