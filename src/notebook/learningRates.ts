import { learningRateCurve } from '../plots/learningRateCurve.js';
import type { Recipe } from '../recipe/recipeType.js';
import { findLearningRate, type RateSearch } from '../run/findLearningRate.js';
import { weightStore } from '../store/projectOptions.js';
import { LEARNING_RATE_RANGE, type LearningRateRangeOptions } from '../training/learningRateRange.js';
import { newPlace, showMarkdown, showPlot } from './display.js';
import { interruptible } from './interruptible.js';
import type { OpenDataset } from './openDataset.js';
import { sampleCaption } from './sampleCaption.js';
import { cacheOptions } from './settings.js';

/**
 * Runs a learning-rate range test (Smith 2017, arXiv:1506.01186), as fastai's `lr_find`: trains at rising rates on
 * weights that are thrown away, and plots the loss with two suggested rates.
 *
 * @param options first and last rate and number of steps; default 1e-7, 10 and 100
 * @throws UserError where the loss diverges before there is a curve
 *
 * @example
 * const { suggestions } = await thaw.showLearningRates(recipe, dataset);
 */
export async function showLearningRates(
  recipe: Recipe,
  dataset: OpenDataset,
  { from, to, steps = LEARNING_RATE_RANGE.steps }: Pick<LearningRateRangeOptions, 'from' | 'to' | 'steps'> = {},
): Promise<RateSearch> {
  const [status, cache] = [newPlace(), await cacheOptions()];
  let step = 0;
  const search = await interruptible(
    () =>
      findLearningRate(recipe, dataset.scan.images, dataset.classNames, {
        from,
        to,
        steps,
        ...cache,
        weightStore: weightStore(),
        now: () => performance.now(),
        onProgress: ({ batch, batches }) =>
          showMarkdown(`Features of the frozen layers: batch ${batch} of ${batches}`, status),
        onStep: (done) => {
          step = done;
          if (done % 10 === 0) showMarkdown(`Step ${done} of ${steps}`, status);
        },
      }),
    () =>
      showMarkdown(
        `**Learning rates**: interrupted in step ${step + 1} of ${steps}. The test has no part to keep; run the cell again to repeat it.`,
        status,
      ),
  );
  const { steepest, minimumOverTen } = search.suggestions;
  const end = search.diverged ? 'The loss diverged there' : 'The loss did not diverge';
  // The lower of the two: measured at 3 epochs, the higher one reached the same accuracy at best and then lost it.
  const suggested = Math.min(minimumOverTen.rate, steepest.rate);
  const rates = [
    '| rule | learning rate |',
    '| --- | --- |',
    `| steepest descent | ${inWords(steepest.rate)} |`,
    `| a tenth of the minimum | ${inWords(minimumOverTen.rate)} |`,
    `| the recipe | ${inWords(recipe.learningRate)} |`,
  ].join('\n');
  showMarkdown(
    `${search.rates.length} of ${steps} steps with batches of ${recipe.batchSize} images${manyTests(search)}. ${end}. Suggested learning rate: **${inWords(suggested)}**, the lower of the two rules.\n\n${rates}\n\nDots are ${search.numTests === 1 ? '' : 'means over '}batches. The line is their exponential moving average, which lags behind them.`,
    status,
  );
  const points = search.rates.map((rate, i) => ({ rate, loss: search.losses[i]!, smoothed: search.smoothed[i]! }));
  await showPlot(
    learningRateCurve(
      points,
      [
        { name: 'steepest descent', rate: steepest.rate },
        { name: 'a tenth of the minimum', rate: minimumOverTen.rate },
      ],
      recipe.learningRate,
    ),
    `Training loss over rising learning rates: it falls most steeply at ${inWords(steepest.rate)} and is lowest at ${inWords(minimumOverTen.at.rate)}.`,
    undefined,
    sampleCaption(dataset),
  );
  return search;
}

/** `, the mean of 16 tests with other batches`; empty for one. */
function manyTests({ numTests }: RateSearch): string {
  return numTests === 1 ? '' : `, the mean of ${numTests} tests with other batches`;
}

/** `1.3e-3` */
function inWords(rate: number): string {
  return rate.toExponential(1);
}
