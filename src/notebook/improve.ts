import { RUNS } from '../base/project.js';
import { formatRoughTime } from '../base/text/formatDuration.js';
import { pluralize } from '../base/text/pluralize.js';
import { type Improvement, improve as improveRecipe, type SearchBegin } from '../improve/improve.js';
import {
  beginText,
  bestRows,
  edgeText,
  evaluatedRows,
  placeText,
  recommendationText,
  trainedText,
  trainingText,
  triedText,
} from '../improve/inWords.js';
import { searchDots } from '../improve/searchDots.js';
import { formatPercent } from '../metrics/format.js';
import { importanceBars } from '../plots/importanceBars.js';
import { searchProgress } from '../plots/searchProgress.js';
import type { Recipe } from '../recipe/recipeType.js';
import type { NotebookSettings } from '../recipe/settings.js';
import { weightStore } from '../store/projectOptions.js';
import { newPlace, showMarkdown, showPlot, showTable } from './display.js';
import { escapeMarkdown } from './html.js';
import { interruptible } from './interruptible.js';
import type { OpenDataset } from './openDataset.js';
import { cacheOptions } from './settings.js';
import { trainWithProgress } from './trainWithProgress.js';

/** Minutes of a search, as of `thaw improve`. */
const DEFAULT_MINUTES = 60;

/**
 * Searches for the recipe that is most accurate on these images: points of a scrambled Sobol sequence and neighbors of the best,
 * by asynchronous successive halving on a sample. Recipes are selected on training images that were held out, and reported on
 * validation images, which select nothing. Shows what was tried and what mattered.
 *
 * The recipe itself is tried first. Another one is recommended only where that is shown to be better. A cell that was
 * interrupted goes on where it was when it runs again.
 *
 * @param settings `minutes` for all of it, by default 60; 0: until it is interrupted
 * @returns what was tried, the outcome with the recommended recipe, and what mattered
 * @throws UserError where the recipe does not fit the images
 *
 * @example
 * const found = await thaw.improve(recipe, dataset, { minutes: 10 });
 * await thaw.writeRecipe('recipes/best.json', found.outcome.recommended);
 */
export async function improve(
  recipe: Recipe,
  dataset: OpenDataset,
  { minutes = DEFAULT_MINUTES }: Partial<Pick<NotebookSettings, 'minutes'>> = {},
): Promise<Improvement> {
  const { classNames, scan } = dataset;
  const place = newPlace();
  const limit = minutes === 0 ? Number.POSITIVE_INFINITY : 60 * minutes;
  const now = (): number => performance.now();
  const began = now();
  const spent = (): number => (now() - began) / 1000;
  let begun: SearchBegin | undefined;
  let best = '';
  const found = await interruptible(
    async () =>
      improveRecipe({
        recipe,
        images: scan.images,
        classNames,
        options: {
          ...(await cacheOptions()),
          weightStore: weightStore(),
          now,
          runs: RUNS,
          clock: Date.now,
          seconds: limit,
        },
        secondsLeft: () => limit - spent(),
        train: (name, one, images) =>
          trainWithProgress(
            name,
            one,
            { ...dataset, scan: { ...scan, images: [...images] } },
            { places: { status: place } },
          ),
        onBegin: (begin) => {
          begun = begin;
          showMarkdown(beginText(begin, limit / 60));
        },
        onTraining: (candidate, rung, seconds) => {
          const text = trainingText(candidate, rung, begun!);
          showMarkdown(escapeMarkdown(`${text}, about ${formatRoughTime(seconds)}. ${best}`), place);
        },
        onTrained: (candidate, rung) => {
          const text = trainedText(candidate, rung, begun!);
          if (text !== undefined) best = `${text}.`;
        },
        onConfirm: (count, on, seconds) => {
          const where = on === 'sample' ? 'on the sample, with other seeds' : 'on all images';
          showMarkdown(
            `Training your recipe and ${pluralize(count, 'other')} ${where}, about ${formatRoughTime(seconds)}.`,
            place,
          );
        },
      }),
    () =>
      showMarkdown(
        `**Interrupted** after ${pluralize(begun?.candidates.length ?? 0, 'recipe')}, which are kept. Run the cell again to go on.`,
        place,
      ),
  );
  showMarkdown(escapeMarkdown(triedText(found, spent())), place);
  await showFound(found);
  return found;
}

async function showFound(found: Improvement): Promise<void> {
  const { outcome, importances, edges, steps } = found;
  showMarkdown(`**${recommendationText(found)}** ${placeText(outcome)}:`);
  showTable(
    ['accuracy', 'gain', 'changes'],
    evaluatedRows(found).map(({ cells, changes }) => [...cells, changes]),
  );
  const rows = bestRows(found).map(({ accuracy, changes }) => [formatPercent(accuracy), changes]);
  showMarkdown('The best recipes, by the images that select:');
  showTable(['accuracy', 'changes'], rows);
  const sentence = `Accuracy of each training over the time of the search. ${rows.map((row) => row.join(': ')).join('; ')}.`;
  await showPlot(searchProgress(searchDots(found)), sentence);
  if (importances.length > 0) {
    const bars = importances.map(({ dimension, share, interval }) => ({ name: dimension.title, share, interval }));
    const inWords = bars.map(({ name, share }) => `${name} ${formatPercent(share)}`).join('; ');
    showMarkdown(
      `What mattered: the share of the variance of the accuracy on ${steps[0]} training images that each setting explains by itself, with 95 % intervals.`,
    );
    await showPlot(importanceBars(bars), `Share of the variance of the accuracy: ${inWords}.`);
  }
  if (edges.length > 0) showMarkdown(edges.map(edgeText).join(' '));
}
