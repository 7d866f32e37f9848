import { isNone, numberOf } from '../../../script/evaluate/values.js';
import { innerLayers, type LayerNode } from '../../../script/library/models/layerNode.js';
import { inputShapeOf } from '../../../script/reading/inputShape.js';
import { pipelinesOf } from '../../../script/reading/pipelines.js';
import { quotePlaces } from '../../../script/reading/quotes.js';
import type { ScriptReading } from '../../../script/reading/readScript.js';
import { featureMapOf } from '../../evidence/featureMap.js';
import { headIsOnOutput } from '../../evidence/headIsOnOutput.js';
import type { Finding } from '../../finding.js';

/**
 * Weights of the dense layers of a head that are more than the images of most data sets can determine. A pooled head of
 * 2,048 features and 1,024 units has 2.1 million; VGG16's own classifier, trained on 1.2 million images, 124 million.
 */
const MOST_WEIGHTS = 10_000_000;

/** Finds heads that flatten the feature map of a base into a dense layer of ten million weights or more. */
export function headTooLargeOfScript(reading: ScriptReading): Finding[] {
  const stage = reading.stages.at(-1);
  const { base, head } = stage?.model ?? {};
  if (stage === undefined || base === undefined || head === undefined) return [];
  const at = head.findIndex(({ className }) => className === 'Flatten');
  const rest = head
    .slice(at + 1)
    .filter(({ className }) => className !== 'Dropout' && className !== 'BatchNormalization');
  const [dense] = rest;
  const isPlain = head
    .slice(0, Math.max(0, at))
    .every(({ className }) => /^(Dropout|BatchNormalization|InputLayer|Input)$/.test(className));
  const pooling = base.args.get('pooling');
  // Keras pools for 'avg' and 'max' alone, and takes `pooling=max`, the function of Python, for none.
  const isPooled = pooling !== undefined && !isNone(pooling) && pooling.kind !== 'name';
  if (at === -1 || !isPlain || isPooled || dense?.className !== 'Dense' || !headIsOnOutput(stage, base)) return [];
  // A classifier of the network itself, with its weights of ImageNet.
  if (base.model?.isWrittenOut && hasWeightsOfFile(reading, dense)) return [];
  const units = numberOf(dense.args.get('units'));
  const shape = inputShapeOf(base);
  const flow = pipelinesOf(reading)[0]?.flow;
  const map = featureMapOf(base, shape?.height ?? flow?.height.value, shape?.width ?? flow?.width.value);
  if (units === undefined || map === undefined) return [];
  const inputs = map.height * map.width * map.features;
  const weights = inputs * units;
  if (weights < MOST_WEIGHTS) return [];
  return [
    {
      check: 'head-too-large',
      severity: 'warning',
      effect: 1 - MOST_WEIGHTS / weights,
      summary: `\`Flatten\` and \`Dense(${units})\` have ${Math.round(weights / 1e6)} million weights: ${map.height} x ${map.width} x ${map.features} features times ${units} units. A small data set is memorized.`,
      evidence: [],
      fix: {
        text: `Use \`GlobalAveragePooling2D\` in place of \`Flatten\`: ${weightsInWords(map.features * units)} weights remain.`,
      },
      places: quotePlaces(reading, [head[at]!.origin, dense.origin, base.origin]),
    },
  ];
}

/** Whether a file of weights is loaded into a model with this layer. */
function hasWeightsOfFile({ library }: ScriptReading, layer: LayerNode): boolean {
  return library.events.list.some((event) => event.kind === 'load weights' && innerLayers(event.node).includes(layer));
}

function weightsInWords(weights: number): string {
  return weights >= 1e6 ? `${(weights / 1e6).toFixed(1)} million` : weights.toLocaleString('en-US');
}
