import { expect, test } from 'vitest';
import { table } from '../../src/notebook/html.js';

test('a short name that begins a row is kept whole, a long one may be broken', () => {
  const html = table(
    ['network', 'source'],
    [
      ['EfficientNetLite0', 'a package'],
      ['a/long/path/to/an/image.jpg', 'x'],
    ],
  );
  expect(html).toMatch(/<td style="[^"]*;white-space:nowrap">EfficientNetLite0<\/td>/);
  expect(html).not.toMatch(/nowrap">(a\/long|a package|x)/);
});
