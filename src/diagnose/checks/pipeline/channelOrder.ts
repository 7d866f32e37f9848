import { formatPercent, formatPoints } from '../../../metrics/format.js';
import { mcnemar } from '../../../metrics/mcnemar.js';
import { accuracy, excludesZero, pairedDifference } from '../../../metrics/paired.js';
import { type ScalingMode, stepsOfMode } from '../../../preprocess/scaling.js';
import type { Finding } from '../../finding.js';

/** What swapping red and blue does to a linear probe. */
export interface ChannelOrderMeasurement {
  /** Order of the channels that the backbone gets. */
  received: 'RGB' | 'BGR';
  /** Order that its weights were trained with, and their scaling. */
  expected: 'RGB' | 'BGR';
  mode: ScalingMode;
  /** Whether the probe is correct on each image, with the channels as they come and with red and blue swapped. */
  asReceived: readonly boolean[];
  swapped: readonly boolean[];
}

/** Stricter where the order is the registered one: there, a p of 0.05 would outweigh what is known. */
export const MOST_CHANCE = 0.01;

/**
 * Finds red and blue swapped: images read by OpenCV, weights from Caffe. Moving statistics cannot decide that (0.28 against
 * 0.25 nats on photos), so a linear probe on the same images in both orders does; where the interval of the difference
 * contains 0, there is no finding.
 */
export function channelOrder(measured: ChannelOrderMeasurement): Finding[] {
  const { received, expected, mode, asReceived, swapped } = measured;
  const gain = pairedDifference([asReceived], [swapped]);
  if (!excludesZero(gain) || gain.value < 0) return [];
  const { onlyFirst, onlySecond, p } = mcnemar(asReceived, swapped);
  if (received === expected && p > MOST_CHANCE) return [];
  return [
    {
      check: 'channel-order',
      severity: 'warning',
      effect: gain.value,
      summary: `The channels are in the wrong order: a linear probe is ${Math.round(100 * gain.value)} points more accurate with red and blue swapped.`,
      evidence: [
        {
          measure: 'accuracy of a linear probe',
          expected: `swapped: ${formatPercent(accuracy(swapped))}`,
          received: formatPercent(accuracy(asReceived)),
        },
        { measure: 'difference, on the same images', expected: 'none', received: formatPoints(gain) },
        {
          measure: 'correct in one order only',
          expected: `${onlyFirst} as received`,
          received: `${onlySecond} swapped`,
        },
        { measure: 'channel order', expected, received },
      ],
      fix:
        received === expected
          ? { text: 'Swap red and blue where the images are read or written: OpenCV reads them as BGR.' }
          : {
              text: `Pass the channels as ${expected}.`,
              patch: { scaling: stepsOfMode(mode) },
              change: `channels as ${expected}`,
            },
    },
  ];
}
