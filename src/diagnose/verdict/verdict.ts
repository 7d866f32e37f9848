import { pluralize } from '../../base/text/pluralize.js';
import { formatCost, formatPercent, formatPoints, formatWithInterval } from '../../metrics/format.js';
import type { Estimate } from '../../metrics/paired.js';
import { type ChangedLines, changedLines } from '../../recipe/keras/kerasLines.js';
import { type CheckName, checkInfo } from '../checks.js';
import type { Finding } from '../finding.js';
import type { Tried } from '../interventions/searchCauses.js';
import { howDrawn } from '../interventions/trialSample.js';
import { type Cause, fewestImages, LEAST_COST, type Measured } from './measureCauses.js';
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
  /** Whether `cost` is that of this fault alone; otherwise the time sufficed for `gain` only. */
  isAlone: boolean;
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

/** A change that helped in the trials, and is not shown to raise the accuracy on the validation images. */
export type Unconfirmed = Pick<Cause, 'check' | 'headline' | 'change' | 'widened' | 'isAlone'>;

/** Summary for readers in a hurry. */
export interface Verdict {
  /** What was wrong, the most costly first, another backbone last; empty where nothing significant was. */
  faults: Fault[];
  /** Why no fault is named, in a sentence or two; empty where one is. */
  nothing: string;
  /** What helped in the trials, and is named for that alone. */
  unconfirmed: Unconfirmed[];
  /** What the accuracy is now, and that of the baselines. */
  now: string;
  /** What the costs of faults refer to, and from which on one is named; empty where there is no fault. */
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
  /** What was tried, and what was not, and on how many images gains were measured. Default nothing. */
  search?: TriedChanges & { numSelection: number };
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
  const known = new Set(faults.flatMap(({ check }) => check ?? []));
  const isChanged = fixed.recipe !== first.recipe;
  return {
    faults,
    nothing: faults.length > 0 ? '' : nothingSentence(causes.length, isChanged, search),
    unconfirmed: causes
      .filter((cause) => !isCostly(cause) && !(cause.check !== undefined && known.has(cause.check)))
      .map(({ check, headline, change, widened, isAlone }) => ({ check, headline, change, widened, isAlone })),
    now: [
      `Accuracy ${isChanged ? `goes from ${from} to ${to}` : `is ${from}`}, on ${measuredOn}.`,
      ...(compared === '' ? [] : [`Baselines: ${compared}.`]),
      ...(unbeaten.length === 0 ? [] : [`It does not beat ${unbeaten.map((name) => `'${name}'`).join(' and ')}.`]),
      ...fewImages(best.labels.length, causes.length),
    ].join(' '),
    costs: faults.length === 0 ? '' : costsSentence(faults, fixed.accuracy.value),
    refuted: search === undefined ? [] : refutedFindings(findings, search, search.numSelection),
    next: nextStep(best, search),
  };
}

/** The cost from which on a fault is named: `1 point`. */
export const LEAST_IN_WORDS: string = `${100 * LEAST_COST} point`;

/** Why no fault is named. */
function nothingSentence(numMeasured: number, isChanged: boolean, search: TriedChanges | undefined): string {
  if (search !== undefined && numMeasured === 0 && search.tried.length === 0)
    return 'No change was tried, by the end of the time or by Ctrl-C, so it is not known what costs accuracy. What the checks report is where to begin; with more minutes (--minutes), the same diagnosis goes on.';
  if (isChanged)
    return `No change alone is shown to raise the accuracy by more than ${LEAST_IN_WORDS}. Together, they raise it.`;
  const kept = numMeasured === 0 ? '' : ' The recipe stays as it is.';
  return `No change that was tried is shown to raise the accuracy by more than ${LEAST_IN_WORDS}.${kept}`;
}

