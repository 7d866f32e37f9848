import { expect, test } from 'vitest';
import { sobol, sobolPoint } from '../../src/improve/sobol.js';
import { expectParity, largestDifference, SEED } from './parity.js';
import { python } from './python.js';

const COUNT = 1024;
const DIMENSIONS = 16;

const pointsOf = (seed?: number): number[][] => {
  const sequence = sobol(DIMENSIONS, seed);
  return Array.from({ length: COUNT }, (_, i) => sobolPoint(sequence, i));
};
const scrambled = pointsOf(SEED);

const answer = python(
  `
import numpy as np
from scipy.stats import qmc
plain = qmc.Sobol(d=given['dimensions'], scramble=False).random(given['count'])
drawn = np.random.default_rng(1).random((given['count'], given['dimensions']))
answer = {
    'points': plain.ravel().tolist(),
    'discrepancy': {
        'ours': qmc.discrepancy(np.array(given['scrambled'])),
        'random': qmc.discrepancy(drawn),
        'scipy': qmc.discrepancy(qmc.Sobol(d=given['dimensions'], seed=1).random(given['count'])),
    },
}
`,
  { count: COUNT, dimensions: DIMENSIONS, scrambled },
) as { points: number[]; discrepancy: { ours: number; random: number; scipy: number } };

test('1,024 points in 16 dimensions are those of scipy.stats.qmc.Sobol', () => {
  expectParity('Sobol sequence, against SciPy', largestDifference(pointsOf().flat(), answer.points), 0);
});

test('scrambled points fill the cube as evenly as those of SciPy, and more evenly than random ones', () => {
  const { ours, random, scipy } = answer.discrepancy;
  expect(ours).toBeLessThan(random / 2);
  expect(ours).toBeLessThan(1.5 * scipy);
});
