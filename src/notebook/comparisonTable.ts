import { UserError } from '../base/errors.js';
import { mean } from '../base/sum.js';
import { support } from '../dataset/classFolders.js';
import type { SelectionOptions } from '../dataset/dataset.js';
import { argmax } from '../metrics/argmax.js';
import { type Compared, type Contender, compareModels, FIGURES, type Figure } from '../metrics/comparison.js';
import { balancedAccuracy, confusionMatrix } from '../metrics/confusionMatrix.js';
import { formatPercent, formatPoints, formatWithInterval } from '../metrics/format.js';
import { majorityBaseline } from '../metrics/imbalance.js';
import { excludesZero } from '../metrics/paired.js';
import { accuracyDots } from '../plots/accuracyDots.js';
import { checkSameEvaluation } from '../run/evaluationDigest.js';
import type { StoredRun } from '../store/runStore.js';
import type { Swept } from '../store/sweep.js';
import { showHtml, showMarkdown, showPlot } from './display.js';
import { type PredictionsByPart, validationPartsOf } from './finishedRun.js';
import { captionHtml, escapeMarkdown, table, tableText } from './html.js';
import type { OpenDataset } from './openDataset.js';
import { type DrawnSample, sampleCaption } from './sampleCaption.js';

/** Names of the scores in tables. */
const NAMES: Record<Figure, string> = {
  accuracy: 'accuracy',
  balancedAccuracy: 'balanced accuracy',
  macroF1: 'macro F1',
  worstRecall: 'recall of the worst class',
  ece: 'calibration error',
};

/** Runs to compare: a run or the runs of several seeds under each name, or what a `sweep` gave. */
export type RunsToCompare = Readonly<Record<string, StoredRun | readonly StoredRun[]>> | readonly Swept[];

/** A recipe of a comparison: its scores, and its differences from the first recipe. */
export interface ComparedRecipe extends Compared {
  /** Mean over its runs of the time that training took. */
  seconds: number;
  /** Mean over its runs of the training accuracy in the best epoch, in [0, 1]. */
  trainingAccuracy: number;
}

/** What a comparison gave, on the validation images that are for evaluation, and how many those are. */
export interface Comparison {
  /** In the order of the runs; all are compared with the first. */
  models: ComparedRecipe[];
  /** Name of the recipe with the highest mean balanced accuracy on the selection part; undefined where none is to be chosen. */
  chosen: string | undefined;
  /** Numbers of validation images; `apart` is false where the two parts are the same images. */
  images: { selection: number; evaluation: number; apart: boolean };
  /** Where the recipes were trained on a sample. */
  sample?: DrawnSample;
}

/** How a comparison is made. */
export interface ComparisonOptions extends SelectionOptions {
  /** Whether to choose the best recipe on one part of the validation images, and to evaluate on the other. Default true. */
  choose?: boolean;
}

/**
 * Compares recipes, each trained with the same seeds, with the first of them: five scores with their 95 % intervals,
 * and which differences are shown. The best recipe is chosen on one part of the validation images and all scores are
 * measured on the other, where there are enough images for two parts.
 *
 * @param runs runs under the names of their recipes, or the result of {@link sweep}
 * @param options `choose: false` measures all scores on all images and chooses none
 * @throws UserError where runs are evaluated on different images, or recipes have different numbers of seeds
 *
 * @example
 * const comparison = thaw.showComparisonTable({ reference: run, 'low rate': [slower] }, dataset);
 * const swept = thaw.showComparisonTable(await thaw.sweep(recipes, 3, dataset), dataset, { choose: false });
 */
export function showComparisonTable(
  runs: RunsToCompare,
  dataset: OpenDataset,
  { choose: isToChoose = true, ...options }: ComparisonOptions = {},
): Comparison {
  const all = recipesOf(runs);
  checkSameEvaluation(all.flatMap((recipe) => recipe.runs));
  const partsOf = (run: StoredRun): PredictionsByPart =>
    isToChoose
      ? validationPartsOf(run, dataset, options)
      : { selection: { labels: [], probabilities: [] }, evaluation: run, apart: false };
  const predictions = all.map((recipe) => ({ name: recipe.name, seeds: recipe.runs.map(partsOf) }));
  const { selection, evaluation, apart } = predictions[0]!.seeds[0]!;
  const contendersOn = (part: 'selection' | 'evaluation'): Contender[] =>
    predictions.map(({ name, seeds }) => ({ name, seeds: seeds.map((one) => one[part].probabilities) }));
  const models = compareModels(evaluation.labels, contendersOn('evaluation')).map((compared, m) => ({
    ...compared,
    seconds: mean(all[m]!.runs.map(({ seconds }) => seconds)),
    trainingAccuracy: mean(all[m]!.runs.map(({ history, bestEpoch }) => history[bestEpoch - 1]!.trainAccuracy)),
  }));
  const chosen = isToChoose ? bestOn(selection.labels, contendersOn('selection')) : undefined;
  const images = { selection: selection.labels.length, evaluation: evaluation.labels.length, apart };
  const training = models.map(({ trainingAccuracy }) => trainingAccuracy);
  showCompared(models, all[0]!.runs[0]!.classNames, training, sampleCaption(dataset));
  showMarkdown(`${partReading(images, chosen)} ${seedReading(all[0]!.runs.length)}`);
  return { models, chosen, images, ...(dataset.sample && { sample: dataset.sample }) };
}

