import { pluralize } from '../../base/text/pluralize.js';
import { formatPercent, formatPoints, formatWithInterval } from '../../metrics/format.js';
import { excludesZero } from '../../metrics/paired.js';
import { checkInfo } from '../checks.js';
import type { Cause, Measured } from './measureCauses.js';
import { nextStep } from './nextStep.js';

/** An accuracy to stand against, in [0, 1]: `always the largest class`, `from scratch`. */
export interface BaselineAccuracy {
  name: string;
  accuracy: number;
}

/** What somebody reads who reads nothing else. */
export interface Verdict {
  /** What was wrong, the most costly first, each with its points of accuracy; empty where nothing is shown to be. */
  wrong: string[];
  /** What the accuracy is now, and against what. */
  now: string;
  /** The one thing to try next. */
  next: string;
}

/** @param baselines what the mended recipe has to beat */
export function verdictOf(
  { steps: rungs, causes, fixed: mended }: Measured,
  baselines: readonly BaselineAccuracy[],
): Verdict {
  const [first] = rungs;
  const best = mended.runs.reduce((a, b) => (accuracyOf(b) > accuracyOf(a) ? b : a));
  const from = formatWithInterval(first.accuracy.value, first.accuracy.interval);
  const to = formatWithInterval(mended.accuracy.value, mended.accuracy.interval);
  const beside = baselines.map(({ name, accuracy }) => `${name} ${formatPercent(accuracy)}`).join(', ');
  const unbeaten = baselines.filter(({ accuracy }) => mended.accuracy.interval[1] < accuracy).map(({ name }) => name);
  const measuredOn = `${pluralize(best.labels.length, 'validation image')} and ${pluralize(mended.runs.length, 'seed')}`;
  return {
    wrong: oneOfEachCheck(causes.filter(isCostly)).map(causeInWords),
    now:
      `Accuracy goes from ${from} to ${to}, on ${measuredOn}${furtherOf(rungs, causes)}` +
      `${beside === '' ? '' : `; to compare with: ${beside}`}.` +
      `${unbeaten.length === 0 ? '' : ` It does not beat ${unbeaten.join(' and ')}.`}`,
    next: nextStep(best),
  };
}

/** What improvements brought that no check had asked for. */
function furtherOf(rungs: Measured['steps'], causes: readonly Cause[]): string {
  const further = rungs.slice(1).filter(({ change, kept }) => kept && !causes.some((cause) => cause.change === change));
  if (further.length === 0) return '';
  return `; of it ${further.map(({ change, gain }) => `${change} brought ${formatPoints(gain!)}`).join(', ')}`;
}

/** Whether a fault is shown to cost accuracy, one way or the other, and its absence alone does no harm. */
export function isCostly({ gain, cost }: Cause): boolean {
  return cost.value >= 0 && [gain, cost].some((estimate) => excludesZero(estimate) && estimate.value > 0);
}

/** The most costly step of a fault that was mended in two, as a rate that is far too low: it is one thing that was wrong. */
function oneOfEachCheck(causes: readonly Cause[]): Cause[] {
  const checks = causes.map(({ check }) => check);
  return causes.filter(({ check }, i) => check === undefined || checks.indexOf(check) === i);
}

function causeInWords({ check, summary, change, text, cost, gain }: Cause): string {
  const about = check === undefined ? undefined : checkInfo(check).about;
  return [
    summary,
    about,
    `It alone costs ${formatPoints(cost).replaceAll('+', '')}; mended in its turn it brought ${formatPoints(gain)}.`,
    `Mended here by: ${change}.`,
    text === undefined ? undefined : `In your own code: ${text}`,
  ]
    .filter((sentence) => sentence !== undefined)
    .join(' ');
}

/** By the images that epochs are chosen by, as this chooses too. */
const accuracyOf = ({ history, bestEpoch }: Measured['fixed']['runs'][number]): number =>
  history[bestEpoch - 1].validationAccuracy;
