import { isDeepStrictEqual } from 'node:util';
import type { Estimate } from '../../metrics/paired.js';
import type { CheckName, Severity } from '../checks.js';
import type { Finding, RecipePatch } from '../finding.js';
import type { SearchResult } from '../interventions/searchCauses.js';
import { triedOnBest } from './triedChanges.js';

/** A finding whose fix was tried, and gained nothing. */
export interface RefutedFinding {
  check: CheckName;
  severity: Severity;
  summary: string;
  /** What was changed: the fix of the finding, or more of it. */
  change: string;
  /** Gain of that change on the sample of the trials, with its 80 % interval. */
  gain: Estimate;
}

/** Gain from which on a change helps, as in the search. */
const LEAST_GAIN = 0.03;
/** Upper end of the interval above which too few images were correct or wrong to say that a change gains nothing. A choice. */
const MOST_LIKELY = 0.1;

/**
 * Images that select, from which on they can speak against a finding: where none of fewer changes, the gain may still be above
 * `MOST_LIKELY`, by the 80 % interval of a share, 1 - 0.1^(1 / n).
 */
const LEAST_IMAGES = Math.ceil(Math.log(0.1) / Math.log(1 - MOST_LIKELY));

/**
 * Lists findings that the trials speak against: the fix of the finding was tried on the best recipe that was found, or a training that is
 * longer than it asks for, and did not raise the accuracy. On an earlier recipe another fault may have hidden what a fix gains, so that does not count. Nor do
 * findings of severity `info`, which say nothing of the accuracy. On a handful of images, trials speak against nothing.
 *
 * @param numSelection images that gains were measured on
 */
export function refutedFindings(
  findings: readonly Finding[],
  search: Pick<SearchResult, 'tried' | 'kept'>,
  numSelection: number,
): RefutedFinding[] {
  if (numSelection < LEAST_IMAGES) return [];
  const tried = triedOnBest(search);
  return findings.flatMap(({ check, severity, summary, fix }) => {
    if (severity === 'info' || fix.patch === undefined) return [];
    const { patch } = fix;
    const last = tried.filter(({ intervention }) => isOrHolds(intervention.patch, patch)).at(-1);
    if (last?.gain === undefined || !isNoGain(last.gain)) return [];
    const change = isDeepStrictEqual(last.intervention.patch, patch) ? fix.change : last.intervention.change;
    return [{ check, severity, summary, change, gain: last.gain }];
  });
}

/** Whether a change is the fix, or a longer training that holds it: the best epoch is kept, so what that does not gain, the fix does not. */
function isOrHolds(change: RecipePatch, fix: RecipePatch): boolean {
  if (isDeepStrictEqual(change, fix)) return true;
  const isOfEpochs = Object.keys(fix).every((key) => key === 'epochs');
  return isOfEpochs && change.epochs !== undefined && fix.epochs !== undefined && change.epochs >= fix.epochs;
}

function isNoGain({ value, interval: [low, high] }: Estimate): boolean {
  return value < LEAST_GAIN && low <= 0 && high <= MOST_LIKELY;
}
