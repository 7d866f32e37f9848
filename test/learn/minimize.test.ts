import { expect, test } from 'vitest';
import { minimize } from '../../src/learn/minimize.js';

test("the minimum of Rosenbrock's curved valley is found", () => {
  // f(x, y) = (1 - x)^2 + 100 (y - x^2)^2 is 0 at (1, 1); started where the literature does.
  const found = minimize(
    Float64Array.of(-1.2, 1),
    ([x, y]) => ({
      value: (1 - x) ** 2 + 100 * (y - x ** 2) ** 2,
      gradient: Float64Array.of(-2 * (1 - x) - 400 * x * (y - x ** 2), 200 * (y - x ** 2)),
    }),
    { tolerance: 1e-8 },
  );
  expect(found[0]).toBeCloseTo(1, 6);
  expect(found[1]).toBeCloseTo(1, 6);
});

test('a start at the minimum is left where it is', () => {
  const start = Float64Array.of(3);
  expect(minimize(start, ([x]) => ({ value: (x - 3) ** 2, gradient: Float64Array.of(2 * (x - 3)) }))).toBe(start);
});
