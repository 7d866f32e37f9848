import { sum } from '../../base/sum.js';
import type { ScannedImage } from '../../dataset/scan.js';
import { type FeatureMatrix, featureMatrix } from '../../learn/featureMatrix.js';
import { outOfFoldProbabilities } from '../../learn/outOfFold.js';
import type { Interval } from '../../metrics/intervals.js';
import { aucInterval, rocAuc } from '../../metrics/rocAuc.js';

/** Examples of a class that either split has to have for it to count. */
const LEAST = 5;

/**
 * How well a classifier distinguishes validation images from training images of the same class, cross-validated: the area
 * under the ROC curve within each class, averaged by validation images. Class shares have no influence.
 *
 * @returns undefined where no class has five images in both splits
 */
export function domainClassifier(
  features: FeatureMatrix,
  images: readonly ScannedImage[],
  numClasses: number,
): { auc: number; interval: Interval } | undefined {
  // With the class among the features, only the looks are left to distinguish.
  const withClass = featureMatrix(
    images.map(({ label }, i) => {
      const row = features.values.subarray(i * features.numFeatures, (i + 1) * features.numFeatures);
      return [...row, ...Array.from({ length: numClasses }, (_, k) => Number(k === label))];
    }),
  );
  const isValidation = images.map(({ split }) => split === 'validation');
  const probabilities = outOfFoldProbabilities(withClass, isValidation.map(Number), 2, {
    classWeight: 'balanced',
    C: 0.01,
  });
  const parts = Array.from({ length: numClasses }, (_, k) => {
    const own = images.map((_, i) => i).filter((i) => images[i]!.label === k);
    const validation = own.filter((i) => isValidation[i]).length;
    const training = own.length - validation;
    const auc = rocAuc(
      own.map((i) => isValidation[i]!),
      own.map((i) => probabilities[i]![1]!),
    );
    return { validation, training, auc };
  }).filter(({ validation, training }) => Math.min(validation, training) >= LEAST);
  if (parts.length === 0) return undefined;
  const total = sum(parts, ({ validation }) => validation);
  const auc = sum(parts, (part) => (part.auc * part.validation) / total);
  const variance = parts.reduce((sum, part) => {
    const [low, high] = aucInterval(auc, part.validation, part.training);
    return sum + (((high - low) / 2) * (part.validation / total)) ** 2;
  }, 0);
  return { auc, interval: [Math.max(0, auc - Math.sqrt(variance)), Math.min(1, auc + Math.sqrt(variance))] };
}
