import { pluralize } from '../base/text/pluralize.js';
import { support } from '../dataset/classFolders.js';
import type { Labelled } from '../dataset/dataset.js';
import { isCorrect } from '../metrics/correctness.js';
import { formatPercent, formatPoints, formatWithInterval } from '../metrics/format.js';
import { accuracy, excludesZero, pairedDifference } from '../metrics/paired.js';
import type { NamedTrial, TrialGroup } from './comparison.js';
import { escapeMarkdown } from './html.js';
import { sampleSentence } from './sampleCaption.js';

/**
 * Sums up groups of trials: for each backbone, the validation accuracy of every trial and its difference from the first
 * one in points, each with its 95 % interval. Differences whose interval excludes 0 are bold.
 *
 * @returns Markdown table
 *
 * @example
 * thaw.showMarkdown(thaw.comparisonReading(policies));
 */
export function comparisonReading(groups: readonly TrialGroup[]): string {
  return [
    '| backbone | variant | validation accuracy | difference from the first variant |',
    '| --- | --- | --- | --- |',
    ...groups.flatMap(rowsOf),
    '',
    `Bold: the 95 % interval excludes 0, so the difference is significant. ${sampleSentence(groups[0]!.trials[0]!.runs[0]!)}`.trim(),
  ].join('\n');
}

function rowsOf({ backbone, trials }: TrialGroup): string[] {
  const first = trials[0]!;
  return trials.map((trial, i) => {
    const { value, interval } = trial.accuracy;
    const difference = pairedDifference(first.runs.map(isCorrect), trial.runs.map(isCorrect));
    const points = excludesZero(difference) ? `**${formatPoints(difference)}**` : formatPoints(difference);
    const cells = [i === 0 ? backbone.name : '', escapeMarkdown(trial.name), formatWithInterval(value, interval)];
    return `| ${[...cells, i === 0 ? '' : points].join(' | ')} |`;
  });
}

/**
 * Sums up what a backbone without batch normalization shows about the policies: whether they change its predictions,
 * and whether it learned enough for its accuracy to mean anything.
 *
 * @param group the control's, of {@link comparePolicies}
 * @returns Markdown sentences
 *
 * @example
 * thaw.showMarkdown(thaw.controlReading(policies[2], dataset));
 */
export function controlReading({ backbone, trials }: TrialGroup, dataset: Labelled): string {
  const [first, ...others] = trials as [NamedTrial, ...NamedTrial[]];
  const { labels, probabilities } = first.runs[0]!;
  const difference = Math.max(...others.map((other) => largestDifference(first, other)));
  const training = support(dataset, 'training');
  const always = training.indexOf(Math.max(...training));
  const baseline = first.runs.map(() => labels.map((label) => label === always));
  const lead = pairedDifference(baseline, first.runs.map(isCorrect));
  const learned = excludesZero(lead) && lead.value > 0;
  const share = accuracy(baseline[0]!);
  const compared = `${pluralize(first.runs.length * labels.length * probabilities[0]!.length, 'probability', 'probabilities')}; between images they differ by up to ${spreadOf(first).toPrecision(2)}`;
  const accuracies = trials.map(({ name, accuracy: { value } }) => `${formatPercent(value)} under ${name}`);
  const same =
    difference === 0
      ? `Its predictions are bit-identical under the three policies (${compared}).`
      : `Its predictions differ between the policies by at most ${difference.toPrecision(2)} (${compared}).`;
  return [
    `**${backbone.name}**, the control, has no batch normalization, so a policy has nothing to change. ${same}`,
    `Its accuracy is ${accuracies.join(', ')}.`,
    learned
      ? `The first is ${formatPoints(lead)} above always predicting the largest class (${formatPercent(share)}). The control has learned, so a harmful policy would show.`
      : `The first is not significantly better than always predicting the largest class (${formatPercent(share)}; difference ${formatPoints(lead)}). The control has not learned, so equal accuracies prove nothing: only equal probabilities do. ${adviceFor(backbone)}`,
  ].join(' ');
}

/** How to get a control that learns. */
function adviceFor({ name, weights }: TrialGroup['backbone']): string {
  if (weights === 'random') return `Use its ImageNet weights: \`--set control=${name}\`.`;
  return 'Train longer, with `--set epochs=12`, or take larger images, with `--set height` and `--set width`.';
}

/** Largest difference of a probability between two trials, over seeds. */
function largestDifference(a: NamedTrial, b: NamedTrial): number {
  let largest = 0;
  a.runs.forEach(({ probabilities }, seed) => {
    probabilities.forEach((row, i) => {
      row.forEach((value, c) => {
        largest = Math.max(largest, Math.abs(value - b.runs[seed]!.probabilities[i]![c]!));
      });
    });
  });
  return largest;
}

/** Largest difference of a class's probability between two images, over seeds: 0 where every image gets the same. */
function spreadOf({ runs }: NamedTrial): number {
  const ranges = runs.flatMap(({ probabilities }) =>
    probabilities[0]!.map((_, c) => {
      const values = probabilities.map((row) => row[c]!);
      return Math.max(...values) - Math.min(...values);
    }),
  );
  return Math.max(...ranges);
}
