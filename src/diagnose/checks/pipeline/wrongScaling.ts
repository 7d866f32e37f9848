import type { ScalingDivergence } from '../../../measure/model/scalingDivergences.js';
import { bestFit, type ScalingMeasurement, TELLS, tellsAgainst } from '../../../measure/model/scalingMeasurement.js';
import { formatNumber, formatPoints, formatWithInterval } from '../../../metrics/format.js';
import { excludesZero, meanAccuracy, pairedDifference } from '../../../metrics/paired.js';
import type { ScalingStep } from '../../../preprocess/scaling.js';
import type { Evidence, Finding } from '../../finding.js';

/**
 * Finds values that are scaled differently from those that the weights were trained on. The moving statistics of the first
 * batch normalization show that; where they cannot decide ([-1, 1] or ImageNet mean and deviation, or no batch
 * normalization), a linear probe under both scalings does, and where its intervals overlap there is no finding.
 *
 * Measured on EfficientNetLite0 and wheat kernels, in nats: right 0.11, [0, 1] 0.60, ImageNet mean and deviation 0.75,
 * doubly scaled 3.3, caffe 8,200, raw 12,000.
 */
export function wrongScaling(measured: ScalingMeasurement): Finding[] {
  const { fits, expected, probe } = measured;
  const best = bestFit(fits);
  if (probe === undefined) {
    if (expected === 0 || best === undefined || !tellsAgainst(fits)) return [];
    // What the backbone is registered with, unless the weights contradict that too.
    const right = fits[expected]!.divergence! > TELLS * fits[best]!.divergence! ? best : expected;
    const ratio = fits[0]!.divergence! / fits[right]!.divergence!;
    return [
      finding(
        fits[right]!,
        1 - 1 / ratio,
        Number.isFinite(ratio)
          ? `The input scaling is ${fits[0]!.name}, but the moving statistics of the weights fit ${fits[right]!.name} ${formatNumber(ratio)} times better.`
          : `The input scaling is ${fits[0]!.name}, with which values overflow in the network. The moving statistics of the weights fit ${fits[right]!.name}.`,
        [decidedBy('the moving statistics of the weights'), ...divergences(fits)],
      ),
    ];
  }
  const gain = pairedDifference([probe.received], [probe.right]);
  if (!excludesZero(gain) || gain.value < 0) return [];
  const suspect = fits[probe.suspect]!;
  const accuracies = [probe.received, probe.right].map((outcomes) => meanAccuracy([outcomes]));
  return [
    finding(
      suspect,
      gain.value,
      `The input scaling is ${fits[0]!.name}, but a linear probe is ${Math.round(100 * gain.value)} points more accurate with ${suspect.name}.`,
      [
        {
          measure: 'accuracy of a linear probe',
          expected: `${suspect.name}: ${formatWithInterval(accuracies[1]!.value, accuracies[1]!.interval)}`,
          received: `${fits[0]!.name}: ${formatWithInterval(accuracies[0]!.value, accuracies[0]!.interval)}`,
        },
        { measure: 'difference, on the same images', expected: 'none', received: formatPoints(gain) },
        decidedBy('a linear probe under both, since moving statistics cannot decide'),
        ...divergences(fits),
      ],
    ),
  ];
}

function decidedBy(by: string): Evidence {
  return { measure: 'decided by', expected: 'moving statistics, or a linear probe', received: by };
}

function finding(right: ScalingDivergence, effect: number, summary: string, evidence: Evidence[]): Finding {
  const patch: { scaling: ScalingStep[] } = { scaling: right.steps };
  const text = `Use ${right.name} as the only scaling.`;
  return {
    check: 'wrong-scaling',
    severity: 'critical',
    effect,
    summary,
    evidence,
    fix: { text, patch, change: `scaling by ${right.name}` },
  };
}

function divergences(fits: readonly ScalingDivergence[]): Evidence[] {
  return fits.flatMap(({ name, divergence }) =>
    divergence === undefined
      ? []
      : [{ measure: `divergence under ${name}`, expected: 'near 0', received: `${formatNumber(divergence)} nats` }],
  );
}
