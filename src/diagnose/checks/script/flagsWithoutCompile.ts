import { quotePlaces } from '../../../script/reading/quotes.js';
import type { ScriptReading } from '../../../script/reading/readScript.js';
import type { Place } from '../../../script/syntax/ast.js';
import type { Finding } from '../../finding.js';

/**
 * Finds layers that are frozen or unfrozen between two trainings without compiling the model again: the second training
 * goes on with the layers of the first.
 */
export function flagsWithoutCompile(reading: ScriptReading): Finding[] {
  return reading.stages.slice(1).flatMap(({ call, place }) => {
    const { compiled } = call;
    if (compiled === undefined) return [];
    const changed = [...call.flags].filter(([layer, flag]) => compiled.flags.get(layer)?.value !== flag.value);
    const setAt = changed.flatMap(([, flag]): Place[] => (flag.place === undefined ? [] : [flag.place]));
    if (changed.length === 0 || setAt.length === 0) return [];
    const frozen = changed.every(([, flag]) => flag.value === false);
    return [
      {
        check: 'flags-without-compile',
        severity: 'critical',
        summary: `Layers are ${frozen ? 'frozen' : 'unfrozen'} after the last compile: this fit trains the same layers as the one before.`,
        evidence: [],
        fix: { text: 'Compile the model again after the flags are set, with a smaller learning rate.' },
        places: quotePlaces(reading, [setAt[0], place, compiled.place]),
      },
    ];
  });
}
