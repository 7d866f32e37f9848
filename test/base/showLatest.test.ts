import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { showLatest } from '../../src/base/showLatest.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('of values that change often, the first is shown at once, then the latest of each interval, and the last in any case', () => {
  const shown: number[] = [];
  const latest = showLatest<number>(100, (value) => shown.push(value));
  for (const value of [1, 2, 3]) latest.show(value);
  expect(shown).toEqual([1]);
  vi.advanceTimersByTime(100);
  expect(shown).toEqual([1, 3]);
  vi.advanceTimersByTime(1000);
  expect(shown).toEqual([1, 3]);
  latest.show(4);
  latest.show(5);
  latest.end();
  vi.advanceTimersByTime(1000);
  expect(shown).toEqual([1, 3, 4, 5]);
});
