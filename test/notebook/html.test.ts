import { expect, test } from 'vitest';
import { table } from '../../src/notebook/html.js';

test('a short name at the start of a row is not broken, a long one may be', () => {
  const html = table(
    ['network', 'source'],
    [
      ['EfficientNetLite0', 'a package'],
      ['a/long/path/to/an/image.jpg', 'x'],
    ],
  );
  expect(html).toMatch(/<td style="[^"]*;white-space:nowrap">EfficientNetLite0<\/td>/);
  expect(html).not.toMatch(/nowrap">(a\/|a package|x)/);
  expect(html).toContain('a/<wbr>long/<wbr>path');
});

test('an interval stays in one line, and differences are aligned to the right like other numbers', () => {
  const html = table(['', 'against'], [['a', '+5 points (−6 to +16)']]);
  expect(html).toContain('<span style="white-space:nowrap">(−6 to +16)</span>');
  expect(html).toMatch(/<td style="text-align:right[^"]*">\+5 points/);
});

test('names in a list are not broken, in front of any row', () => {
  const html = table(['networks'], [['EfficientNetV2B0, EfficientNetV2B1, MobileNetV3Small']]);
  expect(html).toContain('<span style="white-space:nowrap">EfficientNetV2B0,</span> ');
  expect(html).toContain('<span style="white-space:nowrap">MobileNetV3Small</span>');
  // A sentence, and names that are longer than the page may be wide.
  expect(table(['a'], [['scaled twice, by 255 and by 127.5']])).not.toContain('<span');
  expect(table(['a'], [[`${'x'.repeat(30)}, ${'y'.repeat(30)}`]])).not.toContain('<span');
});

test('a score that was read is aligned like one that was measured', () => {
  expect(
    table(
      ['run', 'seed 42'],
      [
        ['plain', '73 %, read'],
        ['other', '70 %'],
      ],
    ),
  ).toContain('text-align:right;padding:3px 8px">73 %, read');
});
