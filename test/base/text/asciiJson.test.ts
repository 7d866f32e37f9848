import { expect, test } from 'vitest';
import { asciiJson } from '../../../src/base/text/asciiJson.js';

test('JSON is written in ASCII and means the same', () => {
  const json = asciiJson(JSON.stringify({ class: 'café', sign: '\u{1F600}', plain: 'a\n' }));
  expect(json).toBe('{"class":"caf\\u00e9","sign":"\\ud83d\\ude00","plain":"a\\n"}');
  expect(JSON.parse(json)).toEqual({ class: 'café', sign: '\u{1F600}', plain: 'a\n' });
});
