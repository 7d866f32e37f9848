import { RUNS } from '../base/project.js';
import { formatDuration, formatRoughTime } from '../base/text/formatDuration.js';
import { pluralize } from '../base/text/pluralize.js';
import type { Finding } from '../diagnose/finding.js';
import { howDrawn } from '../diagnose/interventions/trialSample.js';
import { openTrials } from '../diagnose/interventions/trials.js';
import { type FoundCauses, findCauses as findByTrials } from '../diagnose/verdict/findCauses.js';
import { triedChanges } from '../diagnose/verdict/triedChanges.js';
import { formatPoints } from '../metrics/format.js';
import type { Recipe } from '../recipe/recipeType.js';
import { DEFAULT_MINUTES, type NotebookSettings } from '../recipe/settings.js';
import { measurePassSeconds } from '../run/estimateTrainingSeconds.js';
import { weightStore } from '../store/projectOptions.js';
import { trainingEstimates } from '../store/trainingEstimates.js';
import { newPlace, type Place, showMarkdown, showTable } from './display.js';
import { interruptible } from './interruptible.js';
import type { OpenDataset } from './openDataset.js';
import { cacheOptions } from './settings.js';
import { trainSeeds } from './trainSeeds.js';

/** Changes that the table lists at most. */
const MOST_SHOWN = 12;

/**
 * Finds what costs accuracy by changing one field of a recipe at a time and training again, on a sample of the images. What
 * helps is selected on training images that were held out, and confirmed on validation images: by training on all images
 * where the time suffices. Shows what was tried.
 *
 * @param findings of {@link checkRecipe}: they order what is tried, and do not decide it
 * @param settings `minutes` for all of it, by default 10, and `seeds` of trainings on all images
 * @returns what was tried, the steps, the causes with their cost, and the recommended recipe with its runs
 * @throws UserError where the recipe does not fit the images
 *
 * @example
 * const found = await thaw.findCauses(recipe, findings, dataset, settings);
 * await thaw.showCauses(found.measured);
 */
export async function findCauses(
  recipe: Recipe,
  findings: readonly Finding[],
  dataset: OpenDataset,
  { minutes = DEFAULT_MINUTES, seeds }: Pick<NotebookSettings, 'minutes' | 'seeds'>,
): Promise<FoundCauses> {
  const { classNames, scan } = dataset;
  const { images } = scan;
  const place = newPlace();
  const limit = minutes === 0 ? Number.POSITIVE_INFINITY : 60 * minutes;
  const now = (): number => performance.now();
  const began = now();
  const secondsLeft = (): number => limit - (now() - began) / 1000;
  const options = { ...(await cacheOptions()), weightStore: weightStore(), now };
  let numTried = 0;
  const found = await interruptible(
    async () => {
      const pass = await measurePassSeconds(recipe, images, options);
      const trials = await openTrials(recipe, images, classNames, {
        ...options,
        pass,
        runs: RUNS,
        clock: Date.now,
        seconds: limit,
      });
      const { numTraining, numSelection, numEvaluation } = trials.sample;
      showMarkdown(
        `Each trial trains on ${numTraining} training images${howDrawn(trials.sample)}. What helps is selected on ${numSelection} other training images, and confirmed on ${numEvaluation} validation images.`,
      );
      return findByTrials({
        recipe,
        images,
        classNames,
        findings,
        trials,
        train: (name, changed) => trainSeeds(name, changed, dataset, seeds, { status: place }),
        trainSeconds: trainingEstimates(recipe, pass, images, classNames, seeds, { ...options, folder: RUNS }),
        seeds,
        secondsLeft,
        onTrial: (what, seconds) => {
          numTried++;
          showMarkdown(`Trial ${numTried}: ${what}, about ${formatRoughTime(seconds)}`, place);
        },
      });
    },
    () =>
      showMarkdown(
        `**Interrupted** after ${pluralize(numTried, 'trial')}, which are kept. Run the cell again to go on.`,
        place,
      ),
  );
  showTried(found, (now() - began) / 1000, place);
  return found;
}

/** What was tried, and what the time did not suffice for. */
function showTried({ search, measuredOn }: FoundCauses, seconds: number, place: Place): void {
  const changes = triedChanges(search);
  const on = measuredOn === 'sample' ? 'on the sample' : 'by training on all images';
  const helped = search.kept.length === 0 ? 'None of them helps.' : `What helps was confirmed ${on}.`;
  showMarkdown(`Tried ${pluralize(changes.length, 'change')} in ${formatDuration(seconds)}. ${helped}`, place);
  showTable(
    ['change', 'gain in the trial', ''],
    changes
      .slice(0, MOST_SHOWN)
      .map(({ change, gain, isKept }) => [
        change,
        gain === undefined ? 'cannot be trained' : formatPoints(gain),
        isKept ? 'helps' : '',
      ]),
  );
  if (changes.length > MOST_SHOWN) showMarkdown(`And ${changes.length - MOST_SHOWN} more that help less or do harm.`);
  if (search.untried.length === 0) return;
  const listed = search.untried.map(
    ({ intervention, seconds: each }) => `${intervention.change} (${formatRoughTime(each)})`,
  );
  showMarkdown(`Not tried in the time: ${listed.join('; ')}. The setting \`minutes\` gives more.`);
}
