import type { OneBatch } from '../../../measure/model/oneBatch.js';
import { formatFigure } from '../../../metrics/format.js';
import { LEARNED } from '../../evidence/learnedBatch.js';
import type { Finding } from '../../finding.js';

/**
 * Share of the loss of uniform predictions, above which the last loss with Adam is far from learned; below it, more steps would do.
 * Measured: 0.76 to 0.88 of it for images scaled twice (EfficientNetLite0) and for random features (SqueezeNet), and 0.19 for a
 * wrong scaling of SqueezeNet, which is learned.
 */
export const FAR = 0.5;

/**
 * Finds a training that cannot learn one batch of images by heart, not even with Adam and without regularization: then it is
 * not the settings of learning, but what arrives at the trained layers.
 */
export function batchNotLearned({ recipe, plain, numImages, firstLoss, uniformLoss }: OneBatch): Finding[] {
  if (plain === undefined || plain.after !== undefined || plain.isCut) return [];
  if (plain.correct >= LEARNED.partly * numImages || plain.losses.at(-1)! < FAR * uniformLoss) return [];
  const most = Math.max(recipe.correct, plain.correct);
  return [
    {
      check: 'batch-not-learned',
      severity: 'critical',
      effect: 1 - most / numImages,
      summary: `One batch of ${numImages} images cannot be learned by heart: after ${plain.losses.length} steps on it, at most ${most} are correct.`,
      evidence: [
        {
          measure: 'images of the batch that are correct, as the recipe trains',
          expected: String(numImages),
          received: `${recipe.correct} after ${recipe.losses.length} steps`,
        },
        {
          measure: `the same with Adam at ${formatFigure(plain.learningRate)}, without regularization`,
          expected: String(numImages),
          received: `${plain.correct} after ${plain.losses.length} steps`,
        },
        {
          measure: 'loss of the batch, first and last step of the latter',
          expected: 'to 0',
          received: `${formatFigure(firstLoss)} to ${formatFigure(plain.losses.at(-1)!)}`,
        },
      ],
      fix: {
        text: 'Do not change the learning rate. Look at what arrives at the trained layers: the scaling of the images, the weights of the backbone, and which layers train.',
      },
    },
  ];
}
