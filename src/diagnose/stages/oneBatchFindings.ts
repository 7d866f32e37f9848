import { batchNormalizationsOf } from '../../backbones/network/layer.js';
import { support } from '../../dataset/classFolders.js';
import { ofSplit } from '../../dataset/dataset.js';
import { firstTraining, measureOneBatch } from '../../measure/model/oneBatch.js';
import { batchNotLearned } from '../checks/training/batchNotLearned.js';
import { deadUnits } from '../checks/training/deadUnits.js';
import { firstLoss } from '../checks/training/firstLoss.js';
import { largeUpdates } from '../checks/training/largeUpdates.js';
import { regularizationTooStrong } from '../checks/training/regularizationTooStrong.js';
import { smallUpdates, stillBlocks } from '../checks/training/smallUpdates.js';
import { vanishingGradients } from '../checks/training/vanishingGradients.js';
import { hasLearned } from '../evidence/learnedBatch.js';
import type { Finding } from '../finding.js';
import type { DiagnosisOptions } from './diagnosisOptions.js';
import type { OpenRecipe } from './openRecipe.js';

/**
 * Trains a recipe on one batch of its images for some steps, and checks what they show: without a run, whether the training can
 * learn at all.
 *
 * @param findings those of the training, so that no cause is named twice
 */
export async function oneBatchFindings(
  { recipe, backbone, sample, images, classNames }: OpenRecipe,
  options: DiagnosisOptions,
  findings: readonly Finding[],
): Promise<Finding[]> {
  const training = ofSplit(images, 'training');
  const counts = support({ classNames, examples: training });
  const batch = await measureOneBatch(recipe, backbone, sample, counts, options);
  if (batch === undefined) return [];
  const first = firstTraining(recipe);
  const totalSteps = first.epochs * Math.max(1, Math.floor(training.length / first.batchSize));
  const isNamed = ({ check }: Finding): boolean => findings.some((other) => other.check === check);
  const ofLearning = [
    ...batchNotLearned(batch),
    ...regularizationTooStrong(batch, first),
    ...smallUpdates(batch, first.learningRate, totalSteps),
    ...largeUpdates(batch, first.learningRate),
  ].filter((finding) => !isNamed(finding));
  return [
    ...firstLoss(batch, batchNormalizationsOf(backbone.network).length > 0),
    ...(hasLearned(options.run, counts) ? [] : ofLearning),
    ...stillBlocks(batch.groups, first.backboneRate),
    ...vanishingGradients(batch.groups),
    ...deadUnits(batch),
  ];
}
