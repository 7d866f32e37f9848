import { expect, test } from 'vitest';
import { random } from '../../src/base/random.js';
import { labelNoise } from '../../src/metrics/labelNoise.js';
import { python } from './python.js';

/** Minimizes the same likelihood over both parameters at once, by Nelder and Mead, and finds the ends of the interval as roots. */
const FIT = `
import numpy as np
from scipy.optimize import brentq, minimize, minimize_scalar
labels = np.array(given['labels'])
log_p = np.log(np.array(given['probabilities']))
n, num_classes = log_p.shape
def loss(rate, log_sharpness):
    z = np.exp(log_sharpness) * log_p
    q = np.exp(z - z.max(1, keepdims=True))
    q = (q / q.sum(1, keepdims=True))[np.arange(n), labels]
    return -np.log((1 - rate) * q + rate * (1 - q) / (num_classes - 1)).sum()
best = minimize(lambda t: loss(t[0], t[1]), [0.1, 0], method='Nelder-Mead', bounds=[(0, 0.6), (-3, 4)],
                options={'xatol': 1e-6, 'fatol': 1e-9})
profile = lambda rate: minimize_scalar(lambda t: loss(rate, t), bounds=(-3, 4), method='bounded').fun
beyond = lambda rate: profile(rate) - best.fun - 1.920729
answer = {'rate': best.x[0], 'interval': [brentq(beyond, 0, best.x[0]), brentq(beyond, best.x[0], 0.6)],
          'sharpness': np.exp(best.x[1])}
`;

test("the share of wrong labels and its interval are those of SciPy's minimum of the same likelihood", () => {
  const draw = random(7, 'label noise');
  const rows = Array.from({ length: 500 }, () => {
    const powers = Array.from({ length: 4 }, () => Math.exp(2.5 * draw.normal()));
    return powers.map((power) => power / powers.reduce((a, b) => a + b));
  });
  const labels = rows.map((row) => {
    const place = draw();
    const sums = row.map((_, k) => row.slice(0, k + 1).reduce((a, b) => a + b));
    const correct = sums.filter((sum) => sum <= place).length % 4;
    return draw() < 0.12 ? (correct + 1 + draw.below(3)) % 4 : correct;
  });
  const expected = python(FIT, { labels, probabilities: rows }) as ReturnType<typeof labelNoise> & object;
  const found = labelNoise(labels, rows)!;
  expect(Math.abs(found.rate - expected.rate)).toBeLessThan(0.001);
  expect(Math.abs(found.interval[0] - expected.interval[0])).toBeLessThan(0.001);
  expect(Math.abs(found.interval[1] - expected.interval[1])).toBeLessThan(0.001);
  expect(Math.abs(found.sharpness / expected.sharpness - 1)).toBeLessThan(0.01);
});
