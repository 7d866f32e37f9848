import type { BatchNormalizationRow } from '../../backbones/keras/batchNormalizationByVersion.js';
import { truthOf } from '../evaluate/values.js';
import type { KerasVersion } from '../keras/kerasVersion.js';
import { batchNormalizationOf } from '../keras/versionMeaning.js';
import { innerLayers, type LayerNode } from '../library/models/layerNode.js';
import type { Place } from '../syntax/ast.js';
import { type FlagsReading, flagsAreKnown, flagsByVersion } from './flagsByVersion.js';
import type { ScriptReading } from './readScript.js';
import type { StageReading } from './stageReading.js';

/** What the batch normalization of a base does in a training, by version. */
export interface BaseNormalization {
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

export function isBatchNormalization({ className }: LayerNode): boolean {
  return /^(Sync)?BatchNormalization/.test(className);
}

/** Whether `K.set_learning_phase(0)` makes all batch normalization use its averages. */
export function isLearningPhaseSet({ library }: ScriptReading): boolean {
  return library.events.list.some((event) => event.kind === 'switch' && event.name === 'set_learning_phase');
}

/** What the batch normalization of a pretrained base does in a training; undefined where there is none, or it is not known. */
export function baseNormalization(reading: ScriptReading, stage: StageReading): BaseNormalization | undefined {
  const { base, isOnFeatures, training } = stage.model;
  if (base?.model?.kind !== 'application' || isOnFeatures || isLearningPhaseSet(reading) || !flagsAreKnown(stage))
    return undefined;
  const layers = innerLayers(base).filter(isBatchNormalization);
  if (layers.length === 0) return undefined;
  const isCalledWithFalse = training !== undefined && truthOf(training) === false;
  const uses = flagsByVersion(reading, stage).map((one) => usesOf(layers, one, isCalledWithFalse));
  const byBatch = uses.flatMap((one) => one.byBatch);
  return {
    layers,
    frozenByBatch: uses.flatMap((one) => one.frozenByBatch),
    trainable: uses.map(({ trainable }) => trainable).reduce((a, b) => (b.length > a.length ? b : a), []),
    notHeld: isCalledWithFalse ? byBatch : [],
    byBatch,
    isCalledWithFalse,
    frozenAt: uses.find(({ frozenAt }) => frozenAt !== undefined)?.frozenAt,
  };
}

/** What batch normalization does in versions with one meaning of the flags. */
function usesOf(
  layers: readonly LayerNode[],
  { releases, flags }: FlagsReading,
  isCalledWithFalse: boolean,
): Pick<BaseNormalization, 'trainable' | 'frozenByBatch' | 'byBatch' | 'frozenAt'> {
  const trainable = layers.filter((layer) => flags.get(layer)?.value === true);
  const frozen = layers.find((layer) => flags.get(layer)?.value === false);
  const { readings } = batchNormalizationOf(releases);
  const where = (holds: (row: BatchNormalizationRow) => boolean): KerasVersion[] =>
    readings.filter(({ value }) => holds(value)).flatMap((one) => one.releases);
  const called = (row: BatchNormalizationRow) => (isCalledWithFalse ? row.trainableCalledWithFalse : row.trainable);
  const isFrozen = trainable.length === 0;
  return {
    trainable,
    frozenByBatch: isFrozen ? where((row) => row.frozen.statistics === 'batch') : [],
    byBatch: isFrozen ? [] : where((row) => called(row)?.statistics === 'batch'),
    frozenAt: frozen === undefined ? undefined : flags.get(frozen)?.place,
  };
}

/** Where batch normalization was unfrozen, or else its base was built. */
export function unfrozenAt({ model }: StageReading, [layer]: readonly LayerNode[]): Place | undefined {
  return (layer && model.flags.get(layer)?.place) ?? model.base?.origin;
}

/** Name of the base: `ResNet50`. */
export function nameOfBase({ model }: StageReading): string {
  return model.base?.model?.application ?? 'the base';
}

/** Runs a check on each training with batch normalization in its base. */
export function onNormalizedStages<T>(
  reading: ScriptReading,
  check: (stage: StageReading, does: BaseNormalization) => T[],
): T[] {
  return reading.stages.flatMap((stage) => {
    const does = baseNormalization(reading, stage);
    return does === undefined ? [] : check(stage, does);
  });
}
