import { dropoutOf, withDropout } from '../../../backbones/pretrained/head.js';
import type { OneBatch } from '../../../measure/model/oneBatch.js';
import { formatFigure, formatPercent } from '../../../metrics/format.js';
import type { Recipe } from '../../../recipe/recipeType.js';
import { smoothingOf, withoutSmoothing } from '../../../training/losses/labelSmoothing.js';
import { LEARNED } from '../../evidence/learnedBatch.js';
import type { Finding, RecipePatch } from '../../finding.js';

/** What a recipe regularizes with, beside augmentation and mixup. */
export type Regularization = Pick<Recipe, 'head' | 'optimizer' | 'loss'>;

/**
 * Share of the loss of uniform predictions, below which label smoothing lets no prediction go. Measured with linear heads and ten
 * epochs of Adam, on drawn seeds, photos of clothes and wheat kernels, five to seven classes: a smoothing of 0.1 (0.23) costs
 * nothing; 0.5 (0.75) costs 9, 26 and no points, 0.9 (0.99) 58, 50 and 2, and 0.99 (1.00) 79, 54 and 20.
 */
export const FLOOR = { info: 0.5, warning: 0.9, critical: 0.98 } as const;

/** Lowest possible cross-entropy of smoothed labels over that of uniform predictions, ln(numClasses): their entropy. */
export function lossFloor(labelSmoothing: number, numClasses: number): number {
  const other = labelSmoothing / numClasses;
  const entropy = (share: number): number => (share === 0 ? 0 : -share * Math.log(share));
  return (entropy(1 - labelSmoothing + other) + (numClasses - 1) * entropy(other)) / Math.log(numClasses);
}

/**
 * Finds regularization that drowns the loss: with the recipe's dropout, weight decay and label smoothing one batch of images
 * cannot be learned by heart, and without them it is, at the same learning rate; or smoothed labels leave hardly anything of
 * the loss to be learned.
 */
export function regularizationTooStrong(batch: OneBatch, recipe: Regularization): Finding[] {
  const drowned = drownedBatch(batch, recipe);
  return drowned.length > 0 ? drowned : smoothedAway(recipe, batch.numClasses);
}

function smoothedAway({ loss }: Regularization, numClasses: number): Finding[] {
  const labelSmoothing = smoothingOf(loss);
  const floor = lossFloor(labelSmoothing, numClasses);
  // A focal loss has another floor.
  if (loss.name !== 'CategoricalCrossentropy' || floor < FLOOR.info) return [];
  return [
    {
      check: 'regularization-too-strong',
      severity: floor >= FLOOR.critical ? 'critical' : floor >= FLOOR.warning ? 'warning' : 'info',
      effect: floor,
      summary: `A label smoothing of ${formatFigure(labelSmoothing)} leaves ${formatPercent(1 - floor)} of the loss to be learned.`,
      evidence: [
        {
          measure: 'lowest possible loss over that of uniform predictions',
          expected: `below ${formatPercent(FLOOR.info)}`,
          received: formatPercent(floor),
        },
      ],
      fix: {
        text: 'Smooth the labels by 0.1 at most, as Szegedy et al. 2016 do.',
        patch: { loss: withoutSmoothing(loss) },
        change: 'no label smoothing',
      },
    },
  ];
}

function drownedBatch(
  { recipe, unregularized, numImages }: OneBatch,
  { head, optimizer, loss }: Regularization,
): Finding[] {
  const correct = recipe.correct / numImages;
  if (unregularized?.after === undefined || correct >= LEARNED.mostly) return [];
  const { weightDecay } = optimizer;
  const [dropout, labelSmoothing] = [dropoutOf(head), smoothingOf(loss)];
  const named = [
    ...(dropout > 0 ? [`dropout ${formatFigure(dropout)}`] : []),
    ...(weightDecay > 0 ? [`weight decay ${formatFigure(weightDecay)}`] : []),
    ...(labelSmoothing > 0 ? [`label smoothing ${formatFigure(labelSmoothing)}`] : []),
  ];
  const patch: RecipePatch = {
    ...(dropout > 0 && { head: withDropout(head, 0) }),
    ...(weightDecay > 0 && { optimizer: { ...optimizer, weightDecay: 0 } }),
    ...(labelSmoothing > 0 && { loss: withoutSmoothing(loss) }),
  };
  return [
    {
      check: 'regularization-too-strong',
      severity: correct < LEARNED.partly ? 'critical' : 'warning',
      effect: 1 - correct,
      summary: `With ${named.join(' and ')}, one batch of ${numImages} images cannot be learned by heart. Without, it is learned after ${unregularized.after} steps.`,
      evidence: [
        {
          measure: `images of the batch that are correct, with ${named.join(' and ')}`,
          expected: String(numImages),
          received: `${recipe.correct} after ${recipe.losses.length} steps`,
        },
        {
          measure: 'the same without',
          expected: String(numImages),
          received: `${numImages} after ${unregularized.after} steps`,
        },
      ],
      fix: {
        text: `Train without ${named.join(' and ')}. Add back what a comparison of validation accuracies shows to help.`,
        patch,
        change: 'no dropout, weight decay or label smoothing',
      },
    },
  ];
}
