import { expect, test } from 'vitest';
import { shareInside } from '../../src/preprocess/shareInside.js';

const SIZE = { height: 10, width: 20 };

test('of a picture that stays where it is all is left, of one moved by a quarter of its width three quarters', () => {
  expect(shareInside([1, 0, 0, 0, 1, 0, 0, 0], SIZE)).toBe(1);
  expect(shareInside([1, 0, 5, 0, 1, 0, 0, 0], SIZE)).toBe(0.75);
  expect(shareInside([1, 0, 0, 0, 1, -10, 0, 0], SIZE)).toBe(0);
});
