import { RUNS, SCANS } from '../base/project.js';
import { sum } from '../base/sum.js';
import { pluralize } from '../base/text/pluralize.js';
import { surveyPictures } from '../dataset/figures/survey.js';
import type { Finding } from '../diagnose/finding.js';
import { diagnoseRecipe } from '../diagnose/stages/diagnoseRecipe.js';
import type { DiagnosisOptions } from '../diagnose/stages/diagnosisOptions.js';
import { searchPictureSlices } from '../measure/data/pictureSlices.js';
import type { Recipe } from '../recipe/recipeType.js';
import { weightStore } from '../store/projectOptions.js';
import type { StoredRun } from '../store/runStore.js';
import { timedWork } from '../store/timedWork.js';
import { newPlace, showMarkdown } from './display.js';
import { showFindings } from './findings.js';
import { checkSlicesOf } from './finishedRun.js';
import { interruptible } from './interruptible.js';
import type { OpenDataset } from './openDataset.js';
import { cacheOptions } from './settings.js';

/**
 * Runs the checks of pipeline, network, training and result on a recipe and a run of it, and shows what they find. Says
 * first how long it takes.
 *
 * @param run a finished run of the recipe
 * @param options `again`, a second run of the same recipe by {@link trainAgain}; `validationScaling`, where the
 *   validation images are scaled in another way; `shortcut`, the baseline of {@link measureShortcut}; `slices`, what
 *   {@link findSlices} found of this run, which is not searched again then
 * @throws UserError where the slices are those of another run
 * @returns findings for {@link findCauses}
 *
 * @example
 * const findings = await thaw.checkRecipe(recipe, dataset, run, { shortcut });
 */
export async function checkRecipe(
  recipe: Recipe,
  dataset: OpenDataset,
  run: StoredRun,
  options: Pick<DiagnosisOptions, 'again' | 'validationScaling' | 'shortcut' | 'slices'> = {},
): Promise<Finding[]> {
  if (options.slices !== undefined) checkSlicesOf(run, options.slices);
  const place = newPlace();
  const timed = timedWork(RUNS, () => performance.now());
  const findings = await interruptible(
    () =>
      findingsOfRecipe(recipe, dataset, run, {
        ...options,
        onCosts: async (costs) => {
          const calculated = sum(costs, (cost) => cost.seconds);
          const time = await timed.begin({ kind: 'checks of a recipe', name: run.id, calculated });
          const images = sum(costs, (cost) => cost.pictures);
          showMarkdown(
            `The checks pass ${pluralize(images, 'image')} through the backbone. They take about ${time}, less when repeated (results are cached).`,
            place,
          );
        },
      }),
    () => showMarkdown('**Checks**: interrupted. What they have measured is kept; run the cell again to go on.', place),
  );
  showMarkdown(`Checking the recipe ${await timed.end()}.`, place);
  showFindings(findings, dataset.folder);
  return findings;
}

/** Runs the checks without showing anything. */
export async function findingsOfRecipe(
  recipe: Recipe,
  dataset: OpenDataset,
  run: StoredRun,
  options: Partial<DiagnosisOptions> = {},
): Promise<Finding[]> {
  const { images } = dataset.scan;
  return diagnoseRecipe(recipe, images, dataset.classNames, {
    ...(await cacheOptions()),
    ...options,
    slices: options.slices ?? searchPictureSlices(images, await surveyPictures(images, SCANS), run),
    weightStore: weightStore(),
    now: () => performance.now(),
    run,
  });
}
