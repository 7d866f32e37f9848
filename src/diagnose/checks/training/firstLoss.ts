import type { OneBatch } from '../../../measure/model/oneBatch.js';
import { formatFigure, formatNumber } from '../../../metrics/format.js';
import type { Finding } from '../../finding.js';

/**
 * Times the loss of uniform predictions, from which on the first loss is too high: behind batch normalization, and otherwise.
 * Measured on drawn seeds, photos of clothes and wheat kernels: sound recipes have 1 to 2.8 with EfficientNetLite, InceptionV3 and
 * MobileNetV2, and 2.9 to 7.1 with SqueezeNet, which has no batch normalization. Unscaled pixels have 4.3 with InceptionV3.
 */
export const FAR_ABOVE = { normalized: 4, other: 10 } as const;

/**
 * Finds a first loss far above that of uniform predictions, ln(numClasses) without class weights: the new head gets values so
 * large that it is certain of its random answers before it has learned anything.
 *
 * @param isNormalized whether the backbone has batch normalization, which keeps its features near 1
 */
export function firstLoss(
  { firstLoss: first, uniformLoss, numClasses, numImages }: OneBatch,
  isNormalized: boolean,
): Finding[] {
  const most = FAR_ABOVE[isNormalized ? 'normalized' : 'other'];
  if (Number.isFinite(first) && first <= most * uniformLoss) return [];
  const staysFinite = Number.isFinite(first);
  return [
    {
      check: 'first-loss',
      severity: staysFinite ? 'warning' : 'critical',
      effect: staysFinite ? 1 - uniformLoss / first : 1,
      summary: staysFinite
        ? `The loss before the first step is ${formatNumber(first)}, ${formatNumber(first / uniformLoss)} times that of uniform predictions.`
        : 'The loss before the first step is no finite number.',
      evidence: [
        {
          measure: `loss of ${numImages} images before the first step`,
          expected: `about ${formatFigure(uniformLoss)}, as of ${numClasses} classes that are equally probable`,
          received: staysFinite ? formatFigure(first) : String(first),
        },
      ],
      fix: {
        text: 'Check the scaling of the images first. If it is correct, put batch normalization between the features and the head.',
      },
    },
  ];
}
