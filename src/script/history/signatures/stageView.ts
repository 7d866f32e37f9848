import { greatest, least } from '../../../base/extremes.js';
import { type HistoryStage, isAccuracy, type TrainingHistory } from '../trainingHistory.js';
import type { HistoryFacts } from './signature.js';

/** Values of a metric by epoch; undefined where an epoch has none. */
export type Series = readonly (number | undefined)[];

/** Facts, with those that the history itself shows. */
export interface KnownFacts extends HistoryFacts {
  isBinaryLoss: boolean;
}

/** What the signatures read of a stage. */
export interface StageView {
  /** From 1. */
  stage: number;
  epochs: readonly number[];
  loss: Series;
  valLoss: Series;
  accuracy: Series;
  valAccuracy: Series;
  accuracyName: string;
  plannedEpochs: number | undefined;
  stoppedAt: number | undefined;
  columns: readonly string[];
  decimals: number | undefined;
  facts: KnownFacts;
}

/** Relative error of a value that a history holds in full: floats of 32 bits, summed over an epoch. */
const FLOAT_ERROR = 2e-6;
/** Fewer validation images than this are assumed where their number is not known. A choice: smaller sets are rare. */
const UNKNOWN_VALIDATION = 30;

export function stageView(history: TrainingHistory, index: number, facts: KnownFacts): StageView {
  const stage = history.stages[index]!;
  const name = accuracyName(stage);
  const series = (metric: string): Series => stage.epochs.map(({ metrics }) => metrics[metric]);
  return {
    stage: index + 1,
    epochs: stage.epochs.map(({ epoch }) => epoch),
    loss: series('loss'),
    valLoss: series('val_loss'),
    accuracy: series(name),
    valAccuracy: series(`val_${name}`),
    accuracyName: name,
    plannedEpochs: stage.plannedEpochs,
    stoppedAt: stage.stoppedAt,
    columns: history.columns,
    decimals: history.decimals,
    facts,
  };
}

/** The metric that is the accuracy: of those whose names say so, the first, `accuracy` and `acc` before others. */
export function accuracyName({ epochs }: HistoryStage): string {
  const names = new Set(epochs.flatMap(({ metrics }) => Object.keys(metrics)).map((name) => name.replace(/^val_/, '')));
  const accuracies = [...names].filter((name) => isAccuracy(name) && !/top_?k/i.test(name));
  return ['accuracy', 'acc'].find((name) => names.has(name)) ?? accuracies[0] ?? 'accuracy';
}

/** The values that there are. */
export function known(series: Series): number[] {
  return series.filter((value) => value !== undefined);
}

/** Whether each epoch has a value. */
export function isWhole(series: Series): series is readonly number[] {
  return series.length > 0 && series.every((value) => value !== undefined && Number.isFinite(value));
}

export function lastOf(series: Series): number | undefined {
  const values = known(series);
  return values[values.length - 1];
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function spread(values: readonly number[]): number {
  return greatest(values) - least(values);
}

/** Largest error of a value as it is written: half of the last digit in a progress line. */
export function writtenError(value: number, decimals: number | undefined): number {
  if (decimals === undefined) return FLOAT_ERROR * Math.max(1, Math.abs(value));
  return 0.5 * 10 ** -decimals + FLOAT_ERROR;
}

/** Accuracy of answers without knowledge: that of always answering the largest class, or 1 / numClasses. Undefined if neither is known. */
export function chanceOf({ classShares, numClasses }: KnownFacts): number | undefined {
  if (classShares !== undefined && classShares.length > 0) return greatest(classShares);
  return numClasses === undefined ? undefined : 1 / numClasses;
}

/** Loss of answers without knowledge, in nats: 1 / numClasses for each class; for a binary loss, the mean over these outputs. */
export function uniformLoss({ numClasses, isBinaryLoss }: KnownFacts): number | undefined {
  if (numClasses === undefined) return undefined;
  return isBinaryLoss && numClasses > 2 ? entropy(1 / numClasses) : Math.log(numClasses);
}

/** Entropy of yes and no, in nats. */
export function entropy(share: number): number {
  return -share * Math.log(share) - (1 - share) * Math.log(1 - share);
}

/** How far an accuracy may be from a share by chance: three standard errors. */
export function chanceError(share: number, images: number | undefined): number {
  return 3 * Math.sqrt((share * (1 - share)) / (images ?? UNKNOWN_VALIDATION));
}

/** Number of validation images, or the least that is assumed. */
export function validationImages({ numValidation }: KnownFacts): number {
  return numValidation ?? UNKNOWN_VALIDATION;
}
