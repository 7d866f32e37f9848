import { median } from '../../metrics/median.js';
import type { Suggested } from './catalogue.js';

/** A trial that takes longer than so many usual ones is not the one to make when the time is over. */
const TIMES_OF_USUAL = 2;

/**
 * The change to try where the time suffices for none: the most suspicious one whose trial takes about as long as others do.
 *
 * @param suggested the most suspicious first
 */
export function mostTelling(
  suggested: readonly Suggested[],
  secondsOf: (one: Suggested) => number,
): Suggested | undefined {
  const seconds = suggested.map(secondsOf);
  const most = TIMES_OF_USUAL * median(seconds);
  return suggested.find((_, i) => seconds[i]! <= most);
}
