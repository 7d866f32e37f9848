import type { Unfrozen } from '../../../backbones/pretrained/classifier.js';
import { pluralize } from '../../../base/text/pluralize.js';
import type { Finding, RecipePatch } from '../../finding.js';

/** Which batches the batch normalization of a network uses in training. */
export interface BatchStatistics {
  batchSize: number;
  /** Batch-normalization layers that use the statistics of the batch in training. */
  layers: readonly string[];
  /** Of the recipe. */
  unfrozen: Unfrozen;
  /** Whether the backbone is trained from scratch, so that batch normalization must learn its statistics. */
  fromScratch: boolean;
}

/**
 * With smaller batches than this the error rises: ResNet-50 on ImageNet 23.6 % at 32, 23.7 % at 16, 24.8 % at 8,
 * 27.3 % at 4, 34.7 % at 2. Source: Wu and He 2018, Group Normalization, arXiv:1803.08494, figure 1 and table 2.
 */
export const LEAST_BATCH = 8;

/** Finds batch normalization that takes mean and variance from a handful of images. */
export function smallBatchNorm({ batchSize, layers, unfrozen, fromScratch }: BatchStatistics): Finding[] {
  if (layers.length === 0 || batchSize >= LEAST_BATCH) return [];
  const withMovingStatistics: RecipePatch = {
    unfrozen: { ...unfrozen, batchNormalization: false },
    batchNormalization: 'moving',
  };
  return [
    {
      check: 'small-batch-norm',
      severity: 'warning',
      effect: 1 - batchSize / LEAST_BATCH,
      summary: `${pluralize(layers.length, 'batch-normalization layer computes', 'batch-normalization layers compute')} mean and variance over batches of ${batchSize}: the statistics are noisy.`,
      evidence: [
        { measure: 'images per batch', expected: `${LEAST_BATCH} or more`, received: String(batchSize) },
        { measure: 'layers', expected: 'moving statistics', received: `${layers[0]} ... ${layers[layers.length - 1]}` },
      ],
      fix: fromScratch
        ? {
            text: `Train in batches of ${2 * LEAST_BATCH} or more.`,
            patch: { batchSize: 2 * LEAST_BATCH },
            change: `batches of ${2 * LEAST_BATCH}`,
          }
        : {
            text: 'Let batch normalization use its moving statistics: set `trainable = False` on each batch-normalization layer, then compile.',
            patch: withMovingStatistics,
            change: 'batch normalization uses moving statistics',
          },
    },
  ];
}
