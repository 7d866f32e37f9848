import { pluralize } from '../base/text/pluralize.js';
import { ofSplit } from '../dataset/dataset.js';
import { nearestTraining } from '../measure/model/nearestTraining.js';
import { formatPercent } from '../metrics/format.js';
import type { StoredRun } from '../store/runStore.js';
import { showHtml, showMarkdown } from './display.js';
import { validationOf, withModelOf } from './finishedRun.js';
import { imageGrid } from './html.js';
import { captioned, mistakesOf, predictionRow } from './imageRows.js';
import { interruptible } from './interruptible.js';
import type { OpenDataset } from './openDataset.js';
import { cacheOptions } from './settings.js';

/** How many images `showNearest` shows. */
export interface NearestOptions {
  /** Mistakes, the largest loss first. Default 4. */
  mistakes?: number;
  /** Training images beside each of them. Default 4. */
  neighbors?: number;
}

/**
 * Shows the training images that the network sees as most similar to each of its worst mistakes, by cosine distance of
 * its pooled features. If most belong to the predicted class, a label may be wrong.
 *
 * @throws UserError where the run was evaluated on another data set, or its weights were deleted
 *
 * @example
 * await thaw.showNearest(run, dataset, { mistakes: 3, neighbors: 5 });
 */
export async function showNearest(
  run: StoredRun,
  dataset: OpenDataset,
  { mistakes = 4, neighbors = 4 }: NearestOptions = {},
): Promise<void> {
  const validation = validationOf(run, dataset);
  const training = ofSplit(dataset.scan.images, 'training');
  const all = mistakesOf(run);
  if (all.length === 0) {
    showMarkdown('No mistakes: the prediction is correct for every validation image.');
    return;
  }
  const queries = all.map(({ index }) => validation[index]!);
  const cache = await cacheOptions();
  const nearest = await interruptible(() =>
    withModelOf(run, (model) =>
      nearestTraining(model, queries, training, run.recipe, neighbors, {
        ...cache,
        now: () => performance.now(),
      }),
    ),
  );
  const shown = all.slice(0, mistakes);
  const grid = await Promise.all(
    shown.map((one, m) =>
      predictionRow(run, dataset, one, queries[m]!, [
        captioned(queries[m]!, 'the mistake'),
        ...nearest[m]!.map(({ index, distance }) =>
          captioned(training[index]!, `${training[index]!.className}, distance ${distance.toFixed(3)}`),
        ),
      ]),
    ),
  );
  showHtml(imageGrid(grid), `the nearest training images of ${pluralize(shown.length, 'mistake')}`);
  const labels = nearest.flatMap((row, m) => row.map(({ index }) => [training[index]!.label, all[m]] as const));
  const [asTrue, asPredicted] = [
    labels.filter(([label, one]) => label === one!.label).length,
    labels.filter(([label, one]) => label === one!.predicted).length,
  ];
  showMarkdown(
    `Of the ${neighbors} nearest training images of ${all.length === 1 ? 'the one mistake' : `each of the ${all.length} mistakes`}, **${formatPercent(asPredicted / labels.length)}** belong to the predicted class and **${formatPercent(asTrue / labels.length)}** to the true class.`,
  );
}
