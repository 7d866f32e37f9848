import { pluralize } from '../../base/text/pluralize.js';
import { formatPercent, formatWithInterval } from '../../metrics/format.js';
import type { Estimate } from '../../metrics/paired.js';
import { type ChangedLines, changedLines } from '../../recipe/keras/kerasLines.js';
import { type CheckName, checkInfo } from '../checks.js';
import { howDrawn } from '../interventions/trialSample.js';
import type { Cause, Measured } from './measureCauses.js';
import { nextStep } from './nextStep.js';

/** An accuracy to compare with, in [0, 1]: `majority class`, `from scratch`. */
export interface BaselineAccuracy {
  name: string;
  accuracy: number;
}

/** A fault that costs accuracy, for readers in a hurry. */
export interface Fault {
  /** Name of the check; undefined for a fix of your own. */
  check?: CheckName;
  /** At most ten words: `Images are scaled twice`. */
  headline: string;
  /** Accuracy that the fixed recipe loses with this fault alone. */
  cost: Estimate;
  /** Accuracy that fixing it gained in turn, with the faults after it still there. */
  gain: Estimate;
  /** One sentence: why it costs accuracy. */
  why: string;
  /** The lines of Keras to change, and what they become. */
  lines: ChangedLines;
  /** What to do, where no line of Keras differs. */
  text?: string;
}

/** Summary for readers in a hurry. */
export interface Verdict {
  /** What was wrong, the most costly first; empty where nothing significant was. */
  faults: Fault[];
  /** What the accuracy is now, and that of the baselines. */
  now: string;
  /** The one thing to try next. */
  next: string;
}

/** Where a verdict is not about training on all images. */
export interface VerdictOptions {
  sample?: { numTraining: number; isWhole: boolean };
  /** Training images in all. */
  numTraining?: number;
}

/**
 * Puts measurements into words.
 *
 * @param baselines to compare the fixed recipe with
 */
export function verdictOf(
  { steps, causes, fixed }: Measured,
  baselines: readonly BaselineAccuracy[],
  { sample, numTraining }: VerdictOptions = {},
): Verdict {
  const first = steps[0]!;
  const best = fixed.runs.reduce((a, b) => (accuracyOf(b) > accuracyOf(a) ? b : a));
  const from = formatWithInterval(first.accuracy.value, first.accuracy.interval);
  const to = formatWithInterval(fixed.accuracy.value, fixed.accuracy.interval);
  const compared = baselines.map(({ name, accuracy }) => `${name} ${formatPercent(accuracy)}`).join(', ');
  const unbeaten = baselines.filter(({ accuracy }) => fixed.accuracy.interval[1] < accuracy).map(({ name }) => name);
  const trainedOn = sample && `, trained on ${sample.numTraining} of ${numTraining} training images${howDrawn(sample)}`;
  const measuredOn = `${pluralize(best.labels.length, 'validation image')} and ${pluralize(fixed.runs.length, 'seed')}${trainedOn ?? ''}`;
  return {
    faults: oneOfEachCheck(causes.filter(isCostly)).map(faultOf),
    now:
      `Accuracy goes from ${from} to ${to}, on ${measuredOn}.` +
      `${compared === '' ? '' : ` Baselines: ${compared}.`}` +
      `${unbeaten.length === 0 ? '' : ` It does not beat ${unbeaten.map((name) => `'${name}'`).join(' and ')}.`}`,
    next: nextStep(best),
  };
}

/** Whether a fault significantly costs accuracy, measured one way or the other, and its fix alone does no harm. */
export function isCostly({ cost, isShown }: Pick<Cause, 'cost' | 'isShown'>): boolean {
  return cost.value >= 0 && isShown;
}

/** The most costly step of a fault that was fixed in two, as a rate that is far too low: it is one thing that was wrong. */
function oneOfEachCheck(causes: readonly Cause[]): Cause[] {
  const checks = causes.map(({ check }) => check);
  return causes.filter(({ check }, i) => check === undefined || checks.indexOf(check) === i);
}

function faultOf({ check, headline, summary, change, text, cost, gain, recipes }: Cause): Fault {
  const info = check === undefined ? undefined : checkInfo(check);
  const lines = changedLines(recipes.before, recipes.after);
  return {
    check,
    headline: headlineOf({ check, headline, change }),
    cost,
    gain,
    why: info?.about ?? summary,
    lines,
    text: lines.before.length + lines.after.length > 0 ? undefined : text,
  };
}

/** The name of a fault in a verdict or a plot, at most ten words; of a fix of your own, what it changes. */
export function headlineOf({ check, headline, change }: Pick<Cause, 'check' | 'headline' | 'change'>): string {
  if (headline !== undefined) return headline;
  return check === undefined ? `not yet: ${change}` : checkInfo(check).headline;
}

/** On the selection part of the validation images, as this is a selection too. */
const accuracyOf = ({ history, bestEpoch }: Measured['fixed']['runs'][number]): number =>
  history[bestEpoch - 1]!.validationAccuracy;
