import { SCANS } from '../base/project.js';
import { surveyPictures } from '../dataset/figures/survey.js';
import { shortcutBaseline } from '../measure/data/shortcutBaseline.js';
import type { Baseline } from '../metrics/baseline.js';
import { formatPercent } from '../metrics/format.js';
import { accuracy } from '../metrics/paired.js';
import { newPlace, showCount, showMarkdown } from './display.js';
import { interruptedWhile, interruptible } from './interruptible.js';
import type { OpenDataset } from './openDataset.js';

/**
 * Measures how accurate a classifier is that knows only size, file format and mean color of an image. If it is nearly
 * as good as the network, the network may have learned no more than that.
 *
 * @returns a baseline for the option `shortcut` of {@link checkRecipe}
 *
 * @example
 * const shortcut = await thaw.measureShortcut(dataset);
 */
export async function measureShortcut({ scan: { images }, classNames }: OpenDataset): Promise<Baseline> {
  const place = newPlace();
  const figures = await interruptible(
    () => surveyPictures(images, SCANS, showCount('Measuring images', place)),
    interruptedWhile('measuring the images', place),
  );
  const baseline = shortcutBaseline(images, figures, classNames.length);
  showMarkdown(
    `A classifier that knows ${baseline.name} reaches an accuracy of ${formatPercent(accuracy(baseline.right))}.`,
    place,
  );
  return baseline;
}
