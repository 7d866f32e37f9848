import { pluralize } from '../../base/text/pluralize.js';
import { formatPercent, formatPoints, formatWithInterval } from '../../metrics/format.js';
import { excludesZero } from '../../metrics/paired.js';
import { checkInfo } from '../checks.js';
import type { Cause, Measured } from './measureCauses.js';
import { nextStep } from './nextStep.js';

/** An accuracy to compare with, in [0, 1]: `majority class`, `from scratch`. */
export interface BaselineAccuracy {
  name: string;
  accuracy: number;
}

/** Summary for readers in a hurry. */
export interface Verdict {
  /** What was wrong, the most costly first, each with its points of accuracy; empty where nothing significant was. */
  wrong: string[];
  /** What the accuracy is now, and that of the baselines. */
  now: string;
  /** The one thing to try next. */
  next: string;
}

/**
 * Puts measurements into words.
 *
 * @param baselines to compare the fixed recipe with
 */
export function verdictOf({ steps, causes, fixed }: Measured, baselines: readonly BaselineAccuracy[]): Verdict {
  const first = steps[0]!;
  const best = fixed.runs.reduce((a, b) => (accuracyOf(b) > accuracyOf(a) ? b : a));
  const from = formatWithInterval(first.accuracy.value, first.accuracy.interval);
  const to = formatWithInterval(fixed.accuracy.value, fixed.accuracy.interval);
  const compared = baselines.map(({ name, accuracy }) => `${name} ${formatPercent(accuracy)}`).join(', ');
  const unbeaten = baselines.filter(({ accuracy }) => fixed.accuracy.interval[1] < accuracy).map(({ name }) => name);
  const measuredOn = `${pluralize(best.labels.length, 'validation image')} and ${pluralize(fixed.runs.length, 'seed')}`;
  return {
    wrong: oneOfEachCheck(causes.filter(isCostly)).map(causeInWords),
    now:
      `Accuracy goes from ${from} to ${to}, on ${measuredOn}.${furtherOf(steps, causes)}` +
      `${compared === '' ? '' : ` Baselines: ${compared}.`}` +
      `${unbeaten.length === 0 ? '' : ` It does not beat ${unbeaten.map((name) => `'${name}'`).join(' and ')}.`}`,
    next: nextStep(best),
  };
}

/** What improvements gained that no check suggests. */
function furtherOf(steps: Measured['steps'], causes: readonly Cause[]): string {
  const further = steps.slice(1).filter(({ change, kept }) => kept && !causes.some((cause) => cause.change === change));
  if (further.length === 0) return '';
  return ` Of this, ${further.map(({ change, gain }) => `'${change}' gained ${formatPoints(gain!)}`).join(', ')}.`;
}

/** Whether a fault significantly costs accuracy, measured one way or the other, and its fix alone does no harm. */
export function isCostly({ gain, cost }: Cause): boolean {
  return cost.value >= 0 && [gain, cost].some((estimate) => excludesZero(estimate) && estimate.value > 0);
}

/** The most costly step of a fault that was fixed in two, as a rate that is far too low: it is one thing that was wrong. */
function oneOfEachCheck(causes: readonly Cause[]): Cause[] {
  const checks = causes.map(({ check }) => check);
  return causes.filter(({ check }, i) => check === undefined || checks.indexOf(check) === i);
}

function causeInWords({ check, summary, change, text, cost, gain }: Cause): string {
  const about = check === undefined ? undefined : checkInfo(check).about;
  return [
    summary,
    about,
    `This fault alone costs ${formatPoints(cost).replaceAll('+', '')}. Fixing it in turn gained ${formatPoints(gain)}.`,
    `Fixed here by: ${change}.`,
    text === undefined ? undefined : `In your own code: ${text}`,
  ]
    .filter((sentence) => sentence !== undefined)
    .join(' ');
}

/** On the selection part of the validation images, as this is a selection too. */
const accuracyOf = ({ history, bestEpoch }: Measured['fixed']['runs'][number]): number =>
  history[bestEpoch - 1]!.validationAccuracy;
