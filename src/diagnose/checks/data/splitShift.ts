import { type Association, association } from '../../../metrics/contingency.js';
import type { Interval } from '../../../metrics/intervals.js';
import type { Evidence, Finding } from '../../finding.js';

/** Probability by chance below which shares differ. */
const BY_CHANCE = 0.01;
/** Cramer's V from which on that is worth saying, and matters; between 0.1, small, and 0.3, medium, of Cohen 1988. */
const SMALL = 0.1;
const CLEAR = 0.2;

/** Areas under the ROC curve, at the low end of the interval, from which on the splits look different, and very. */
const LOOKS_DIFFERENT = 0.6;
const VERY = 0.8;

/** What tells the splits apart. */
export interface SplitDifference {
  /** Images of each class, `[numClasses]`. */
  training: readonly number[];
  validation: readonly number[];
  /** Of a classifier that tells validation pictures from training ones of the same class, out of fold. */
  look?: { auc: number; interval: Interval };
}

/** Finds a validation set that is not like the training set: in its share of the classes, or in how its pictures look. */
export function splitShift({ training, validation, look }: SplitDifference, classNames: readonly string[]): Finding[] {
  const shares = association([training, validation]);
  const sharesDiffer = shares.pValue < BY_CHANCE && shares.cramersV >= SMALL;
  const looksDiffer = look !== undefined && look.interval[0] >= LOOKS_DIFFERENT;
  if (!sharesDiffer && !looksDiffer) return [];
  const worst = farthest(training, validation);
  const told = `a classifier tells a validation picture from a training one of its class in ${percent(look?.auc ?? 0)} of the pairs`;
  const share = `'${classNames[worst]}' is ${percent(shareOf(training, worst))} of the training set and ${percent(shareOf(validation, worst))} of the validation set`;
  const sentence = sharesDiffer ? (looksDiffer ? `${share}, and ${told}.` : `${share}.`) : `${told}.`;
  const grave = (sharesDiffer && shares.cramersV >= CLEAR) || (looksDiffer && look.interval[0] >= VERY);
  return [
    {
      check: 'split-shift',
      severity: grave ? 'warning' : 'info',
      summary: sentence[0].toUpperCase() + sentence.slice(1),
      evidence: [
        ...(looksDiffer ? [lookEvidence(look)] : []),
        ...(sharesDiffer ? shareEvidence(shares, training, validation, classNames) : []),
      ],
      fix: {
        text: 'Draw both splits from the same pictures, in the same share of every class; where the model will meet the classes as they are in validation, weigh or adjust for it.',
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
      expected: `${percent(shareOf(training, k))}, as in training`,
      received: percent(shareOf(validation, k)),
    })),
  ];
}

/** The class whose shares differ most. */
function farthest(training: readonly number[], validation: readonly number[]): number {
  const differences = training.map((_, k) => Math.abs(shareOf(training, k) - shareOf(validation, k)));
  return differences.indexOf(Math.max(...differences));
}

const shareOf = (counts: readonly number[], k: number): number => counts[k] / counts.reduce((sum, n) => sum + n, 0);
const percent = (share: number): string => `${Math.round(100 * share)} %`;
