import { formatPercent, formatPoints, formatWithInterval } from '../../../metrics/format.js';
import { excludesZero, meanAccuracy, pairedDifference } from '../../../metrics/paired.js';
import type { Finding } from '../../finding.js';

/** What a linear probe, fitted on unaugmented images, predicts for other images, unaugmented and augmented. */
export interface AugmentationMeasurement {
  /** Whether it is correct on each image as it is, and on the same image augmented. */
  clean: readonly boolean[];
  augmented: readonly boolean[];
  /** Accuracy of guessing, in [0, 1]. */
  chance: number;
  /** Mean share of an augmented image that comes from within the image, in [0, 1]. */
  pictureLeft: number;
}

/**
 * Share of the probe's accuracy above chance. With more than half of it lost, an augmented image is more often another
 * class than its own to a network that has seen no augmented ones. A choice.
 */
export const MOST_LOST = 0.5;

/**
 * Finds augmentation that leaves too little of an image to recognize its class: the accuracy that a linear probe on frozen
 * features loses on the same images augmented, with its interval. A smaller but significant loss is context: some loss is
 * what augmentation is for.
 */
export function augmentationTooStrong(measured: AugmentationMeasurement): Finding[] {
  const { clean, augmented, chance, pictureLeft } = measured;
  const change = pairedDifference([clean], [augmented]);
  if (!excludesZero(change) || change.value > 0) return [];
  const [before, after] = [clean, augmented].map((correct) => meanAccuracy([correct]));
  const aboveChance = before!.value - chance;
  const lost = -change.value / aboveChance;
  // Too strong only where the whole interval says so.
  const strong = aboveChance > 0 && -change.interval[1] / aboveChance > MOST_LOST;
  return [
    {
      check: 'augmentation-too-strong',
      severity: strong ? 'warning' : 'info',
      effect: -change.value,
      summary: `On augmented images, a linear probe loses ${formatPercent(Math.min(1, lost))} of its accuracy above chance.`,
      evidence: [
        {
          measure: 'accuracy of a linear probe',
          expected: `unaugmented: ${formatWithInterval(before!.value, before!.interval)}`,
          received: formatWithInterval(after!.value, after!.interval),
        },
        {
          measure: 'difference, on the same images',
          expected: `a loss of less than half of ${formatPercent(aboveChance)}`,
          received: formatPoints(change),
        },
        { measure: 'share of the image left', expected: '100 %', received: formatPercent(pictureLeft) },
      ],
      fix: {
        text: 'Train without augmentation first, then with a weaker one.',
        patch: { augmentation: null },
        change: 'no augmentation',
      },
    },
  ];
}
