import { describe, expect, test } from 'vitest';
import { random } from '../../src/base/random.js';
import { mean } from '../../src/base/sum.js';
import { expectedCalibrationError } from '../../src/metrics/calibration.js';
import { calibrationByChance, calibrationInterval } from '../../src/metrics/calibrationInterval.js';
import { bootstrapDraws } from '../../src/metrics/intervals.js';

const IMAGES = 200;
const SAMPLES = 200;

/** Confidences of a model, and answers that are correct less often by the gap, in every bin alike. */
function answers(gap: number, seed: number): { correct: boolean[]; confidences: number[] } {
  const draw = random('answers', gap, seed);
  const confidences = Array.from({ length: IMAGES }, () => 1 - 0.6 * draw() ** 2);
  return { confidences, correct: confidences.map((confidence) => draw() < confidence - gap) };
}

describe.each([0, 0.03, 0.08, 0.15])('a model whose calibration error is %f', (gap) => {
  const intervals = Array.from({ length: SAMPLES }, (_, seed) => {
    const { correct, confidences } = answers(gap, seed);
    const error = expectedCalibrationError(correct, confidences);
    const draws = Array.from(bootstrapDraws(IMAGES, { seed, draws: 200 }), (indices) =>
      expectedCalibrationError(
        indices.map((i) => correct[i]!),
        indices.map((i) => confidences[i]!),
      ),
    );
    return { error, interval: calibrationInterval(error, draws, calibrationByChance([confidences], 200)) };
  });

  test('has it in the interval in nearly all samples of 200 images', () => {
    const covered = mean(intervals, ({ interval: [low, high] }) => Number(low <= gap && gap <= high));
    expect(covered).toBeGreaterThanOrEqual(0.88);
  });

  test('has the error of the images inside the interval, not at an end', () => {
    for (const {
      error,
      interval: [low, high],
    } of intervals) {
      expect(low).toBeLessThan(error - 0.01);
      expect(high).toBeGreaterThan(error + 0.01);
    }
  });
});