/**
 * Plots the training and the validation accuracy of every recipe of a comparison, with the 95 % interval of the latter and
 * the accuracy of always predicting the largest class.
 *
 * @param comparison of {@link showComparisonTable}
 *
 * @example
 * await thaw.showComparedAccuracies(comparison, dataset);
 */
export async function showComparedAccuracies(
  { models, images }: Pick<Comparison, 'models' | 'images'>,
  dataset: OpenDataset,
): Promise<void> {
  const dots = models.map(({ name, trainingAccuracy, figures: { accuracy } }) => ({
    name,
    training: trainingAccuracy,
    validation: accuracy.value,
    interval: accuracy.interval,
  }));
  const baseline = majorityBaseline(support(dataset, 'training'), support(dataset, 'evaluation'));
  const rows = dots.map(({ name, training, validation, interval }) => {
    return `${name} ${formatPercent(training)} and ${formatWithInterval(validation, interval)}`;
  });
  await showPlot(
    accuracyDots(
      [{ name: `evaluated on ${images.evaluation} validation images`, dots }],
      [{ name: 'majority class', accuracy: baseline }],
    ),
    `Training and validation accuracy: ${rows.join(', ')}.`,
    undefined,
    sampleCaption(dataset),
  );
}

/** Each recipe under its name, with its runs. */
function recipesOf(runs: RunsToCompare): readonly { name: string; runs: readonly StoredRun[] }[] {
  const all = isSwept(runs)
    ? runs
    : Object.entries(runs).map(([name, some]) => ({ name, runs: 'recipe' in some ? [some] : some }));
  const missing = all.find((recipe) => recipe.runs.length === 0);
  if (all.length > 0 && missing === undefined) return all;
  throw new UserError(
    'A comparison was expected to have a finished run of each recipe.',
    missing === undefined ? 'no recipes' : `none of '${missing.name}'`,
    'Run the cell that trains them again: it resumes where it stopped.',
  );
}

function isSwept(runs: RunsToCompare): runs is readonly Swept[] {
  return Array.isArray(runs);
}

/**
 * Shows the scores of each model, and below them the differences from the first.
 *
 * @param training accuracy of each in its best epoch
 * @param caption shown below, such as which images were used; default none
 */
export function showCompared(
  models: readonly Compared[],
  classNames: readonly string[],
  training?: readonly number[],
  caption?: string,
): void {
  const rows = models.map(({ name, figures, worstClass }, m) => [
    name,
    ...(training === undefined ? [] : [formatPercent(training[m]!)]),
    ...FIGURES.map((figure) => {
      const cell = formatWithInterval(figures[figure].value, figures[figure].interval);
      return figure === 'worstRecall' ? `${classNames[worstClass]}: ${cell}` : cell;
    }),
  ]);
  const header = [
    '',
    ...(training === undefined ? [] : ['training accuracy']),
    ...FIGURES.map((figure) => NAMES[figure]),
  ];
  const differences = differenceTable(models);
  showHtml(
    table(header, rows) + differences.html + captionHtml(caption),
    [tableText(rows), differences.text, caption ?? ''].join('\n').trim(),
  );
}

/** The differences of each model from the first, as HTML and as text; those whose interval excludes 0 are bold. */
export function differenceTable([first, ...others]: readonly Compared[]): { html: string; text: string } {
  if (others.length === 0) return { html: '', text: '' };
  const rows = others.map(({ name, against }) => [
    name,
    ...FIGURES.map((figure) => formatPoints(against!.gains[figure])),
    against!.mcnemar.map(({ p }) => (p < 0.001 ? 'below 0.001' : p.toFixed(3))).join('; '),
  ]);
  const header = [`against ${first!.name}`, ...FIGURES.map((figure) => NAMES[figure]), "McNemar's p, by seed"];
  const isShown = (row: number, column: number): boolean => {
    const figure = FIGURES[column - 1];
    return row >= 0 && figure !== undefined && excludesZero(others[row]!.against!.gains[figure]);
  };
  const legend = 'Bold: the 95 % interval excludes 0, so the difference is significant.';
  return { html: `${table(header, rows, isShown)}<div>${legend}</div>`, text: `${tableText(rows)}\n${legend}` };
}

function partReading({ selection, evaluation, apart }: Comparison['images'], chosen: string | undefined): string {
  if (chosen === undefined) return `All scores are measured on ${evaluation} validation images.`;
  const best = `Best by balanced accuracy: **${escapeMarkdown(chosen)}**`;
  if (apart)
    return `${best}, chosen on ${selection} validation images. All scores are measured on the other ${evaluation}.`;
  return `${best}. ${evaluation} validation images are too few for two parts: it was chosen on the same images that the scores are measured on, so its scores are too high.`;
}

function seedReading(seeds: number): string {
  if (seeds === 1) return 'One seed; 95 % intervals over images.';
  return `Means of ${seeds} seeds; 95 % intervals over seeds and images.`;
}

function bestOn(labels: readonly number[], contenders: readonly Contender[]): string {
  const figures = contenders.map(({ name, seeds }) => {
    const each = seeds.map((rows) => balancedAccuracy(confusionMatrix(labels, rows.map(argmax), rows[0]!.length)));
    return { name, value: mean(each) };
  });
  return figures.reduce((best, other) => (other.value > best.value ? other : best)).name;
}
