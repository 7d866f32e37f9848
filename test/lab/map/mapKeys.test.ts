import { expect, test } from 'vitest';
import { readMapKey } from '../../../src/lab/map/mapKeys.js';

test('keys go from image to image, select, move and zoom', () => {
  expect(readMapKey('ArrowUp', false)).toEqual({ action: 'focus', direction: 'ArrowUp' });
  expect(readMapKey('ArrowLeft', true)).toMatchObject({ action: 'move', down: 0 });
  expect(readMapKey('+', true)).toMatchObject({ action: 'zoom' });
  expect(readMapKey(' ', false)).toEqual({ action: 'toggle' });
  expect(readMapKey('N', true)).toEqual({ action: 'neighbors' });
  expect(readMapKey('Escape', false)).toEqual({ action: 'clear' });
});

test('other keys are those of the page', () => {
  for (const key of ['Tab', 'a', 'F5', 'Home']) expect(readMapKey(key, false)).toBeUndefined();
});