function costsSentence(faults: readonly Fault[], accuracy: number): string {
  const cost = faults.every(({ isAlone }) => isAlone)
    ? `A cost is what the changed recipe (${formatPercent(accuracy)}) loses when this fault alone is put back. In another recipe it may cost more or less.`
    : 'The time did not suffice to put each fault back alone. So a cost is what fixing the fault gained, one after the other, and may be larger or smaller alone.';
  return `${cost} A fault is named where its cost, or what fixing it gained, is shown to be more than ${LEAST_IN_WORDS}.`;
}

/** Smallest difference that can be shown, from which on it is worth saying. A choice. */
const COARSE = 0.2;

/** What so few images cannot show; none where they suffice. */
function fewImages(numImages: number, comparisons: number): string[] {
  const fewest = fewestImages(comparisons);
  if (fewest < COARSE * numImages) return [];
  const so = `With ${pluralize(numImages, 'validation image')},`;
  return numImages < fewest
    ? [`${so} no difference can be shown: that takes ${fewest} or more.`]
    : [`${so} only differences of ${Math.ceil((100 * fewest) / numImages)} points or more can be shown.`];
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

function faultOf({ check, headline, summary, change, text, cost, gain, isAlone, recipes, replacedBy }: Cause): Fault {
  const info = check === undefined ? undefined : checkInfo(check);
  const lines = changedLines(recipes.before, recipes.after);
  return {
    check,
    headline: headlineOf({ check, headline, change }),
    cost,
    gain,
    isAlone,
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

/** What fixing a fault gained, where that is not its cost; and where the cost was measured, if not with all changes. Or empty. */
export function gainSentence({ cost, gain, replacedBy }: Pick<Fault, 'cost' | 'gain' | 'replacedBy'>): string {
  const gained =
    formatPoints(gain) === formatPoints(cost)
      ? []
      : [`Fixing it gained ${formatPoints(gain)} while the faults that were fixed after it were still there.`];
  const before =
    replacedBy === undefined
      ? []
      : [`Its cost is measured without this change, which replaces the same setting: ${replacedBy}.`];
  return [...gained, ...before].join(' ');
}

/** A list of sentences under a heading. */
export interface VerdictList {
  title: string;
  sentences: string[];
}

/** What stands beside the faults of a verdict, without what is empty. */
export function verdictLists(
  { unconfirmed, refuted }: Verdict,
  possible: readonly Tried[],
): { unsure: VerdictList[]; refuted: VerdictList[] } {
  const unsure = [
    {
      title: 'Helped in the trials, but not confirmed on the validation images (intervals widened for all changes)',
      sentences: unconfirmed.map(unconfirmedSentence),
    },
    {
      title: 'Possible: gained in a trial, on too few images to show it (80 % intervals)',
      sentences: possible.map(({ intervention: { headline, change }, gain }) =>
        gainedSentence(headline, change, gain!),
      ),
    },
  ];
  const against = {
    title: 'Reported by a check, but changing it gained nothing in a trial (80 % intervals)',
    sentences: refuted.map(refutedSentence),
  };
  const isFilled = ({ sentences }: VerdictList): boolean => sentences.length > 0;
  return { unsure: unsure.filter(isFilled), refuted: [against].filter(isFilled) };
}

/** What the fault costs on the validation images, or what fixing it gained where it was not put back alone. */
function unconfirmedSentence(one: Unconfirmed): string {
  const { change, widened, isAlone } = one;
  if (!isAlone) return gainedSentence(headlineOf(one), change, widened);
  return `${headlineOf(one)}. Fixed by ${change}; cost: ${formatCost(widened)}.`;
}

function gainedSentence(headline: string, change: string, gain: Estimate): string {
  return `${headline}. Gain by ${change}: ${formatPoints(gain)}.`;
}

/** What a check reported, and what changing it gained. */
export function refutedSentence({ check, severity, change, gain }: RefutedFinding): string {
  return `\`${check}\` (${severity}): ${change} gained ${formatPoints(gain)}.`;
}
