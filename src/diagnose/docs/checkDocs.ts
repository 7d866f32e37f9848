import type { CHECKS, CheckName, Stage } from '../checks.js';

/** What `docs/checks.md` says of a check beside the register. */
export interface CheckDocs {
  /** Why the check exists, in one sentence. */
  why: string;
  /** How it is measured. */
  measured: string;
  /** From where on it is a finding, and of which severity. */
  threshold: string;
  /** Where the threshold comes from. */
  source: string;
}

/** Names of the checks of a stage: documentation that lacks one of them does not compile. */
export type CheckOf<S extends Stage> = {
  [Name in CheckName]: (typeof CHECKS)[Name]['stage'] extends S ? Name : never;
}[CheckName];

/** A difference of accuracies, in [0, 1], as documentation says it: `3 points`. */
export const pointsOf = (difference: number): string => `${Number((100 * difference).toFixed(1))} points`;
