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
