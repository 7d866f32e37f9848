import { pluralize } from '../../../base/text/pluralize.js';
import {
  isBatchNormalization,
  isLearningPhaseSet,
  nameOfBase,
  onNormalizedStages,
  unfrozenAt,
} from '../../../script/reading/baseNormalization.js';
import { quotePlaces } from '../../../script/reading/quotes.js';
import type { ScriptReading } from '../../../script/reading/readScript.js';
import { heldInSome, isLikely, shareOf } from '../../../script/reading/versionsInWords.js';
import { inEachStage } from '../../evidence/scriptFinding.js';
import type { Finding } from '../../finding.js';
import { LEAST_BATCH } from '../network/smallBatchNorm.js';

/** Finds batch normalization that trains on batches of a few images. */
export function smallBatchNormOfScript(reading: ScriptReading): Finding[] {
  const ofBase = inBase(reading);
  return ofBase.some(({ severity }) => severity === 'warning') ? ofBase : [...ofBase, ...inHead(reading)];
}

function inBase(reading: ScriptReading): Finding[] {
  return onNormalizedStages(reading, (stage, { byBatch, trainable }) => {
    const size = stage.batchSize.value;
    if (byBatch.length === 0 || size === undefined || size === null || size >= LEAST_BATCH) return [];
    const isSure = shareOf(reading, byBatch) === 'all';
    const likely = isLikely(reading, byBatch);
    const layers = pluralize(trainable.length, 'batch-normalization layer', 'batch-normalization layers');
    const noisy = `${layers} of ${nameOfBase(stage)} compute mean and variance over batches of ${size}: the statistics are noisy.`;
    return [
      {
        check: 'small-batch-norm',
        severity: isSure || likely ? 'warning' : 'info',
        effect: effectOf(size),
        summary: heldInSome(reading, byBatch, noisy),
        evidence: [],
        fix: {
          text: `Set \`trainable = False\` on each BatchNormalization layer, or train in batches of ${2 * LEAST_BATCH} or more.`,
        },
        places: quotePlaces(reading, [stage.batchSize.places[0], unfrozenAt(stage, trainable), stage.place]),
      },
    ];
  });
}

function effectOf(size: number): number {
  return 1 - size / LEAST_BATCH;
}

/** Of the head, which trains in all versions. */
function inHead(reading: ScriptReading): Finding[] {
  if (isLearningPhaseSet(reading)) return [];
  return inEachStage(reading, ({ model: { head, flags }, batchSize, place }) => {
    const size = batchSize.value;
    const [first, ...rest] = head.filter((layer) => isBatchNormalization(layer) && flags.get(layer)?.value !== false);
    if (first === undefined || size === undefined || size === null || size >= LEAST_BATCH) return [];
    const layers = rest.length === 0 ? 'Batch normalization' : `${rest.length + 1} batch-normalization layers`;
    return [
      {
        check: 'small-batch-norm',
        severity: 'warning',
        effect: effectOf(size),
        summary: `${layers} in the head ${rest.length === 0 ? 'computes' : 'compute'} mean and variance over batches of ${size}: the statistics are noisy.`,
        evidence: [],
        fix: { text: `Remove it from the head, or train in batches of ${2 * LEAST_BATCH} or more.` },
        places: quotePlaces(reading, [batchSize.places[0], first.origin, place]),
      },
    ];
  });
}
