import { isDeepStrictEqual } from 'node:util';
import { sum } from '../base/sum.js';
import { formatDuration } from '../base/text/formatDuration.js';
import { pluralize } from '../base/text/pluralize.js';
import { joined, type Notebook } from './notebookFormat.js';
import type { PageFacts } from './pageStyle.js';
import type { IndexEntry } from './writeIndex.js';

/** Of all notebooks with the quick settings on the sample set, on two cores: measured, and the sum of what each says. */
const ALL_QUICK = '10 to 20 minutes';

/**
 * Returns how long a notebook took in an earlier run with the same images and settings.
 *
 * @returns seconds; undefined where there is none, or where it failed
 */
export function earlierTime(
  name: string,
  earlier: readonly IndexEntry[],
  { dataFolder, settings }: PageFacts,
): number | undefined {
  return earlier.find(
    (entry) =>
      entry.name === name &&
      entry.failedCell === undefined &&
      entry.facts.dataFolder === dataFolder &&
      isDeepStrictEqual({ ...entry.facts.settings }, { ...settings }),
  )?.seconds;
}

/** `it took 45 s last time`, or what the notebook itself says: `it takes under a minute on two cores with the quick settings`; empty where it says nothing */
export function timeOfNotebook({ cells }: Notebook, earlierSeconds: number | undefined): string {
  if (earlierSeconds !== undefined) return `it took ${formatDuration(earlierSeconds)} last time`;
  const says = /^Takes (.* on two cores)\.$/m.exec(joined(cells[0]?.source))?.[1];
  return says === undefined ? '' : `it takes ${says} with the quick settings`;
}

/**
 * How long these notebooks take, in a sentence.
 *
 * @param areAll whether they are all that there are
 */
export function timeOfAll(
  names: readonly string[],
  areAll: boolean,
  earlier: readonly IndexEntry[],
  facts: PageFacts,
): string {
  const running = `Running ${pluralize(names.length, 'notebook')}${names.length === 1 ? '' : ', one after the other'}.`;
  const times = names.map((name) => earlierTime(name, earlier, facts));
  const known = times.filter((seconds) => seconds !== undefined);
  if (known.length === names.length) return `${running} Last time, that took ${formatDuration(sum(known))}.`;
  if (!areAll) return running;
  return `${running} With the quick settings, that takes ${ALL_QUICK} on two cores, and less when repeated.`;
}
