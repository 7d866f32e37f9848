import { sum } from '../../../base/sum.js';
import { type Association, association } from '../../../metrics/contingency.js';
import { formatPercent } from '../../../metrics/format.js';
import type { Interval } from '../../../metrics/intervals.js';
import type { Evidence, Finding } from '../../finding.js';

/** Probability by chance below which shares differ. */
export const BY_CHANCE = 0.01;
/** Cramer's V from which on that is worth knowing: the small effect of Cohen 1988. */
export const SMALL = 0.1;
/** And from which on it matters: between the small effect, 0.1, and the medium one, 0.3, of Cohen 1988. */
export const CLEAR = 0.2;

/** Areas under the ROC curve, at the low end of the interval, from which on the splits look different, and very different. Choices. */
export const LOOKS_DIFFERENT = 0.6;
export const LOOKS_VERY_DIFFERENT = 0.8;

/** What distinguishes the splits. */
export interface SplitDifference {
  /** Images of each class, `[numClasses]`. */
  training: readonly number[];
  validation: readonly number[];
  /** Of a classifier that distinguishes validation images from training images of the same class, cross-validated. */
  look?: { auc: number; interval: Interval };
}

/** Finds a validation set that differs from the training set: in its class shares, or in how its images look. */
export function splitShift({ training, validation, look }: SplitDifference, classNames: readonly string[]): Finding[] {
  const shares = association([training, validation]);
  const sharesDiffer = shares.pValue < BY_CHANCE && shares.cramersV >= SMALL;
  const looksDiffer = look !== undefined && look.interval[0] >= LOOKS_DIFFERENT;
  if (!sharesDiffer && !looksDiffer) return [];
  const worst = farthest(training, validation);
  const looks = `A classifier can distinguish validation from training images of the same class (ROC AUC ${(look?.auc ?? 0).toFixed(2)}).`;
  const share = `'${classNames[worst]}' makes up ${formatPercent(shareOf(training, worst))} of the training set and ${formatPercent(shareOf(validation, worst))} of the validation set.`;
  const isSevere =
    (sharesDiffer && shares.cramersV >= CLEAR) || (looksDiffer && look.interval[0] >= LOOKS_VERY_DIFFERENT);
  return [
    {
      check: 'split-shift',
      severity: isSevere ? 'warning' : 'info',
      summary: [...(sharesDiffer ? [share] : []), ...(looksDiffer ? [looks] : [])].join(' '),
      evidence: [
        ...(looksDiffer ? [lookEvidence(look)] : []),
        ...(sharesDiffer ? shareEvidence(shares, training, validation, classNames) : []),
      ],
      fix: {
        text: 'Sample both splits from the same images, with the same share of every class. If the model will meet the classes as they are in validation, use class weights or logit adjustment.',
      },
    },
  ];
}

function lookEvidence({ auc, interval: [low, high] }: NonNullable<SplitDifference['look']>): Evidence {
  return {
    measure: 'area under the ROC curve, validation against training of the same class',
    expected: 'chance, 0.50',
    received: `${auc.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`,
  };
}

function shareEvidence(
  { cramersV, chiSquared, degreesOfFreedom, pValue }: Association,
  training: readonly number[],
  validation: readonly number[],
  classNames: readonly string[],
): Evidence[] {
  const probability = pValue < 1e-6 ? 'p < 0.000001' : `p = ${pValue.toPrecision(2)}`;
  const test = `chi-squared ${chiSquared.toFixed(1)}, ${degreesOfFreedom} degrees of freedom, ${probability}`;
  return [
    {
      measure: "Cramer's V of class and split",
      expected: `below ${SMALL}`,
      received: `${cramersV.toFixed(2)} (${test})`,
    },
    ...classNames.map((className, k) => ({
      measure: `share of '${className}'`,
      expected: `${formatPercent(shareOf(training, k))}, as in training`,
      received: formatPercent(shareOf(validation, k)),
    })),
  ];
}

/** The class whose shares differ most. */
function farthest(training: readonly number[], validation: readonly number[]): number {
  const differences = training.map((_, k) => Math.abs(shareOf(training, k) - shareOf(validation, k)));
  return differences.indexOf(Math.max(...differences));
}

const shareOf = (counts: readonly number[], k: number): number => counts[k]! / sum(counts);
