import { numberOf } from '../../../script/evaluate/values.js';
import type { LayerNode } from '../../../script/library/models/layerNode.js';
import type { ScriptReading } from '../../../script/reading/readScript.js';
import { inEachStage, scriptFinding } from '../../evidence/scriptFinding.js';
import type { Finding } from '../../finding.js';

/**
 * Finds dropout whose rate is no share of the values. Keras up to 2.3 limits the rate to [0, 1] and drops nothing at both ends, as
 * its `Dropout.call` reads; a rate of 5 is an error in TensorFlow 2.0 to 2.13 and Keras 3.6 to 3.15; 1 is one in TensorFlow, and
 * makes zeros of everything in Keras 3.15.
 */
export function dropoutRate(reading: ScriptReading): Finding[] {
  return inEachStage(reading, ({ model: { head } }) =>
    head.filter(isDropout).flatMap((layer) => {
      const rate = numberOf(layer.args.get('rate'));
      if (rate === undefined || (rate >= 0 && rate < 1)) return [];
      return [
        scriptFinding(reading, {
          check: 'dropout-rate',
          severity: 'warning',
          summary: summaryOf(rate),
          fix: 'Write the share of values to drop, from 0 to less than 1: `Dropout(0.5)`.',
          at: [layer.origin],
        }),
      ];
    }),
  );
}

export function isDropout({ className }: LayerNode): boolean {
  return /^(Spatial)?Dropout(\dD)?$/.test(className);
}

function summaryOf(rate: number): string {
  return rate === 1
    ? 'Dropout with a rate of 1 drops everything in Keras 3, and nothing in Keras up to 2.3; TensorFlow 2 raises an error.'
    : `Dropout has a rate of ${rate}, which is no share: Keras up to 2.3 drops nothing then, TensorFlow 2 and Keras 3 raise an error.`;
}
