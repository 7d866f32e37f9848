import { expect, test } from 'vitest';
import { association, chiSquaredAbove } from '../../src/metrics/contingency.js';

test('the test equals that of SciPy', () => {
  // scipy.stats.chi2_contingency([[10, 20, 30], [6, 9, 17]], correction=False); contingency.association of the same
  const found = association([
    [10, 20, 30],
    [6, 9, 17],
  ]);
  expect(found.chiSquared).toBeCloseTo(0.27157465150403504, 12);
  expect(found.degreesOfFreedom).toBe(2);
  expect(found.pValue).toBeCloseTo(0.873028283380073, 12);
  expect(found.cramersV).toBeCloseTo(0.05433137570422292, 12);
});

test.each([
  // scipy.stats.chi2.sf(value, degreesOfFreedom)
  [1, 1, 0.31731050786291115],
  [10, 5, 0.07523524614651217],
  [20, 6, 0.0027693957155115775],
  [50, 7, 1.4444852779215397e-8],
])(
  'a value of %d at %d degrees of freedom is as improbable as SciPy says, to 1.2e-7 of it',
  (value, degrees, expected) => {
    expect(Math.abs(chiSquaredAbove(value, degrees) / expected - 1)).toBeLessThan(1.2e-7);
  },
);

test('rows and columns without examples do not count', () => {
  expect(
    association([
      [5, 0, 5],
      [0, 0, 0],
      [5, 0, 5],
    ]),
  ).toMatchObject({ degreesOfFreedom: 1, cramersV: 0, pValue: 1 });
});
