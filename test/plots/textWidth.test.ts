import { expect, test } from 'vitest';
import { textWidth } from '../../src/plots/textWidth.js';

test('widths are those of DejaVu Sans, rounded up by less than a tenth', () => {
  // ImageFont.truetype('DejaVuSans.ttf', 11).getlength of Pillow
  for (const [text, expected] of [
    ['validation accuracy', 107.3],
    ['frozen batch normalization uses moving statistics', 273.3],
    ['IMG_0042.JPG', 76.6],
  ] as const) {
    const width = textWidth(text, 11);
    expect(width).toBeGreaterThanOrEqual(expected);
    expect(width).toBeLessThan(1.1 * expected);
  }
});

test('a width grows with the size of the font, and a character outside the table counts as a wide one', () => {
  expect(textWidth('seed', 22)).toBeCloseTo(2 * textWidth('seed', 11));
  expect(textWidth('種', 11)).toBe(11);
  expect(textWidth('', 11)).toBe(0);
});
