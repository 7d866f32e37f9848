import { pluralize } from '../base/text/pluralize.js';
import type { ScannedImage } from '../dataset/scan.js';
import { isIn } from '../dataset/validationParts.js';
import { compareModels } from '../metrics/comparison.js';
import { type Views, viewsOf } from '../recipe/views.js';
import { predictViews } from '../run/testTimeAugmentation.js';
import type { StoredRun } from '../store/runStore.js';
import { showCompared } from './comparisonTable.js';
import { newPlace, showMarkdown } from './display.js';
import { validationOf, withModelOf } from './finishedRun.js';
import { interruptible } from './interruptible.js';
import type { OpenDataset } from './openDataset.js';

/**
 * Averages the predictions of a finished run over several views of each image (test-time augmentation), and compares
 * them with those for the unchanged images.
 *
 * @param views default the unchanged image, its mirror image, and four draws from the augmentation of the recipe (or
 *   from a mild one where the recipe has none)
 * @returns the run with the averaged probabilities, for {@link showComparisonTable}
 *
 * @example
 * const averaged = await thaw.showTestTimeAugmentation(run, dataset, { draws: 8 });
 */
export async function showTestTimeAugmentation(
  run: StoredRun,
  dataset: OpenDataset,
  views: Partial<Views> = {},
): Promise<StoredRun> {
  const { recipe, labels, classNames } = run;
  const whole = { ...viewsOf(recipe, { flip: true, draws: 4 })!, ...views };
  const images = [...validationOf(run, dataset), ...chosenBy(run, dataset)];
  const paths = images.map((image) => image.path);
  const status = newPlace();
  let predicted = 0;
  const averaged = await interruptible(
    () =>
      withModelOf(run, (model) =>
        predictViews(model, paths, recipe, whole, {
          onProgress: (done) => {
            predicted = done;
            showMarkdown(`Test-time augmentation: ${done} of ${paths.length} images`, status);
          },
        }),
      ),
    () =>
      showMarkdown(
        `**Test-time augmentation**: interrupted after ${predicted} of ${paths.length} images. Run the cell again to repeat it.`,
        status,
      ),
  );
  const probabilities = averaged.slice(0, labels.length);
  const models = compareModels(labels, [
    {
      name: recipe.testTimeAugmentation === null ? 'unchanged images' : 'predictions of the run',
      seeds: [run.probabilities],
    },
    { name: 'averaged over views', seeds: [probabilities] },
  ]);
  const seen = [
    'unchanged',
    ...(whole.flip ? ['mirrored'] : []),
    ...(whole.draws > 0 ? [`with ${pluralize(whole.draws, 'random change')}`] : []),
  ];
  showMarkdown(`Probabilities of ${labels.length} images are averaged over views of each: ${seen.join(', ')}.`, status);
  showCompared(models, classNames);
  return {
    ...run,
    probabilities,
    ...(run.selection && { selection: { ...run.selection, probabilities: averaged.slice(labels.length) } }),
  };
}

/** The images that selected the epoch of a run, where those are not the ones that it is evaluated on. */
function chosenBy(run: StoredRun, { scan }: OpenDataset): ScannedImage[] {
  return run.selection === undefined ? [] : scan.images.filter((image) => isIn(image, 'selection'));
}
