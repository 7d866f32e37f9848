import { pluralize } from '../base/text/pluralize.js';
import { support } from '../dataset/classFolders.js';
import type { Labelled } from '../dataset/dataset.js';
import { isCorrect } from '../metrics/correctness.js';
import { formatPercent, formatPoints, formatWithInterval } from '../metrics/format.js';
import { accuracy, excludesZero, pairedDifference } from '../metrics/paired.js';
import type { Trial, TrialGroup } from './comparison.js';
import { escapeMarkdown } from './html.js';

/** In Markdown, a line for each backbone: the accuracy of the first variant, and the difference of each of the others. */
export function comparisonReading(groups: readonly TrialGroup[]): string {
  return groups.map((group) => `- ${lineOf(group)}`).join('\n');
}

function lineOf({ backbone, trials: [first, ...others] }: TrialGroup): string {
  const { value, interval } = first.validation;
  const costs = others.map((trial) => {
    const cost = pairedDifference(first.runs.map(isCorrect), trial.runs.map(isCorrect));
    const difference = excludesZero(cost) ? formatPoints(cost) : `${formatPoints(cost)}, no difference shown`;
    return `with **${escapeMarkdown(trial.name)}** ${formatPercent(trial.validation.value)}: ${difference}`;
  });
  const start = `**${backbone.name}** has a validation accuracy of ${formatWithInterval(value, interval)} with **${escapeMarkdown(first.name)}**`;
  return `${[start, ...costs].join('; ')}.`;
}

/**
 * In Markdown, what a backbone without batch normalization shows about the policies: whether they change its
 * predictions, and whether it learned enough for its accuracy to say anything.
 */
export function controlReading({ backbone, trials }: TrialGroup, dataset: Labelled): string {
  const [first, ...others] = trials;
  const { labels, probabilities } = first.runs[0];
  const difference = Math.max(...others.map((other) => largestDifference(first, other)));
  const training = support(dataset, 'training');
  const always = training.indexOf(Math.max(...training));
  const baseline = first.runs.map(() => labels.map((label) => label === always));
  const lead = pairedDifference(baseline, first.runs.map(isCorrect));
  const learned = excludesZero(lead) && lead.value > 0;
  const share = accuracy(baseline[0]);
  const outputs = `${pluralize(first.runs.length * labels.length * probabilities[0].length, 'probability', 'probabilities')} that it predicts for validation images`;
  const accuracies = trials.map(({ name, validation }) => `${formatPercent(validation.value)} under ${name}`);
  const same =
    difference === 0
      ? `The ${outputs} are identical under the three policies, to the last bit`
      : `The ${outputs} differ between the policies by at most ${difference.toPrecision(2)}`;
  const spread = `while between images they differ by up to ${spreadOf(first).toPrecision(2)}`;
  return [
    `**${backbone.name}**, the control, has no batch normalization, so a policy has nothing to change. ${same}, ${spread}.`,
    `Its accuracy is ${accuracies.join(', ')};`,
    learned
      ? `that is ${formatPoints(lead)} above always predicting the largest class (${formatPercent(share)}). The control has learned, so a harmful policy would show.`
      : `that is not shown to be better than always predicting the largest class (${formatPercent(share)}, ${formatPoints(lead)}). The control has not learned, so equal accuracies prove nothing: only equal probabilities do. Use a control with trained weights: \`--set control=${backbone.name}:FILE\`.`,
  ].join(' ');
}

/** Largest difference of a probability between two trials, over seeds. */
function largestDifference(a: Trial, b: Trial): number {
  let largest = 0;
  a.runs.forEach(({ probabilities }, seed) => {
    probabilities.forEach((row, i) => {
      row.forEach((value, c) => {
        largest = Math.max(largest, Math.abs(value - b.runs[seed].probabilities[i][c]));
      });
    });
  });
  return largest;
}

/** Largest difference of a class's probability between two images, over seeds: 0 where every image gets the same. */
function spreadOf({ runs }: Trial): number {
  const ranges = runs.flatMap(({ probabilities }) =>
    probabilities[0].map((_, c) => {
      const values = probabilities.map((row) => row[c]);
      return Math.max(...values) - Math.min(...values);
    }),
  );
  return Math.max(...ranges);
}
