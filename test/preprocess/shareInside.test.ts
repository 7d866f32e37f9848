import { expect, test } from 'vitest';
import { shareInside } from '../../src/preprocess/shareInside.js';

const SIZE = { height: 10, width: 20 };

test('an image that is not moved is all inside, and one that is moved by a quarter of its width three quarters', () => {
  expect(shareInside([1, 0, 0, 0, 1, 0, 0, 0], SIZE)).toBe(1);
  expect(shareInside([1, 0, 5, 0, 1, 0, 0, 0], SIZE)).toBe(0.75);
  expect(shareInside([1, 0, 0, 0, 1, -10, 0, 0], SIZE)).toBe(0);
});
