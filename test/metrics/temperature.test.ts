import { expect, test } from 'vitest';
import { random } from '../../src/base/random.js';
import { argmax } from '../../src/metrics/argmax.js';
import { calibration } from '../../src/metrics/calibration.js';
import { logLoss } from '../../src/metrics/logLoss.js';
import { fitTemperature, withTemperature } from '../../src/metrics/temperature.js';

/** Labels drawn from a model's own probabilities, and those probabilities made too certain by a factor on the logits. */
function overconfident(factor: number): { labels: number[]; probabilities: number[][] } {
  const draw = random(5, 'temperature');
  const labels: number[] = [];
  const probabilities = Array.from({ length: 4000 }, () => {
    const [row] = withTemperature([[draw() ** 3, draw() ** 3, draw() ** 3]], 1);
    const at = draw();
    labels.push([row[0], row[0] + row[1], 1].findIndex((end) => at < end));
    return withTemperature([row], 1 / factor)[0];
  });
  return { labels, probabilities };
}

test('a model whose logits are three times too large gets a temperature of three', () => {
  const { labels, probabilities } = overconfident(3);
  const temperature = fitTemperature(labels, probabilities);
  expect(temperature).toBeGreaterThan(2.7);
  expect(temperature).toBeLessThan(3.3);
  const scaled = withTemperature(probabilities, temperature);
  expect(logLoss(labels, scaled)).toBeLessThan(logLoss(labels, probabilities));
  expect(calibration(labels, probabilities).ece).toBeGreaterThan(0.15);
  expect(calibration(labels, scaled).ece).toBeLessThan(0.03);
});

test('a calibrated model is left as it is, and an answer never changes', () => {
  const { labels, probabilities } = overconfident(1);
  expect(fitTemperature(labels, probabilities)).toBeCloseTo(1, 1);
  const answers = probabilities.map(argmax);
  for (const temperature of [0.2, 5]) {
    expect(withTemperature(probabilities, temperature).map(argmax)).toEqual(answers);
  }
});

test('temperature 1 changes nothing, and a probability of 0 stays a number', () => {
  const [[a, b, c], [d, e]] = withTemperature(
    [
      [0.7, 0.2, 0.1],
      [1, 0],
    ],
    1,
  );
  for (const [value, expected] of [
    [a, 0.7],
    [b, 0.2],
    [c, 0.1],
    [d, 1],
    [e, 0],
  ])
    expect(value).toBeCloseTo(expected, 12);
  expect(logLoss([1], [[1, 0]])).toBeCloseTo(149 * Math.LN2, 9);
});
