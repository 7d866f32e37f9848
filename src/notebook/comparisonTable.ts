import { mean } from '../base/sum.js';
import type { SelectionOptions } from '../dataset/dataset.js';
import { argmax } from '../metrics/argmax.js';
import { type Compared, type Contender, compareModels, FIGURES, type Figure } from '../metrics/comparison.js';
import { balancedAccuracy, confusionMatrix } from '../metrics/confusionMatrix.js';
import { excludesZero } from '../metrics/paired.js';
import { checkSameEvaluation } from '../run/evaluationDigest.js';
import type { StoredRun } from '../store/runStore.js';
import { showHtml, showMarkdown } from './display.js';
import { halvesOf, type TwoAnswers } from './finishedRun.js';
import { escapeMarkdown, formatPercent, formatPoints, formatWithInterval, table } from './html.js';
import type { OpenDataset } from './openDataset.js';

const NAMES: Record<Figure, string> = {
  accuracy: 'accuracy',
  balancedAccuracy: 'balanced accuracy',
  macroF1: 'macro F1',
  worstRecall: 'recall of the worst class',
  ece: 'calibration error',
};

/** Models and what came out, on the pictures that the figures are told on; how many those are. */
export interface Comparison {
  models: Compared[];
  /** Name of the model with the highest mean balanced accuracy on the pictures to choose by; undefined if none is to be. */
  chosen: string | undefined;
  pictures: { choose: number; tell: number; apart: boolean };
}

export interface ComparisonOptions extends SelectionOptions {
  /** Whether the best is to be chosen; else all figures are told on all pictures that runs are told on. Default true. */
  choose?: boolean;
}

/**
 * Compares recipes, each run with the same seeds, with the first of them: five figures with their intervals, and what is
 * shown of the differences. The best is chosen on one half of the validation pictures, and all figures are told on the
 * other, where there are enough for two.
 *
 * @throws UserError where runs are told on different pictures, or recipes have different numbers of seeds
 */
export function showComparisonTable(
  runs: Readonly<Record<string, readonly StoredRun[]>>,
  dataset: OpenDataset,
  { choose: isToChoose = true, ...options }: ComparisonOptions = {},
): Comparison {
  const all = Object.entries(runs);
  const [[run]] = Object.values(runs);
  checkSameEvaluation(all.flatMap(([, own]) => own));
  const answersOf = (one: StoredRun): TwoAnswers =>
    isToChoose
      ? halvesOf(one, dataset, options)
      : { choose: { labels: [], probabilities: [] }, tell: one, apart: false };
  const answers = all.map(([name, own]) => ({ name, seeds: own.map(answersOf) }));
  const [{ choose, tell, apart }] = answers[0].seeds;
  const contendersOn = (half: 'choose' | 'tell'): Contender[] =>
    answers.map(({ name, seeds }) => ({ name, seeds: seeds.map((one) => one[half].probabilities) }));
  const models = compareModels(tell.labels, contendersOn('tell'));
  const chosen = isToChoose ? bestOn(choose.labels, contendersOn('choose')) : undefined;
  const pictures = { choose: choose.labels.length, tell: tell.labels.length, apart };
  const training = all.map(([, own]) =>
    mean(own.map(({ history, bestEpoch }) => history[bestEpoch - 1].trainAccuracy)),
  );
  showCompared(models, run.classNames, training);
  showMarkdown(`${halfReading(pictures, chosen)} ${seedReading(all[0][1].length)}\n\n${comparedReading(models)}`);
  return { models, chosen, pictures };
}

/**
 * The figures of each model, and below them the differences from the first.
 *
 * @param training accuracy of each in the epoch that was kept
 */
export function showCompared(
  models: readonly Compared[],
  classNames: readonly string[],
  training?: readonly number[],
): void {
  const rows = models.map(({ name, figures, worstClass }, m) => [
    name,
    ...(training === undefined ? [] : [formatPercent(training[m])]),
    ...FIGURES.map((figure) => {
      const cell = formatWithInterval(figures[figure].value, figures[figure].interval);
      return figure === 'worstRecall' ? `${classNames[worstClass]}: ${cell}` : cell;
    }),
  ]);
  const names = FIGURES.map((figure) => NAMES[figure]);
  const [first, ...others] = models;
  const differences = others.map(({ name, against }) => [
    name,
    ...FIGURES.map((figure) => formatPoints(against!.gains[figure])),
    against!.mcnemar.map(({ p }) => (p < 0.001 ? 'below 0.001' : p.toFixed(3))).join('; '),
  ]);
  // An interval that reaches from a hair below 0 is rounded to 0 here: what is shown, the reading says.
  const header = [`against ${first.name}`, ...names, "McNemar's p, by seed"];
  showHtml(
    table(['', ...(training === undefined ? [] : ['training accuracy']), ...names], rows) +
      (others.length === 0 ? '' : table(header, differences)),
    [...rows, ...differences].map((row) => row.join(', ')).join('\n'),
  );
}

/** In Markdown, a line for each model but the first: what is shown of its difference from that, and what is not. */
export function comparedReading([first, ...others]: readonly Compared[]): string {
  const lines = others.map(({ name, against }) => {
    const { gains } = against!;
    const shown = FIGURES.filter((figure) => excludesZero(gains[figure]));
    const hidden = FIGURES.filter((figure) => !excludesZero(gains[figure]));
    const parts = [
      ...shown.map((figure) => `${NAMES[figure]} ${formatPoints(gains[figure])}`),
      ...(hidden.length === 0 ? [] : [`no difference shown in ${hidden.map((figure) => NAMES[figure]).join(', ')}`]),
    ];
    return `- **${escapeMarkdown(name)}** against **${escapeMarkdown(first.name)}**: ${parts.join('; ')}.`;
  });
  return lines.join('\n');
}

function halfReading({ choose, tell, apart }: Comparison['pictures'], chosen: string | undefined): string {
  if (chosen === undefined) return `All figures are told on ${tell} validation pictures.`;
  const by = `by balanced accuracy: **${escapeMarkdown(chosen)}**`;
  if (apart) return `Chosen on ${choose} validation pictures ${by}; all figures are told on the other ${tell}.`;
  return `Chosen ${by}. ${tell} validation pictures are too few for two halves, so the figures are told on those that it was chosen by, and the best looks better than it is.`;
}

function seedReading(numSeeds: number): string {
  if (numSeeds === 1) return 'One seed; 95 % intervals over pictures.';
  return `Means of ${numSeeds} seeds; 95 % intervals over seeds and pictures.`;
}

function bestOn(labels: readonly number[], contenders: readonly Contender[]): string {
  const figures = contenders.map(({ name, seeds }) => {
    const each = seeds.map((rows) => balancedAccuracy(confusionMatrix(labels, rows.map(argmax), rows[0].length)));
    return { name, value: mean(each) };
  });
  return figures.reduce((best, other) => (other.value > best.value ? other : best)).name;
}
