import { expect, test } from 'vitest';
import { formatRoughTime } from '../../../src/base/text/formatDuration.js';

test.each([
  [0, '5 s'],
  [12, '15 s'],
  [54, '55 s'],
  [55, '1 min'],
  [100, '2 min'],
  [5399, '90 min'],
  [5400, '2 h'],
  [36000, '10 h'],
])('%i seconds are %s', (seconds, text) => {
  expect(formatRoughTime(seconds)).toBe(text);
});
