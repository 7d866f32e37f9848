import { RUNS } from '../base/project.js';
import { sum } from '../base/sum.js';
import { proseHtml } from '../base/text/escapeHtml.js';
import { formatDuration, formatRoughTime } from '../base/text/formatDuration.js';
import { pluralize } from '../base/text/pluralize.js';
import type { Finding } from '../diagnose/finding.js';
import { howDrawn, type TrialSample } from '../diagnose/interventions/trialSample.js';
import { openTrials } from '../diagnose/interventions/trials.js';
import { centroidBaseline } from '../diagnose/stages/centroidBaseline.js';
import { type FoundCauses, findCauses as findByTrials } from '../diagnose/verdict/findCauses.js';
import { numTriedChanges, triedChanges } from '../diagnose/verdict/triedChanges.js';
import { formatPoints } from '../metrics/format.js';
import { triedGains } from '../plots/triedGains.js';
import type { Recipe } from '../recipe/recipeType.js';
import { isSizeOfBudget, minutesForCauses, type NotebookSettings } from '../recipe/settings.js';
import { measurePassSeconds } from '../run/estimateTrainingSeconds.js';
import { weightStore } from '../store/projectOptions.js';
import { trainingEstimates } from '../store/trainingEstimates.js';
import { newPlace, type Place, showHtml, showMarkdown, showPlot } from './display.js';
import { table, tableText } from './html.js';
import { interruptible } from './interruptible.js';
import type { OpenDataset } from './openDataset.js';
import { cacheOptions } from './settings.js';
import { trainSeeds } from './trainSeeds.js';

/** Changes that the plot shows at most. */
const MOST_SHOWN = 24;

/**
 * Finds what costs accuracy by changing one field of a recipe at a time and training again, on a sample of the images. What
 * helps is selected on training images that were held out, and confirmed on validation images: by training on all images
 * where the time suffices. Shows what was tried.
 *
 * @param findings of {@link checkRecipe}: they order what is tried, and do not decide it
 * @param settings `minutes` for all of it, by default 5, or 10 with the budget `full`; `seeds` of trainings on all images.
 *   Where the quick budget gives the recipe its size, the size is not changed.
 * @returns what was tried, the steps, the causes with their cost, and the recommended recipe with its runs
 * @throws UserError where the recipe does not fit the images
 *
 * @example
 * const found = await thaw.findCauses(recipe, findings, dataset, settings);
 * await thaw.showCauses(found);
 */
export async function findCauses(
  recipe: Recipe,
  findings: readonly Finding[],
  dataset: OpenDataset,
  settings: Pick<NotebookSettings, 'seeds'> & Partial<NotebookSettings>,
): Promise<FoundCauses> {
  const { seeds, budget = 'quick' } = settings;
  const minutes = minutesForCauses({ ...settings, budget });
  const { classNames, scan } = dataset;
  const { images } = scan;
  const place = newPlace();
  const limit = minutes === 0 ? Number.POSITIVE_INFINITY : 60 * minutes;
  const now = (): number => performance.now();
  const began = now();
  const secondsLeft = (): number => limit - (now() - began) / 1000;
  const options = { ...(await cacheOptions()), weightStore: weightStore(), now };
  let numTried = 0;
  const { found, sample } = await interruptible(
    async () => {
      const pass = await measurePassSeconds(recipe, images, options);
      const trials = await openTrials(recipe, images, classNames, {
        ...options,
        pass,
        runs: RUNS,
        clock: Date.now,
        seconds: limit,
      });
      const { numTraining, numSelection } = trials.sample;
      showMarkdown(
        `Each trial trains on ${numTraining} training images${howDrawn(trials.sample)}. What helps is selected on ${numSelection} other training images, and confirmed on validation images.${isSizeOfBudget(settings) ? ' The image size is that of the quick settings, and is not changed.' : ''}`,
      );
      const found = await findByTrials({
        recipe,
        images,
        classNames,
        findings,
        except: isSizeOfBudget(settings) ? ['size'] : [],
        baselines: (measured) => centroidBaseline(recipe, measured, classNames, findings, options),
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
      return { found, sample: trials.sample };
    },
    () =>
      showMarkdown(
        `**Interrupted** after ${pluralize(numTried, 'trial')}, which are kept. Run the cell again to go on.`,
        place,
      ),
  );
  await showTried(found, sample, (now() - began) / 1000, place);
  return found;
}

/** What was tried, and what the time did not suffice for. */
async function showTried(
  { search, measuredOn }: FoundCauses,
  { numSelection }: TrialSample,
  seconds: number,
  place: Place,
): Promise<void> {
  const changes = triedChanges(search);
  const numTried = numTriedChanges(search);
  const on = measuredOn === 'sample' ? 'of the sample' : 'after training on all images';
  const count = search.kept.length;
  const helped =
    count === 0
      ? 'None of them helps.'
      : `What helped, ${pluralize(count, 'change')}, was then measured on the validation images ${on}.`;
  const text =
    numTried === 0
      ? `In ${formatDuration(seconds)}, no change could be tried.`
      : `Tried ${pluralize(numTried, 'change')} in ${formatDuration(seconds)}, each on the best recipe so far. ${helped}`;
  showMarkdown(text, place);
  const trained = changes.flatMap(({ gain, ...change }) => (gain === undefined ? [] : [{ ...change, ...gain }]));
  const shown = trained.slice(0, MOST_SHOWN);
  const title = `points gained on ${numSelection} training images that were held out (80 % interval)`;
  if (shown.length > 0) {
    const rows = shown.map(({ change, value, interval, isKept }) => ({ change, gain: value, interval, isKept }));
    const sentence = shown.map((one) => `${one.change}: ${formatPoints(one)}${one.isKept ? ', selected' : ''}`);
    await showPlot(triedGains(rows, title), `What each change gained in its trial. ${sentence.join('; ')}.`);
  }
  const more = trained.length - shown.length;
  if (more > 0) showMarkdown(`And ${pluralize(more, 'change')} that gain less or do harm.`);
  const failed = changes.filter(({ gain }) => gain === undefined).map(({ change }) => change);
  if (failed.length > 0) showMarkdown(`Could not be trained: ${failed.join('; ')}.`);
  showUntried(search.untried);
}

function showUntried(untried: FoundCauses['search']['untried']): void {
  if (untried.length === 0) return;
  const total = formatRoughTime(sum(untried, ({ seconds }) => seconds));
  const header = ['not tried', 'would take about'];
  const rows = untried.map(({ intervention, seconds }) => [intervention.change, formatRoughTime(seconds)]);
  const summary = `Not tried in the time: ${pluralize(untried.length, 'change')}, about ${total} in all. \`--set minutes=N\` gives more.`;
  showHtml(
    `<details><summary>${proseHtml(summary)}</summary>${table(header, rows)}</details>`,
    `${summary}\n${tableText(rows)}`,
  );
}
