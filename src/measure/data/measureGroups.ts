import { ofSplit } from '../../dataset/dataset.js';
import { candidatePatterns, type NamePattern } from '../../dataset/namePatterns.js';
import type { ScannedImage } from '../../dataset/scan.js';
import type { FeatureMatrix } from '../../learn/featureMatrix.js';
import { outOfFoldProbabilities } from '../../learn/outOfFold.js';
import { argmax } from '../../metrics/argmax.js';
import { accuracy, type Estimate, pairedDifference } from '../../metrics/paired.js';
import { type GroupEffect, groupEffect } from './groupEffect.js';

/** Folds for the two accuracies; a strong penalty suits many features on few examples of a class. */
const FOLDS = { numFolds: 5, C: 0.1 };

/** Groups by file names, and their influence on accuracy. */
export interface MeasuredGroups {
  pattern: string;
  numGroups: number;
  /** `[numClasses]` */
  groupsByClass: number[];
  /** Groups in both splits, and their validation images. */
  straddling: number;
  leaked: number;
  validation: number;
  effect: GroupEffect;
  /** Cross-validated accuracy with random folds and with whole groups held out, and the difference. */
  accuracy: { random: number; byGroup: number; fall: Estimate };
}

/**
 * Selects the name pattern whose groups look most alike, in any kind of features: a frozen backbone may not see the light
 * of a photo that a network trained on it learns.
 *
 * @param kinds features of each image: of light and size, of a frozen backbone
 * @returns undefined where no pattern groups images within classes
 */
export function measureGroups(
  images: readonly ScannedImage[],
  kinds: readonly FeatureMatrix[],
  numClasses: number,
): MeasuredGroups | undefined {
  const measured = candidatePatterns(images).flatMap((candidate) => {
    const spread = straddlingOf(images, candidate);
    return kinds.flatMap((features) => {
      const effect = groupEffect(features, images, candidate.groups);
      return effect === undefined ? [] : [{ ...candidate, ...spread, effect, features }];
    });
  });
  const surplus = ({ effect }: { effect: GroupEffect }): number => effect.interval[0] - effect.expected;
  const [best] = measured.sort((a, b) => surplus(b) - surplus(a));
  if (best === undefined) return undefined;
  const { pattern, groups, straddling, leaked, effect, features } = best;
  const labels = images.map(({ label }) => label);
  const correctWith = (options: { groups?: readonly string[] }): boolean[] =>
    outOfFoldProbabilities(features, labels, numClasses, { ...FOLDS, ...options }).map(
      (row, i) => argmax(row) === labels[i],
    );
  const [random, byGroup] = [correctWith({}), correctWith({ groups })];
  return {
    pattern,
    numGroups: new Set(groups).size,
    groupsByClass: Array.from(
      { length: numClasses },
      (_, k) => new Set(groups.filter((_group, i) => labels[i] === k)).size,
    ),
    straddling,
    leaked,
    validation: ofSplit(images, 'validation').length,
    effect,
    accuracy: { random: accuracy(random), byGroup: accuracy(byGroup), fall: pairedDifference([byGroup], [random]) },
  };
}

function straddlingOf(
  images: readonly ScannedImage[],
  { groups }: NamePattern,
): { straddling: number; leaked: number } {
  const inTraining = new Set(groups.filter((_, i) => images[i]!.split === 'training'));
  const leaked = groups.filter((group, i) => images[i]!.split === 'validation' && inTraining.has(group));
  return { straddling: new Set(leaked).size, leaked: leaked.length };
}
