import { formatPercent, formatPoints, formatWithInterval } from '../../../metrics/format.js';
import { excludesZero, meanAccuracy, pairedDifference } from '../../../metrics/paired.js';
import type { Finding } from '../../finding.js';

/** What a linear probe, fitted on clean pictures, makes of others, clean and augmented. */
export interface AugmentationMeasurement {
  /** Whether it is right about each picture as it is, and about the same picture augmented. */
  clean: readonly boolean[];
  augmented: readonly boolean[];
  /** Accuracy of guessing, in [0, 1]. */
  chance: number;
  /** Mean share of an augmented picture that comes from within the picture, in [0, 1]. */
  pictureLeft: number;
}

/**
 * Where more than half of what the probe knows beyond guessing is gone, an augmented picture is more often another class
 * than its own to a network that has not seen augmented ones. A choice, not a law.
 */
const MOST_LOST = 0.5;

/**
 * Finds augmentations that leave too little of a picture to tell its class: the accuracy that a linear probe on frozen
 * features loses on the same pictures augmented, with its interval. A loss that is shown but smaller is told as context:
 * some is what augmentation is for.
 */
export function augmentationTooStrong(measured: AugmentationMeasurement): Finding[] {
  const { clean, augmented, chance, pictureLeft } = measured;
  const change = pairedDifference([clean], [augmented]);
  if (!excludesZero(change) || change.value > 0) return [];
  const [before, after] = [clean, augmented].map((right) => meanAccuracy([right]));
  const known = before.value - chance;
  const lost = -change.value / known;
  // Too strong only where the whole interval says so.
  const strong = known > 0 && -change.interval[1] / known > MOST_LOST;
  return [
    {
      check: 'augmentation-too-strong',
      severity: strong ? 'warning' : 'info',
      effect: -change.value,
      summary: `Augmented, the same pictures lose ${formatPercent(Math.min(1, lost))} of what a linear probe knows of their classes beyond guessing.`,
      evidence: [
        {
          measure: 'accuracy of a linear probe',
          expected: `as they are: ${formatWithInterval(before.value, before.interval)}`,
          received: formatWithInterval(after.value, after.interval),
        },
        {
          measure: 'difference, the same pictures',
          expected: `less than half of ${formatPercent(known)} lost`,
          received: formatPoints(change),
        },
        { measure: 'share of the picture left', expected: '100 %', received: formatPercent(pictureLeft) },
      ],
      fix: {
        text: 'Train without augmentation first, then with a weaker one.',
        patch: { augmentation: null },
        change: 'no augmentation',
      },
    },
  ];
}
