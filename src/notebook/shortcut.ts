import { SCANS } from '../base/project.js';
import { surveyPictures } from '../dataset/figures/survey.js';
import { shortcutBaseline } from '../measure/data/shortcutBaseline.js';
import type { Baseline } from '../metrics/baseline.js';
import { accuracy } from '../metrics/paired.js';
import { newPlace, showMarkdown } from './display.js';
import { formatPercent } from './html.js';
import { countIn, type OpenDataset } from './openDataset.js';

/** What size, file format and mean colour alone answer: the baseline `shortcut` of `diagnoseRecipe`. Pictures are looked at once. */
export async function measureShortcut({ scan: { images }, classNames }: OpenDataset): Promise<Baseline> {
  const place = newPlace();
  const figures = await surveyPictures(images, SCANS, countIn(place, 'Looking at images'));
  const baseline = shortcutBaseline(images, figures, classNames.length);
  showMarkdown(`By ${baseline.name}, ${formatPercent(accuracy(baseline.right))} are answered right.`, place);
  return baseline;
}
