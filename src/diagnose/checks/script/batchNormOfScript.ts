import { pluralize } from '../../../base/text/pluralize.js';
import { truthOf } from '../../../script/evaluate/values.js';
import type { KerasVersion } from '../../../script/keras/kerasVersion.js';
import { batchNormalizationOf } from '../../../script/keras/versionMeaning.js';
import { innerLayers, type LayerNode } from '../../../script/library/models/layerNode.js';
import { flagsAreKnown, flagsByVersion } from '../../../script/reading/flagsByVersion.js';
import { quotePlaces } from '../../../script/reading/quotes.js';
import type { ScriptReading } from '../../../script/reading/readScript.js';
import type { StageReading } from '../../../script/reading/stageReading.js';
import { butNotIn, inVersions, isLikely, isWorthSaying, shareOf } from '../../../script/reading/versionsInWords.js';
import type { Place } from '../../../script/syntax/ast.js';
import type { Finding } from '../../finding.js';
import { LEAST_BATCH } from '../network/smallBatchNorm.js';

/** What the batch normalization of a base does in a training, by version. */
interface Normalizing {
  layers: LayerNode[];
  /** Frozen ones that use the statistics of the batch. */
  frozenByBatch: KerasVersion[];
  /** Those that train. */
  trainable: LayerNode[];
  /** Where `training=False` is given and does not hold. */
  notHeld: KerasVersion[];
  /** Where those that train use the statistics of the batch. */
  byBatch: KerasVersion[];
  isCalledWithFalse: boolean;
  /** Where they were frozen. */
  frozenAt: Place | undefined;
}

const isBatchNormalization = ({ className }: LayerNode): boolean => /^(Sync)?BatchNormalization/.test(className);

function normalizing(reading: ScriptReading, stage: StageReading): Normalizing | undefined {
  const { base, isOnFeatures, training } = stage.model;
  // `K.set_learning_phase(0)` makes all of it use its averages.
  const isSwitched = reading.library.events.list.some(
    (event) => event.kind === 'switch' && event.name === 'set_learning_phase',
  );
  if (base?.model?.kind !== 'application' || isOnFeatures || isSwitched || !flagsAreKnown(stage)) return undefined;
  const layers = innerLayers(base).filter(isBatchNormalization);
  if (layers.length === 0) return undefined;
  const isCalledWithFalse = training !== undefined && truthOf(training) === false;
  const found: Normalizing = {
    layers,
    frozenByBatch: [],
    trainable: [],
    notHeld: [],
    byBatch: [],
    isCalledWithFalse,
    frozenAt: undefined,
  };
  for (const { releases, flags } of flagsByVersion(reading, stage)) {
    const trainable = layers.filter((layer) => flags.get(layer)?.value === true);
    const frozen = layers.find((layer) => flags.get(layer)?.value === false);
    if (frozen !== undefined) found.frozenAt ??= flags.get(frozen)?.place;
    if (trainable.length > found.trainable.length) found.trainable = trainable;
    for (const { value: row, releases: some } of batchNormalizationOf(releases).readings) {
      if (trainable.length === 0 && row.frozen.statistics === 'batch') found.frozenByBatch.push(...some);
      if (trainable.length === 0) continue;
      const called = isCalledWithFalse ? row.trainableCalledWithFalse : row.trainable;
      if (called?.statistics !== 'batch') continue;
      found.byBatch.push(...some);
      if (isCalledWithFalse) found.notHeld.push(...some);
    }
  }
  return found;
}

/**
 * Finds frozen batch normalization that normalizes by the batch in training and by its averages in inference, as Keras before
 * TensorFlow 2 does. The head learns features that inference never gives it.
 */
export function frozenBatchNormOfScript(reading: ScriptReading): Finding[] {
  return onStages(reading, (stage, { frozenByBatch, layers, frozenAt, isCalledWithFalse }) => {
    const share = shareOf(reading, frozenByBatch);
    if (share === 'none' || isCalledWithFalse || !isWorthSaying(reading, frozenByBatch)) return [];
    return [
      {
        check: 'frozen-batch-norm',
        severity: share === 'all' ? 'critical' : isLikely(reading, frozenByBatch) ? 'warning' : 'info',
        summary: `${inVersions(frozenByBatch)} the ${layers.length} frozen batch-normalization layers of ${nameOf(stage)} use batch statistics in fit and moving averages in evaluation${butNotIn(reading, frozenByBatch)}.`,
        evidence: [],
        fix: {
          text: 'Compute the features once with `base.predict` and train the head on them, or train with TensorFlow 2 or Keras 3, where frozen batch normalization uses its averages.',
        },
        places: quotePlaces(reading, [frozenAt, stage.model.base?.origin, stage.place]),
      },
    ];
  });
}

/** Finds `training=False` on a base whose batch normalization trains, where `fit` of the version overrides it. */
export function trainingFalseIgnored(reading: ScriptReading): Finding[] {
  return onStages(reading, (stage, { notHeld, trainable }) => {
    if (notHeld.length === 0) return [];
    const layers = pluralize(trainable.length, 'batch-normalization layer', 'batch-normalization layers');
    return [
      {
        check: 'training-false-ignored',
        severity: isLikely(reading, notHeld) ? 'warning' : 'info',
        summary: `${inVersions(notHeld)} fit overrides the \`training=False\` of the base: its ${layers} that train use batch statistics and move their averages${butNotIn(reading, notHeld)}.`,
        evidence: [],
        fix: {
          text: 'Set `trainable = False` on each BatchNormalization layer of the base after it is unfrozen, then compile.',
        },
        places: quotePlaces(reading, [stage.model.training?.origin, unfrozenAt(stage, trainable), stage.place]),
      },
    ];
  });
}

/** Finds batch normalization that trains on batches of a few images. */
export function smallBatchNormOfScript(reading: ScriptReading): Finding[] {
  return onStages(reading, (stage, { byBatch, trainable }) => {
    const size = stage.batchSize.value;
    if (byBatch.length === 0 || size === undefined || size === null || size >= LEAST_BATCH) return [];
    const isSure = shareOf(reading, byBatch) === 'all';
    return [
      {
        check: 'small-batch-norm',
        severity: isSure || isLikely(reading, byBatch) ? 'warning' : 'info',
        effect: 1 - size / LEAST_BATCH,
        summary: `${pluralize(trainable.length, 'batch-normalization layer', 'batch-normalization layers')} of ${nameOf(stage)} compute mean and variance over batches of ${size}: the statistics are noisy${isSure ? '' : `, ${inVersions(byBatch).replace('In', 'in')}`}.`,
        evidence: [],
        fix: {
          text: `Set \`trainable = False\` on each BatchNormalization layer, or train in batches of ${2 * LEAST_BATCH} or more.`,
        },
        places: quotePlaces(reading, [stage.batchSize.places[0], unfrozenAt(stage, trainable), stage.place]),
      },
    ];
  });
}

function unfrozenAt({ model }: StageReading, [layer]: readonly LayerNode[]): Place | undefined {
  return (layer && model.flags.get(layer)?.place) ?? model.base?.origin;
}

function nameOf({ model }: StageReading): string {
  return model.base?.model?.application ?? 'the base';
}

function onStages(reading: ScriptReading, check: (stage: StageReading, does: Normalizing) => Finding[]): Finding[] {
  return reading.stages.flatMap((stage) => {
    const does = normalizing(reading, stage);
    return does === undefined ? [] : check(stage, does);
  });
}
