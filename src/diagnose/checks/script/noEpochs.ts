import type { ScriptReading } from '../../../script/reading/readScript.js';
import { inEachStage, scriptFinding } from '../../evidence/scriptFinding.js';
import type { Finding } from '../../finding.js';

/** Finds a `fit` that trains no epoch: Keras says nothing, and the model stays what it was. */
export function noEpochs(reading: ScriptReading): Finding[] {
  return inEachStage(reading, ({ epochs, initialEpoch, call, place }) => {
    if (epochs.value !== 0) return [];
    const begin = initialEpoch?.value;
    const isBehind = initialEpoch !== undefined && begin !== 0;
    const from = begin === undefined ? 'initial_epoch' : `initial_epoch=${begin}`;
    return [
      scriptFinding(reading, {
        check: 'nothing-trainable',
        severity: 'critical',
        summary: isBehind
          ? `This fit trains no epoch: it begins at ${from}, and epochs is the number of the last epoch, not how many there are to be. It is not larger.`
          : 'This fit trains no epoch: epochs is 0.',
        fix: isBehind
          ? 'Add the epochs that are done: `epochs=done + more, initial_epoch=done`; or leave `initial_epoch` out.'
          : 'Write how many epochs to train.',
        at: [
          call.argPlaces.get('epochs') ?? epochs.places[0],
          ...(isBehind ? [call.argPlaces.get('initial_epoch')] : []),
          place,
        ],
      }),
    ];
  });
}
