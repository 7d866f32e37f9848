import { expect, test } from 'vitest';
import { greatest, least } from '../../src/base/extremes.js';

test('the extremes of more values than a call has arguments are found; nothing has infinite ones', () => {
  const values = new Float64Array(200_000);
  values[77] = -3;
  values[150_000] = 5;
  expect([least(values), greatest(values)]).toEqual([-3, 5]);
  expect([least([]), greatest([])]).toEqual([Infinity, -Infinity]);
  expect([least([1, Number.NaN]), greatest([1, Number.NaN])]).toEqual([Number.NaN, Number.NaN]);
});
