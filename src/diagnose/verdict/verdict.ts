import { pluralize } from '../../base/text/pluralize.js';
import { formatPercent, formatPoints, formatWithInterval } from '../../metrics/format.js';
import type { Estimate } from '../../metrics/paired.js';
import { type ChangedLines, changedLines } from '../../recipe/keras/kerasLines.js';
import { type CheckName, checkInfo } from '../checks.js';
import type { Finding } from '../finding.js';
import type { Tried } from '../interventions/searchCauses.js';
import { howDrawn } from '../interventions/trialSample.js';
import type { Cause, Measured } from './measureCauses.js';
import { nextStep, type TriedChanges } from './nextStep.js';
import { type RefutedFinding, refutedFindings } from './refutedFindings.js';

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
  /** Fields of the recipe that fixing it changes. */
  fields: string[];
  /** The lines of Keras to change, and what they become. */
  lines: ChangedLines;
  /** What to do, where no line of Keras differs. */
  text?: string;
  /** A change that replaces the same setting too: `cost` is measured before it. */
  replacedBy?: string;
}

/** Summary for readers in a hurry. */
export interface Verdict {
  /** What was wrong, the most costly first; empty where nothing significant was. */
  faults: Fault[];
  /** What the accuracy is now, and that of the baselines. */
  now: string;
  /** What the costs of faults refer to, in one sentence; empty where there is no fault. */
  costs: string;
  /** Findings of checks that the trials speak against. */
  refuted: RefutedFinding[];
  /** The one thing to try next. */
  next: string;
}

/** What a verdict is about, and what it follows from besides the measurements. */
export interface VerdictOptions {
  /** Images that it was measured on, where these are not all. */
  sample?: { numTraining: number; isWhole: boolean };
  /** Training images in all. */
  numTraining?: number;
  /** What was tried, and what was not. Default nothing. */
  search?: TriedChanges;
  /** Of the checks of the unchanged recipe. Default none. */
  findings?: readonly Finding[];
}

/**
 * Puts measurements into words.
 *
 * @param baselines to compare the fixed recipe with
 */
export function verdictOf(
  { steps, causes, fixed }: Measured,
  baselines: readonly BaselineAccuracy[],
  { sample, numTraining, search, findings = [] }: VerdictOptions = {},
): Verdict {
  const first = steps[0]!;
  const best = fixed.runs.reduce((a, b) => (accuracyOf(b) > accuracyOf(a) ? b : a));
  const from = formatWithInterval(first.accuracy.value, first.accuracy.interval);
  const to = formatWithInterval(fixed.accuracy.value, fixed.accuracy.interval);
  const compared = baselines.map(({ name, accuracy }) => `${name} ${formatPercent(accuracy)}`).join(', ');
  const unbeaten = baselines.filter(({ accuracy }) => fixed.accuracy.interval[1] < accuracy).map(({ name }) => name);
  const trainedOn = sample && `, trained on ${sample.numTraining} of ${numTraining} training images${howDrawn(sample)}`;
  // On a sample, where the time does not suffice for the recipe's own precision.
  const inBfloat16 = best.recipe.precision === 'bfloat16' ? ', computed in bfloat16' : '';
  const measuredOn = `${pluralize(best.labels.length, 'validation image')} and ${pluralize(fixed.runs.length, 'seed')}${trainedOn ?? ''}${inBfloat16}`;
  const faults = oneOfEachCheck(causes.filter(isCostly)).map(faultOf);
  return {
    faults,
    now:
      `Accuracy ${fixed.recipe === first.recipe ? `is ${from}` : `goes from ${from} to ${to}`}, on ${measuredOn}.` +
      `${compared === '' ? '' : ` Baselines: ${compared}.`}` +
      `${unbeaten.length === 0 ? '' : ` It does not beat ${unbeaten.map((name) => `'${name}'`).join(' and ')}.`}`,
    costs:
      faults.length === 0
        ? ''
        : `A cost is what the changed recipe (${formatPercent(fixed.accuracy.value)}) loses when this fault alone is put back. In another recipe it may cost more or less.`,
    refuted: search === undefined ? [] : refutedFindings(findings, search),
    next: nextStep(best, search),
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

function faultOf({ check, headline, summary, change, text, cost, gain, recipes, replacedBy }: Cause): Fault {
  const info = check === undefined ? undefined : checkInfo(check);
  const lines = changedLines(recipes.before, recipes.after);
  return {
    check,
    headline: headlineOf({ check, headline, change }),
    cost,
    gain,
    why: info?.about ?? summary,
    fields: changedFields(recipes),
    lines,
    text: lines.before.length + lines.after.length > 0 ? undefined : text,
    ...(replacedBy !== undefined && { replacedBy }),
  };
}

function changedFields({ before, after }: Cause['recipes']): string[] {
  const names = Object.keys({ ...before, ...after }) as (keyof typeof before)[];
  return names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
}

/** The name of a fault in a verdict or a plot, at most ten words; of a fix of your own, what it changes. */
export function headlineOf({ check, headline, change }: Pick<Cause, 'check' | 'headline' | 'change'>): string {
  if (headline !== undefined) return headline;
  return check === undefined ? `not yet: ${change}` : checkInfo(check).headline;
}

/** On the selection part of the validation images, as this is a selection too. */
const accuracyOf = ({ history, bestEpoch }: Measured['fixed']['runs'][number]): number =>
  history[bestEpoch - 1]!.validationAccuracy;

/** What fixing a fault gained, and where its cost was measured, if not in the recipe with all changes. */
export function gainSentence({ gain, replacedBy }: Pick<Fault, 'gain' | 'replacedBy'>): string {
  const before = replacedBy === undefined ? '' : ` Measured before the change that replaces it too: ${replacedBy}.`;
  return `Fixing it in turn gained ${formatPoints(gain)}.${before}`;
}

/** What may cost accuracy, where the images are too few to show it, and what its change gained in the trial. */
export function possibleSentence({ intervention: { headline, change }, gain }: Tried): string {
  return `${headline}. Gain by ${change}: ${formatPoints(gain!)}.`;
}

/** What a check reported, and what changing it gained. */
export function refutedSentence({ check, severity, change, gain }: RefutedFinding): string {
  return `\`${check}\` (${severity}): ${change} gained ${formatPoints(gain)} on the sample.`;
}
