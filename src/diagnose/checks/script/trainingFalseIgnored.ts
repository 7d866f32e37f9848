import { pluralize } from '../../../base/text/pluralize.js';
import { onNormalizedStages, unfrozenAt } from '../../../script/reading/baseNormalization.js';
import { quotePlaces } from '../../../script/reading/quotes.js';
import type { ScriptReading } from '../../../script/reading/readScript.js';
import { heldIn, isCertain } from '../../../script/reading/versionsInWords.js';
import type { Finding } from '../../finding.js';

/** Finds `training=False` on a base whose batch normalization trains, where `fit` of the version overrides it. */
export function trainingFalseIgnored(reading: ScriptReading): Finding[] {
  return onNormalizedStages(reading, (stage, { notHeld, trainable }) => {
    if (notHeld.length === 0) return [];
    // Where the version is not known, other versions do as the script means.
    const certain = isCertain(reading, notHeld);
    const layers = pluralize(trainable.length, 'batch-normalization layer', 'batch-normalization layers');
    return [
      {
        check: 'training-false-ignored',
        severity: certain ? 'warning' : 'info',
        summary: heldIn(
          reading,
          notHeld,
          `fit overrides \`training=False\` of the base. Its ${layers} that are not frozen use the statistics of each batch, and move their averages.`,
        ),
        evidence: [],
        fix: {
          text: 'Set `trainable = False` on each BatchNormalization layer of the base after it is unfrozen, then compile.',
        },
        places: quotePlaces(reading, [stage.model.training?.origin, unfrozenAt(stage, trainable), stage.place]),
      },
    ];
  });
}
