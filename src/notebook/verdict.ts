import type { FoundCauses } from '../diagnose/verdict/findCauses.js';
import type { Cause } from '../diagnose/verdict/measureCauses.js';
import { headlineOf, isCostly, LEAST_IN_WORDS } from '../diagnose/verdict/verdict.js';
import { isCorrect } from '../metrics/correctness.js';
import { formatAccuracy, formatCost, formatPercent } from '../metrics/format.js';
import { ablationLadder } from '../plots/ablationLadder.js';
import { causeBars } from '../plots/causeBars.js';
import { showMarkdown, showPlot, showSummary, showSummaryPlot } from './display.js';
import { type NotebookRun, sampleCaption } from './sampleCaption.js';
import { verdictHtml, verdictSentences } from './verdictHtml.js';

/**
 * Plots the validation accuracy as the changes that {@link findCauses} selected are added one after the other, with 95 %
 * intervals, and the baselines as lines.
 *
 * @example
 * await thaw.showLadder(found);
 */
export async function showLadder({
  measured,
  baselines,
  measuredOn,
}: Pick<FoundCauses, 'measured' | 'baselines' | 'measuredOn'>): Promise<void> {
  const shown = measured.steps.map(({ change, accuracy, kept }) => ({
    change,
    accuracy: accuracy.value,
    interval: accuracy.interval,
    leftOut: !kept,
  }));
  const sentence = shown.map(({ change, accuracy }) => `${change}: ${formatPercent(accuracy)}`).join('; ');
  await showSummaryPlot(ablationLadder(shown, baselines), `Validation accuracy, one change per row. ${sentence}.`);
  if (measuredOn === 'sample')
    showMarkdown(
      'Trained on the sample of the trials with a seed of its own, so the first row can differ from the accuracy of the same recipe above.',
    );
}

/**
 * Plots what each fault costs: the points of accuracy lost when it alone is put back into the fixed recipe, and those gained
 * when it was fixed in turn.
 *
 * @example
 * await thaw.showCauses(found);
 */
export async function showCauses({ measured: { causes } }: Pick<FoundCauses, 'measured'>): Promise<void> {
  if (causes.length === 0) {
    showMarkdown('No change raised the accuracy in a trial, so there is no fault to measure.');
    return;
  }
  const named = namedApart(causes);
  const bars = named.map(({ fault, cost, gain }) => ({
    fault,
    cost: cost.value,
    interval: cost.interval,
    gain: gain.value,
  }));
  const sentences = named.map(
    ({ fault, cost, gain }) => `${fault}: ${formatCost(cost)}; gained when fixed in turn: ${formatCost(gain)}.`,
  );
  await showPlot(causeBars(bars), `Points of validation accuracy that each fault costs. ${sentences.join(' ')}`);
  for (const sentence of causeReadings(named)) showMarkdown(sentence);
}

/** What stands below the plot of causes: where a bar is not the cost of one fault alone, and which are not named. */
export function causeReadings(
  causes: readonly Pick<Cause & { fault: string }, 'fault' | 'replacedBy' | 'isAlone' | 'isShown' | 'cost'>[],
): string[] {
  const replaced = causes.flatMap(({ fault, replacedBy }) =>
    replacedBy === undefined
      ? []
      : [`${fault}: its cost is measured without this change, which replaces the same setting: ${replacedBy}.`],
  );
  const hurried = causes.filter(({ isAlone }) => !isAlone).map(({ fault }) => fault);
  const unsure = causes.filter((cause) => !isCostly(cause)).map(({ fault }) => fault);
  const many = causes.length > 1 ? `, widened for ${causes.length} comparisons,` : '';
  return [
    ...replaced,
    ...(hurried.length === 0
      ? []
      : [
          `The time did not suffice to put these back alone, so that their bar is what fixing them gained: ${hurried.join('; ')}.`,
        ]),
    ...(unsure.length === 0
      ? []
      : [
          `Not confirmed: ${unsure.join('; ')}. A fault is named where the interval of its cost${many} is above ${LEAST_IN_WORDS}.`,
        ]),
  ];
}

/** Causes with the name of their fault; where two have one name, with what fixes each of them. */
function namedApart(causes: readonly Cause[]): (Cause & { fault: string })[] {
  const names = causes.map(headlineOf);
  return causes.map((cause, i) => {
    const isAmbiguous = names.filter((name) => name === names[i]).length > 1;
    return { ...cause, fault: isAmbiguous ? `${names[i]} (${cause.change})` : names[i]! };
  });
}

/**
 * Says what was wrong and what it cost, what the accuracy is now, and what to try next.
 *
 * @param run the recommended recipe, trained on all images or on a sample of {@link drawSample}: what it reaches is said where
 *   the rest was measured on the trials' sample
 *
 * @example
 * thaw.showVerdict(found, run);
 */
export function showVerdict(
  { verdict, possible, measuredOn }: Pick<FoundCauses, 'verdict' | 'possible' | 'measuredOn'>,
  run?: NotebookRun,
): void {
  const reached = run === undefined || measuredOn === 'all images' ? '' : ` ${reachedSentence(run)}`;
  const whole = { ...verdict, now: `${verdict.now}${reached}` };
  showSummary(verdictHtml(whole, possible), verdictSentences(whole, possible));
}

/** What the recommended recipe reaches, and on which images it was trained. */
export function reachedSentence(run: NotebookRun): string {
  const on = sampleCaption(run) ?? 'all training images';
  return `Trained on ${on}, the recommended recipe reaches ${formatAccuracy(isCorrect(run))}.`;
}
