import type { OneBatch } from '../../../measure/model/oneBatch.js';
import type { GroupSteps } from '../../../measure/model/weightGroups.js';
import { formatFigure, formatNumber } from '../../../metrics/format.js';
import type { Severity } from '../../checks.js';
import { LEARNED } from '../../evidence/learnedBatch.js';
import { outOfBounds, RISE, UPDATES } from '../../evidence/updateBounds.js';
import type { Finding } from '../../finding.js';

/**
 * Times the first loss, by which the loss would fall in the whole training at the pace of the batch: one batch is learned faster
 * than all of them. Measured with linear heads on drawn seeds, photos of clothes and wheat kernels: 0 to 1.9 times at rates that
 * cost 7 to 87 points of accuracy, 3.9 at one that costs 23.
 */
export const LEAST_FALL = 2;
/** Norm of a step over that of the weights, that the suggested rate gives a head: as Adam's usual rate of 1e-3 does. */
const USUAL = 1e-2;

/**
 * Finds a learning rate that is too low by the steps on one batch, without a run: the batch is not learned by heart, and is with
 * Adam at a usual rate, and at the pace of these steps the loss falls by too little in the whole training.
 *
 * @param learningRate of the recipe
 * @param totalSteps of its first training
 */
export function smallUpdates(batch: OneBatch, learningRate: number, totalSteps: number): Finding[] {
  const { recipe, plain, numImages, groups } = batch;
  const correct = recipe.correct / numImages;
  if (plain?.after === undefined || groups.length === 0 || correct >= LEARNED.mostly) return [];
  const { losses } = recipe;
  const [first, last] = [losses[0]!, losses.at(-1)!];
  const fall = ((first - last) / first) * Math.max(1, totalSteps / losses.length);
  const rises = Math.max(...losses) > RISE * first;
  if (!Number.isFinite(last) || rises || fall >= LEAST_FALL) return [];
  const head = groups.at(-1)!;
  const higher = Math.min(
    1,
    Number((learningRate * 10 ** Math.max(1, Math.round(Math.log10(USUAL / head.update)))).toPrecision(6)),
  );
  const slow = outOfBounds(groups, 'small');
  return [
    {
      check: 'learning-rate-too-low',
      severity: severityOf(correct, slow.includes(head)),
      effect: 1 - correct,
      summary: `One batch of ${numImages} images is not learned by heart in ${losses.length} steps; with Adam at ${formatFigure(plain.learningRate)} it is after ${plain.after}.`,
      evidence: [
        {
          measure: 'loss of the batch, first and last step',
          expected: 'to 0',
          received: `${formatFigure(first)} to ${formatFigure(last)}`,
        },
        {
          measure: `change of ${head.name} in a step, relative to its weights`,
          expected: `${formatFigure(UPDATES.least)} to ${formatFigure(UPDATES.most)}`,
          received: formatNumber(head.update),
        },
        { measure: 'learning rate', expected: 'higher', received: formatFigure(learningRate) },
      ],
      fix: {
        text: `Train with a higher learning rate: ${formatFigure(higher)}.`,
        patch: { learningRate: higher },
        change: `a learning rate of ${formatFigure(higher)}`,
      },
    },
  ];
}

/** Critical where nothing moves; where most of the batch is learned, the training may only be short. */
function severityOf(correct: number, isStill: boolean): Severity {
  if (correct >= LEARNED.partly) return 'info';
  return isStill ? 'critical' : 'warning';
}

/** What a step of Adam changes in pretrained layers at 1e-5, the rate of the Keras guide, relative to their weights. */
const FINE_TUNING = 3e-4;

/**
 * Finds blocks of the backbone that are unfrozen and hardly change, since their learning rate is a tiny share of the head's: they
 * might as well be frozen, which is faster. That costs no accuracy by itself.
 *
 * @param backboneRate share of the head's learning rate
 */
export function stillBlocks(groups: readonly GroupSteps[], backboneRate: number): Finding[] {
  const still = outOfBounds(groups, 'small').filter(({ isHead }) => !isHead);
  if (still.length === 0 || backboneRate >= 1) return [];
  const slowest = still.reduce((a, b) => (b.update < a.update ? b : a));
  const factor = 10 ** Math.max(1, Math.round(Math.log10(FINE_TUNING / Math.max(slowest.update, Number.MIN_VALUE))));
  const higher = Math.min(1, Number((backboneRate * factor).toPrecision(6)));
  return [
    {
      check: 'learning-rate-too-low',
      severity: 'info',
      effect: still.length / groups.length,
      summary: `${slowest.name} is unfrozen and hardly changes: by ${formatFigure(slowest.update, 2)} of its weights in a step.`,
      evidence: still.map(({ name, update }) => ({
        measure: `change of ${name} in a step, relative to its weights`,
        expected: `${formatFigure(UPDATES.least)} to ${formatFigure(UPDATES.most)}`,
        received: formatFigure(update, 2),
      })),
      fix: {
        text: `Freeze the backbone, or train it with ${formatFigure(higher)} of the learning rate of the head.`,
        patch: { backboneRate: higher },
        change: `the backbone learns at ${formatFigure(higher)} of the rate`,
      },
    },
  ];
}
