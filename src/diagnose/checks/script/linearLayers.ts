import { activationOf } from '../../../script/reading/outputReading.js';
import type { ScriptReading } from '../../../script/reading/readScript.js';
import { inEachStage, scriptFinding } from '../../evidence/scriptFinding.js';
import type { Finding } from '../../finding.js';

/** Layers after which two dense layers are still one: they change no value, or scale at random in training. */
const LINEAR = new Set(['Dropout', 'Flatten', 'Reshape', 'GaussianDropout', 'GaussianNoise']);

/** Finds dense layers of a head that follow each other without an activation: together they are one. */
export function linearLayers(reading: ScriptReading): Finding[] {
  return inEachStage(reading, ({ model: { head } }) => {
    const found = head.flatMap((layer, i) => {
      if (layer.className !== 'Dense' || activationOf(layer) !== null) return [];
      const next = head.slice(i + 1).find(({ className }) => !LINEAR.has(className));
      return next?.className === 'Dense' ? [{ layer, next }] : [];
    });
    const [first] = found;
    if (first === undefined) return [];
    return [
      scriptFinding(reading, {
        check: 'linear-layers',
        severity: 'info',
        summary: `${found.length === 1 ? 'A dense layer of the head has' : `${found.length} dense layers of the head have`} no activation. Together with the next dense layer it computes no more than one linear layer.`,
        fix: "Give it activation='relu', or remove it.",
        at: [first.layer.origin, first.next.origin],
      }),
    ];
  });
}
