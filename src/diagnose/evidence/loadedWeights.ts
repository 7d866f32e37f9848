import type { LayerNode } from '../../script/library/models/layerNode.js';
import type { ScriptReading } from '../../script/reading/readScript.js';
import type { StageReading } from '../../script/reading/stageReading.js';

/** Whether weights of a model are read from a file, or set, after it is built. */
export function hasLoadedWeights({ library }: ScriptReading, node: LayerNode): boolean {
  return (node.model?.weightsFrom.length ?? 0) > 0 || library.events.weightsSet.has(node);
}

/** Whether a training may begin with other weights than its model and its base are built with. */
export function mayHaveOtherWeights(reading: ScriptReading, { call, model }: StageReading): boolean {
  const isLoaded = [call.node, model.base].some((node) => node !== undefined && hasLoadedWeights(reading, node));
  return isLoaded || call.changedBy.length > 0;
}
