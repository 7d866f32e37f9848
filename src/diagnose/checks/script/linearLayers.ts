import { numberOf } from '../../../script/evaluate/values.js';
import type { LayerNode } from '../../../script/library/models/layerNode.js';
import { activationOf } from '../../../script/reading/outputReading.js';
import type { ScriptReading } from '../../../script/reading/readScript.js';
import { inEachStage, scriptFinding } from '../../evidence/scriptFinding.js';
import type { Finding } from '../../finding.js';

/**
 * Layers after which two dense layers are still one: they change no value, scale at random in training, or shift and scale each
 * value by statistics, as batch normalization does.
 */
const LINEAR = new Set(['BatchNormalization', 'Dropout', 'Flatten', 'Reshape', 'GaussianDropout', 'GaussianNoise']);

/** Whether a layer has fewer units than the next: a product of narrow matrices saves weights, and is meant linear. */
function isNarrower(layer: LayerNode, next: LayerNode): boolean {
  const [units, nextUnits] = [layer, next].map(({ args }) => numberOf(args.get('units')));
  return units !== undefined && nextUnits !== undefined && units < nextUnits;
}

/** Finds dense layers of a head that follow each other without an activation: together they are one. */
export function linearLayers(reading: ScriptReading): Finding[] {
  return inEachStage(reading, ({ model: { head } }) => {
    const found = head.flatMap((layer, i) => {
      if (layer.className !== 'Dense' || activationOf(layer) !== null) return [];
      const next = head.slice(i + 1).find(({ className }) => !LINEAR.has(className));
      return next?.className === 'Dense' && !isNarrower(layer, next) ? [{ layer, next }] : [];
    });
    const [first] = found;
    if (first === undefined) return [];
    return [
      scriptFinding(reading, {
        check: 'linear-layers',
        severity: 'warning',
        summary: `${found.length === 1 ? 'A dense layer of the head has' : `${found.length} dense layers of the head have`} no activation. Together with the next dense layer it computes no more than one linear layer.`,
        fix: "Give it activation='relu', or remove it.",
        at: [first.layer.origin, first.next.origin],
      }),
    ];
  });
}
