import { isOpaque } from '../../../script/library/models/layerNode.js';
import { flagsAreKnown, flagsByVersion, hasWeights, trainingIn } from '../../../script/reading/flagsByVersion.js';
import { quotePlaces } from '../../../script/reading/quotes.js';
import type { ScriptReading } from '../../../script/reading/readScript.js';
import { heldInSome, shareOf } from '../../../script/reading/versionsInWords.js';
import type { Finding } from '../../finding.js';

/** Finds a training in which no layer with weights trains: the head is frozen with the base. */
export function nothingTrains(reading: ScriptReading): Finding[] {
  return reading.stages.flatMap((stage): Finding[] => {
    if (!flagsAreKnown(stage)) return [];
    const frozen = flagsByVersion(reading, stage).filter(({ flags }) => {
      const layers = [...flags.keys()].filter(hasWeights);
      const isKnown = layers.length > 0 && layers.every((layer) => !isOpaque(layer) || layer === stage.model.base);
      return isKnown && trainingIn(flags).length === 0;
    });
    const [first] = frozen;
    if (first === undefined) return [];
    const releases = frozen.flatMap((one) => one.releases);
    const isSure = shareOf(reading, releases) === 'all';
    const layers = [...first.flags].filter(([layer]) => hasWeights(layer));
    const head = layers.filter(([layer]) => stage.model.head.includes(layer));
    const [, flag] = head.at(-1) ?? layers.at(-1)!;
    const name = head.length > 0 ? 'the head too' : 'the last layer too';
    const frozenLayers = `all ${layers.length} layers with weights are frozen, ${name}: this fit changes no weight.`;
    return [
      {
        check: 'nothing-trainable',
        severity: isSure ? 'critical' : 'warning',
        effect: 1,
        summary: heldInSome(reading, releases, frozenLayers),
        evidence: [],
        fix: {
          text: 'Freeze the layers of the base alone, before the head is put on it, and leave the new layers trainable.',
        },
        places: quotePlaces(reading, [flag.place, stage.place]),
      },
    ];
  });
}
