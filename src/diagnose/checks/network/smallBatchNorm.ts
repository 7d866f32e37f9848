import type { Unfrozen } from '../../../backbones/pretrained/classifier.js';
import type { Finding, RecipePatch } from '../../finding.js';

/** How batch normalisations of a network see batches in training. */
export interface BatchStatistics {
  batchSize: number;
  /** Batch normalisations that normalise with a batch's statistics in training. */
  layers: readonly string[];
  /** Of the recipe. */
  unfrozen: Unfrozen;
  /** Whether the backbone is trained from scratch, so that its batch normalisations must learn their statistics. */
  fromScratch: boolean;
}

/**
 * With fewer pictures than this in a batch the error rises: ResNet-50 on ImageNet 23.6 % at 32, 23.7 % at 16, 24.8 % at 8,
 * 27.3 % at 4, 34.7 % at 2. Source: Wu and He 2018, Group Normalization, arXiv:1803.08494, figure 1 and table 2.
 */
const LEAST_BATCH = 8;

/** Finds batch normalisations that take their mean and variance from a handful of pictures. */
export function smallBatchNorm({ batchSize, layers, unfrozen, fromScratch }: BatchStatistics): Finding[] {
  if (layers.length === 0 || batchSize >= LEAST_BATCH) return [];
  const mended: RecipePatch = { unfrozen: { ...unfrozen, batchNormalization: false }, batchNormalization: 'moving' };
  return [
    {
      check: 'small-batch-norm',
      severity: 'warning',
      effect: 1 - batchSize / LEAST_BATCH,
      summary: `${layers.length} batch normalisations take mean and variance from batches of ${batchSize}: the statistics are noise.`,
      evidence: [
        { measure: 'pictures in a batch', expected: `${LEAST_BATCH} or more`, received: String(batchSize) },
        { measure: 'layers', expected: 'moving statistics', received: `${layers[0]} ... ${layers[layers.length - 1]}` },
      ],
      fix: fromScratch
        ? {
            text: `Train in batches of ${2 * LEAST_BATCH} or more.`,
            patch: { batchSize: 2 * LEAST_BATCH },
            change: `batches of ${2 * LEAST_BATCH}`,
          }
        : {
            text: 'Let batch normalisations use their moving statistics: call the base with training=False.',
            patch: mended,
            change: 'no batch normalisation uses the batch',
          },
    },
  ];
}
