import { formatPercent, formatPoints } from '../../../metrics/format.js';
import { mcnemar } from '../../../metrics/mcnemar.js';
import { accuracy, excludesZero, pairedDifference } from '../../../metrics/paired.js';
import { type ScalingMode, stepOfMode } from '../../../preprocess/scaling.js';
import type { Finding } from '../../finding.js';

/** What exchanging red and blue does to a linear probe. */
export interface ChannelOrderMeasurement {
  /** Order in which the backbone gets the channels. */
  received: 'RGB' | 'BGR';
  /** Order in which its weights were trained to get them, and their scaling. */
  expected: 'RGB' | 'BGR';
  mode: ScalingMode;
  /** Whether the probe is right about each picture, as the channels come and with red and blue exchanged. */
  asReceived: readonly boolean[];
  exchanged: readonly boolean[];
}

/** Stricter where the order is the registered one: then a chance in a hundred would be believed against what is known. */
const MOST_CHANCE = 0.01;

/**
 * Finds red and blue exchanged: pictures read by OpenCV, weights from Caffe. Moving statistics cannot tell (0.28 against
 * 0.25 nats on photos), so a linear probe on the same pictures under both orders does; where the interval of the
 * difference holds 0, nothing is said.
 */
export function channelOrder(measured: ChannelOrderMeasurement): Finding[] {
  const { received, expected, mode, asReceived, exchanged } = measured;
  const gain = pairedDifference([asReceived], [exchanged]);
  if (!excludesZero(gain) || gain.value < 0) return [];
  const { onlyFirst, onlySecond, p } = mcnemar(asReceived, exchanged);
  if (received === expected && p > MOST_CHANCE) return [];
  return [
    {
      check: 'channel-order',
      severity: 'warning',
      effect: gain.value,
      summary: `With red and blue exchanged a linear probe is right on ${formatPercent(gain.value)} more of the pictures: the channels come in the wrong order.`,
      evidence: [
        {
          measure: 'accuracy of a linear probe',
          expected: `exchanged: ${formatPercent(accuracy(exchanged))}`,
          received: formatPercent(accuracy(asReceived)),
        },
        { measure: 'difference, the same pictures', expected: 'none', received: formatPoints(gain) },
        {
          measure: 'right in one order only',
          expected: `${onlyFirst} as received`,
          received: `${onlySecond} exchanged`,
        },
        { measure: 'order of the channels', expected, received },
      ],
      fix:
        received === expected
          ? { text: 'Exchange red and blue where the pictures are read or were written: OpenCV takes them as BGR.' }
          : {
              text: `Give the channels as ${expected}.`,
              patch: { scaling: [stepOfMode(mode)] },
              change: `channels as ${expected}`,
            },
    },
  ];
}
