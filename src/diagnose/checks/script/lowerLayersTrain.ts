import { innerLayers, isOpaque, type LayerNode } from '../../../script/library/models/layerNode.js';
import { isBatchNormalization, nameOfBase } from '../../../script/reading/baseNormalization.js';
import {
  type FlagsReading,
  flagsAreKnown,
  flagsByVersion,
  hasWeights,
} from '../../../script/reading/flagsByVersion.js';
import type { ScriptReading } from '../../../script/reading/readScript.js';
import { mayHaveOtherWeights } from '../../evidence/loadedWeights.js';
import { inEachStage, scriptFinding } from '../../evidence/scriptFinding.js';
import type { Finding } from '../../finding.js';

/**
 * Finds a base whose first layers train while its last ones are frozen, as `base.layers[100:]` freezes where `base.layers[:100]` is
 * meant. Batch normalization, which many scripts keep frozen throughout, does not count.
 */
export function lowerLayersTrain(reading: ScriptReading): Finding[] {
  return inEachStage(reading, (stage) => {
    const { base, isOnFeatures } = stage.model;
    if (base?.model?.kind !== 'application' || isOnFeatures || isOpaque(base)) return [];
    if (!flagsAreKnown(stage) || mayHaveOtherWeights(reading, stage)) return [];
    const layers = innerLayers(base).filter((layer) => hasWeights(layer) && !isBatchNormalization(layer));
    const divided = flagsByVersion(reading, stage).map(({ flags }) => upsideDown(layers, flags));
    const [first] = divided;
    if (first === undefined || divided.some((one) => one === undefined)) return [];
    const { trained, frozen } = first;
    return [
      scriptFinding(reading, {
        check: 'lower-layers-train',
        severity: 'warning',
        summary: `The first ${trained.length} of ${layers.length} layers with weights of ${nameOfBase(stage)} train, and the last ${frozen.length} are frozen: the other way round than fine-tuning does.`,
        fix: 'Freeze the layers before the boundary and train those after it: `for layer in base.layers[:n]: layer.trainable = False`.',
        at: [
          stage.model.flags.get(frozen[0]!)?.place ?? stage.model.flags.get(trained[0]!)?.place,
          base.origin,
          stage.place,
        ],
      }),
    ];
  });
}

/** The layers that train and those that are frozen, where all of the first stand before all of the second. */
function upsideDown(
  layers: readonly LayerNode[],
  flags: FlagsReading['flags'],
): { trained: LayerNode[]; frozen: LayerNode[] } | undefined {
  const trains = (layer: LayerNode): boolean => flags.get(layer)?.value === true;
  const boundary = layers.findIndex((layer) => !trains(layer));
  const [trained, frozen] = [layers.slice(0, boundary), layers.slice(boundary)];
  return boundary > 0 && !frozen.some(trains) ? { trained, frozen } : undefined;
}
