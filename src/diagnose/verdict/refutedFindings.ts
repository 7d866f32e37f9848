import { isDeepStrictEqual } from 'node:util';
import type { Estimate } from '../../metrics/paired.js';
import type { CheckName, Severity } from '../checks.js';
import type { Finding } from '../finding.js';
import type { SearchResult } from '../interventions/searchCauses.js';
import { triedOnBest } from './triedChanges.js';

/** A finding whose fix was tried, and gained nothing. */
export interface RefutedFinding {
  check: CheckName;
  severity: Severity;
  summary: string;
  /** What was changed: the fix of the finding. */
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
 * Lists findings that the trials speak against: the fix of the finding was tried on the best recipe that was found, and did
 * not raise the accuracy. On an earlier recipe another fault may have hidden what a fix gains, so that does not count. Nor do
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
    const gain = tried.filter(({ intervention }) => isDeepStrictEqual(intervention.patch, fix.patch)).at(-1)?.gain;
    return gain !== undefined && isNoGain(gain) ? [{ check, severity, summary, change: fix.change, gain }] : [];
  });
}

function isNoGain({ value, interval: [low, high] }: Estimate): boolean {
  return value < LEAST_GAIN && low <= 0 && high <= MOST_LIKELY;
}
