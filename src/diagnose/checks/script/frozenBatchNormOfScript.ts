import { nameOfBase, onNormalizedStages } from '../../../script/reading/baseNormalization.js';
import { quotePlaces } from '../../../script/reading/quotes.js';
import type { ScriptReading } from '../../../script/reading/readScript.js';
import { heldIn, isLikely, isWorthSaying, shareOf } from '../../../script/reading/versionsInWords.js';
import type { Finding } from '../../finding.js';

/**
 * Finds frozen batch normalization that normalizes by the batch in training and by its averages in inference, as Keras before
 * TensorFlow 2 does. The head learns features that inference never gives it.
 */
export function frozenBatchNormOfScript(reading: ScriptReading): Finding[] {
  return onNormalizedStages(reading, (stage, { frozenByBatch, layers, frozenAt, isCalledWithFalse }) => {
    const share = shareOf(reading, frozenByBatch);
    if (share === 'none' || isCalledWithFalse || !isWorthSaying(reading, frozenByBatch)) return [];
    return [
      {
        check: 'frozen-batch-norm',
        severity: share === 'all' ? 'critical' : isLikely(reading, frozenByBatch) ? 'warning' : 'info',
        summary: heldIn(
          reading,
          frozenByBatch,
          `the ${layers.length} frozen batch-normalization layers of ${nameOfBase(stage)} use the statistics of each batch in fit, but their averages in evaluate and predict.`,
        ),
        evidence: [],
        fix: {
          text: 'Compute the features once with `base.predict` and train the head on them, or train with TensorFlow 2 or Keras 3, where frozen batch normalization uses its averages.',
        },
        places: quotePlaces(reading, [frozenAt, stage.model.base?.origin, stage.place]),
      },
    ];
  });
}
