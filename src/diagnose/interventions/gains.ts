import { isCorrectInSelection } from '../../metrics/correctness.js';
import { type Estimate, pairedDifference } from '../../metrics/paired.js';
import type { StoredRun } from '../../store/runStore.js';
import type { Suggested } from './catalogue.js';

/** Gain in accuracy on the selection part below which a change is not kept. */
const LEAST_GAIN = 0.03;
/**
 * Confidence of the interval that has to exclude 0 for a change to be kept. Low, so that faults are not missed on the fifty to a
 * hundred images that select: what is kept is confirmed on other images, with an interval that allows for their number.
 */
const CONFIDENCE = 0.8;
/** Share of the largest gain with which an unusual value goes before a usual one: that it is unusual is evidence too. */
const NEARLY = 0.8;

/** The change with the largest gain; one of an unusual value, or to a more usual one, where that gains nearly as much. */
export function bestOf<T extends { one: Suggested; gain: Estimate }>(outcomes: readonly T[]): T | undefined {
  const gains = outcomes.filter(({ gain }) => isGain(gain)).sort((a, b) => b.gain.value - a.gain.value);
  if (gains.length === 0) return undefined;
  const nearly = outcomes.filter(({ gain }) => isGain(gain) && gain.value >= NEARLY * gains[0]!.gain.value);
  const { field } = (nearly.find(({ one }) => one.isUnusual) ?? gains[0]!).one;
  // Of the values of a field, the most usual one comes first.
  return nearly.find(({ one }) => one.field === field);
}

/** Whether a gain is large enough, and sure enough, for its change to be kept. */
export function isGain({ value, interval }: Estimate): boolean {
  return value >= LEAST_GAIN && interval[0] > 0;
}

/** Gain of one trial over another, on the images that interventions are selected on. */
export function gainOf(before: StoredRun, after: StoredRun): Estimate {
  return pairedDifference([isCorrectInSelection(before)], [isCorrectInSelection(after)], undefined, CONFIDENCE);
}

/** Of a recipe that can be trained, where the one before cannot: as if that had been correct on no image. */
export function gainOverNothing(run: StoredRun): Estimate {
  const correct = isCorrectInSelection(run);
  return pairedDifference([correct.map(() => false)], [correct], undefined, CONFIDENCE);
}
