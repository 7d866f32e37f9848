import { expect, test } from 'vitest';
import { addAll } from '../../src/base/addAll.js';

test('a million values are added, where a call with as many arguments fails', () => {
  const [values, added] = [['first'], new Array<string>(1_000_000).fill('more')];
  expect(() => [...values].push(...added)).toThrow(RangeError);
  addAll(values, added);
  expect(values).toHaveLength(1_000_001);
  expect(values[0]).toBe('first');
});
