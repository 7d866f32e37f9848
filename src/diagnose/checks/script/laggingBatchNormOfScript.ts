import { countBy } from '../../../base/group.js';
import { sum } from '../../../base/sum.js';
import { formatPercent } from '../../../metrics/format.js';
import { isNone, numberOf } from '../../../script/evaluate/values.js';
import { innerLayers, type LayerNode } from '../../../script/library/models/layerNode.js';
import { flagsAreKnown } from '../../../script/reading/flagsByVersion.js';
import type { ScriptReading } from '../../../script/reading/readScript.js';
import type { StageReading } from '../../../script/reading/stageReading.js';
import { keyOf } from '../../../script/syntax/keyOf.js';
import { LAGGING_ADVICE } from '../../evidence/laggingAdvice.js';
import { mayHaveOtherWeights } from '../../evidence/loadedWeights.js';
import { scriptFinding } from '../../evidence/scriptFinding.js';
import type { Finding } from '../../finding.js';

/** Keras' default. That of an application is the same or larger, as MobileNetV2's 0.999. */
const MOMENTUM = 0.99;
/** Shares of the initial values that are left: 70 steps of momentum 0.99 leave 0.5, 160 leave 0.2. A choice; see `HELD_BY_RUN`. */
const HELD = { critical: 0.5, warning: 0.2 };

/**
 * Finds batch normalization that starts with the script and trains for so few steps that its moving averages are mostly what they
 * were at the start, mean 0 and variance 1. A public report: training accuracy 1.00, and 0.333 of the same three images in
 * `evaluate`, after five steps.
 */
export function laggingBatchNormOfScript(reading: ScriptReading): Finding[] {
  const stage = reading.stages.at(-1);
  const layer = stage === undefined || mayHaveOtherWeights(reading, stage) ? undefined : newNormalization(stage);
  if (stage === undefined || layer === undefined) return [];
  const fits = reading.library.events.list.filter(({ kind }) => kind === 'fit');
  const times = countBy(fits, ({ place }) => keyOf(place));
  const each = reading.stages.map((one) => stepsOf(one, times));
  if (!each.every((steps) => steps !== undefined)) return [];
  const steps = sum(each);
  const share = (numberOf(layer.args.get('momentum')) ?? MOMENTUM) ** steps;
  if (share <= HELD.warning) return [];
  return [
    scriptFinding(reading, {
      check: 'lagging-batch-norm',
      severity: share > HELD.critical ? 'critical' : 'warning',
      summary: `Batch normalization trains for ${steps} steps: its moving averages still hold ${formatPercent(share)} of their initial values, and validation and prediction use them.`,
      fix: LAGGING_ADVICE,
      at: [stage.place, [layer.origin, 'batch normalization without pretrained weights']],
    }),
  ];
}

/** A layer of batch normalization that is new and trains. */
function newNormalization(stage: StageReading): LayerNode | undefined {
  const { base, head, flags, isOnFeatures } = stage.model;
  const { node } = stage.call;
  // The layers of an application may be others by version, but all versions have batch normalization or none has.
  const isSure = node.model?.kind === 'application' || (node.model?.isSure !== false && flagsAreKnown(stage));
  if (!isSure) return undefined;
  const isNew = base !== undefined && !isOnFeatures && isNone(base.args.get('weights'));
  const layers = [...(isNew ? innerLayers(base) : []), ...head.flatMap(innerLayers)];
  return layers.find((layer) => layer.className === 'BatchNormalization' && flags.get(layer)?.value === true);
}

/** Steps of a training, over all times that its line runs; undefined where the text does not say them. */
function stepsOf(stage: StageReading, times: ReadonlyMap<string, number>): number | undefined {
  const { call, epochs } = stage;
  const steps = stepsOfEpoch(stage);
  if (steps === undefined || epochs.value === undefined || call.isRepeated || !call.hasAllArguments) return undefined;
  return steps * epochs.value * times.get(keyOf(call.place))!;
}

function stepsOfEpoch({ call, stepsPerEpoch, batchSize, training }: StageReading): number | undefined {
  // `samples_per_epoch` of Keras 1 counts images.
  if (stepsPerEpoch !== undefined) return call.args.has('steps_per_epoch') ? stepsPerEpoch.value : undefined;
  const count = training?.kind === 'arrays' ? training.count : undefined;
  return count === undefined || typeof batchSize.value !== 'number' ? undefined : Math.ceil(count / batchSize.value);
}
