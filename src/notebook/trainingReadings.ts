import { support } from '../dataset/classFolders.js';
import type { Labelled } from '../dataset/dataset.js';
import { isCorrect } from '../metrics/correctness.js';
import { formatPercent, formatPoints, formatWithInterval } from '../metrics/format.js';
import { imbalanceRatio, majorityBaseline } from '../metrics/imbalance.js';
import { type Estimate, excludesZero, pairedDifference } from '../metrics/paired.js';
import type { ComparedRecipe, Comparison } from './comparisonTable.js';
import { escapeMarkdown } from './html.js';
import { scoresOf } from './results.js';
import { type DrawnSample, type NotebookRun, sampleSentence } from './sampleCaption.js';

/** The four runs that `freezingReading` compares. */
export interface FreezingRuns {
  /** Frozen backbone, batch normalization with moving statistics. */
  moving: NotebookRun;
  /** Frozen backbone, batch normalization with batch statistics in training. */
  batch: NotebookRun;
  /** Upper blocks unfrozen. */
  unfrozen: NotebookRun;
  /** A small network from scratch. */
  scratch: NotebookRun;
}

/**
 * Sums up in sentences how unequal the classes are, and what class weights and the other strategies change.
 *
 * @param plain run without class weights
 * @param balanced run of the same recipe with balanced class weights
 * @param comparison of {@link imbalanceStrategies}, the first of them without changes
 * @returns Markdown sentences for {@link showReading}
 *
 * @example
 * thaw.showReading(thaw.imbalanceReading(dataset, plain, balanced, comparison));
 */
export function imbalanceReading(
  dataset: Labelled,
  plain: NotebookRun,
  balanced: NotebookRun,
  { models, sample }: Comparison,
): string[] {
  const training = support(dataset, 'training');
  const majority = majorityBaseline(training, support(dataset, 'evaluation'));
  const [before, after] = [scoresOf(plain), scoresOf(balanced)];
  const difference = pairedDifference([isCorrect(plain)], [isCorrect(balanced)], plain.labels);
  const [first, ...others] = models as [ComparedRecipe, ...ComparedRecipe[]];
  const changed = others.filter(({ against }) => excludesZero(against!.gains.balancedAccuracy));
  const seeds = others[0]?.against?.mcnemar.length ?? 1;
  return [
    `The largest class has **${imbalanceRatio(training).toFixed(1)}** times the training images of the smallest.`,
    `Always predicting the largest class has an accuracy of **${formatPercent(majority)}**.`,
    `Balanced accuracy is **${formatWithInterval(before.balancedAccuracy, before.balancedAccuracyInterval)}** without class weights`,
    `and **${formatWithInterval(after.balancedAccuracy, after.balancedAccuracyInterval)}** with balanced weights:`,
    `${pointsOrNone(difference)}, paired by image.`,
    changed.length === 0
      ? `Over ${seeds} seeds, no strategy has a significantly different balanced accuracy from **${escapeMarkdown(first.name)}**.`
      : `Strategies with a significant change in balanced accuracy, over ${seeds} seeds: ${gainsOf(changed)}.`,
    ...measuredOn(sample),
  ];
}

/**
 * Sums up in sentences what the statistics of frozen batch normalization, unfreezing and pretrained weights change.
 *
 * @param runs four runs, all evaluated on the same images
 * @returns Markdown sentences for {@link showReading}
 *
 * @example
 * thaw.showReading(thaw.freezingReading({ moving, batch, unfrozen, scratch }));
 */
export function freezingReading({ moving, batch, unfrozen, scratch }: FreezingRuns): string[] {
  const difference = pairedDifference([isCorrect(batch)], [isCorrect(moving)]);
  return [
    `A frozen backbone with moving statistics has a validation accuracy of ${accuracyOf(moving)}, with batch statistics in training ${accuracyOf(batch)}.`,
    `The difference is ${pointsOrNone(difference)}.`,
    `With the upper blocks unfrozen it is ${accuracyOf(unfrozen)}.`,
    `A small network from scratch has ${accuracyOf(scratch)}.`,
    ...measuredOn(moving.sample),
  ];
}

/**
 * Sums up in sentences which fine-tuning strategy has the highest balanced accuracy, which are significantly better
 * than the first, and how long they train.
 *
 * @param comparison of {@link fineTuningStrategies}
 * @returns Markdown sentences for {@link showReading}
 *
 * @example
 * thaw.showReading(thaw.fineTuningReading(comparison));
 */
export function fineTuningReading({ models, sample }: Comparison): string[] {
  const [first, ...others] = models as [ComparedRecipe, ...ComparedRecipe[]];
  const best = models.reduce((a, b) => (balancedAccuracyOf(b) > balancedAccuracyOf(a) ? b : a));
  const { balancedAccuracy, accuracy } = best.figures;
  const better = others.filter(
    ({ against }) => excludesZero(against!.gains.balancedAccuracy) && against!.gains.balancedAccuracy.value > 0,
  );
  const [name, firstName] = [best, first].map((recipe) => `**${escapeMarkdown(recipe.name)}**`);
  return [
    `The highest balanced accuracy is that of ${name}: **${formatWithInterval(balancedAccuracy.value, balancedAccuracy.interval)}**.`,
    `Its accuracy is **${formatWithInterval(accuracy.value, accuracy.interval)}**.`,
    better.length === 0
      ? `No strategy has a significantly better balanced accuracy than ${firstName}.`
      : `Significantly better than ${firstName} in balanced accuracy: ${gainsOf(better)}.`,
    best === first
      ? `${name} trains in ${secondsOf(best)}.`
      : `${name} trains in ${secondsOf(best)}, ${firstName} in ${secondsOf(first)}.`,
    ...measuredOn(sample),
  ];
}

const balancedAccuracyOf = ({ figures }: ComparedRecipe): number => figures.balancedAccuracy.value;
const secondsOf = ({ seconds }: ComparedRecipe): string =>
  `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;

function accuracyOf(run: NotebookRun): string {
  const { accuracy, accuracyInterval } = scoresOf(run);
  return `**${formatWithInterval(accuracy, accuracyInterval)}**`;
}

function pointsOrNone(difference: Estimate): string {
  return `**${formatPoints(difference)}**${excludesZero(difference) ? '' : ' (not significant)'}`;
}

function gainsOf(recipes: readonly ComparedRecipe[]): string {
  return recipes
    .map(({ name, against }) => `**${escapeMarkdown(name)}** ${formatPoints(against!.gains.balancedAccuracy)}`)
    .join('; ');
}

/** A sentence that names the sample; none for all images. */
const measuredOn = (sample: DrawnSample | undefined): string[] =>
  sample === undefined ? [] : [sampleSentence({ sample })];
