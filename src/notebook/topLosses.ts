import { shortPath } from '../base/text/shortPath.js';
import { topLosses } from '../metrics/topLosses.js';
import type { StoredRun } from '../store/runStore.js';
import { showHtml } from './display.js';
import { validationOf } from './finishedRun.js';
import { imageGrid } from './html.js';
import { captioned, predictionText } from './imageRows.js';
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
  const validation = validationOf(run, dataset);
  const top = topLosses(run.labels, run.probabilities, count);
  const images = await Promise.all(
    top.map((one) => {
      const image = validation[one.index]!;
      const caption = `${predictionText(run, one)}; loss ${one.loss.toFixed(1)}; ${shortPath(dataset, image.path)}`;
      return captioned(image, caption);
    }),
  );
  showHtml(imageGrid([{ name: 'largest losses', images }]), `the ${top.length} images with the largest losses`);
}
