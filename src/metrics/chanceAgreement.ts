import { countBy } from '../base/group.js';
import { Z95 } from './intervals.js';

/** How often predictions agree with labels, and how often they would if they had nothing to do with them. */
export interface ChanceAgreement {
  /** Share of the examples whose prediction is their label, in [0, 1]. */
  agreed: number;
  /** The share to expect by chance, where each class is as frequent in both as it is. */
  byChance: number;
  /** What chance exceeds in 2.5 % of such data sets. */
  mostByChance: number;
}

/**
 * Compares predictions with chance. Always the largest class agrees with the labels as often as by chance, however large it is.
 *
 * Source: Cohen 1960, kappa; its variance where it is 0: Fleiss, Cohen and Everitt 1969, Psychological Bulletin 72.
 *
 * @param labels `[numExamples]`, at least one
 * @param predicted class of each example, `[numExamples]`
 */
export function chanceAgreement(labels: readonly number[], predicted: readonly number[]): ChanceAgreement {
  const n = labels.length;
  const [given, said] = [countBy(labels, (label) => label), countBy(predicted, (label) => label)];
  let [byChance, correction] = [0, 0];
  for (const [label, count] of given) {
    const [p, q] = [count / n, (said.get(label) ?? 0) / n];
    byChance += p * q;
    correction += p * q * (p + q);
  }
  const variance = Math.max(0, byChance + byChance ** 2 - correction) / n;
  const agreed = labels.filter((label, i) => label === predicted[i]).length / n;
  return { agreed, byChance, mostByChance: byChance + Z95 * Math.sqrt(variance) };
}
