import { pluralize } from '../base/text/pluralize.js';
import { shortPath } from '../base/text/shortPath.js';
import { type TopLoss, topLosses } from '../metrics/topLosses.js';
import type { StoredRun } from '../store/runStore.js';
import { showHtml, showMarkdown } from './display.js';
import { validationOf } from './finishedRun.js';
import { imageGrid } from './html.js';
import { captioned, mistakesOf, predictionText } from './imageRows.js';
import type { OpenDataset } from './openDataset.js';

/**
 * Shows the validation images with the largest losses, as fastai's `plot_top_losses`: the most confident mistakes, and
 * wrong labels among them.
 *
 * @param count images to show
 * @throws UserError where the run was evaluated on another data set
 *
 * @example
 * await thaw.showTopLosses(run, dataset, 8);
 */
export async function showTopLosses(run: StoredRun, dataset: OpenDataset, count = 12): Promise<void> {
  const top = topLosses(run.labels, run.probabilities, count);
  await showImages(
    'largest losses',
    `the ${pluralize(top.length, 'image')} with the largest losses`,
    top,
    run,
    dataset,
  );
}

/**
 * Shows the validation images that a run gets wrong, the most confident mistake first: wrong labels are often among them.
 *
 * @param count images to show at most
 * @throws UserError where the run was evaluated on another data set
 *
 * @example
 * await thaw.showMistakes(run, dataset, 8);
 */
export async function showMistakes(run: StoredRun, dataset: OpenDataset, count = 12): Promise<void> {
  const mistakes = mistakesOf(run);
  const total = pluralize(run.labels.length, 'validation image');
  if (mistakes.length === 0) {
    showMarkdown(`It gets none of ${total} wrong.`);
    return;
  }
  const shown = mistakes.slice(0, count);
  const which = shown.length < mistakes.length ? `, the ${shown.length} most confident below` : '';
  showMarkdown(`It gets ${mistakes.length} of ${total} wrong${which}.`);
  await showImages('mistakes', pluralize(shown.length, 'mistake'), shown, run, dataset);
}

async function showImages(
  name: string,
  text: string,
  top: readonly TopLoss[],
  run: StoredRun,
  dataset: OpenDataset,
): Promise<void> {
  const validation = validationOf(run, dataset);
  const images = await Promise.all(
    top.map((one) => {
      const image = validation[one.index]!;
      const caption = `${predictionText(run, one)}; loss ${one.loss.toFixed(1)}; ${shortPath(dataset, image.path)}`;
      return captioned(image, caption);
    }),
  );
  showHtml(imageGrid([{ name, images }]), text);
}
