import { pluralize } from '../base/text/pluralize.js';
import { support } from '../dataset/classFolders.js';
import type { Size } from '../dataset/resize.js';
import type { Finding } from '../diagnose/finding.js';
import { findingSummary } from './findings.js';
import { aspectSentence } from './imageSizes.js';
import { scanSummary } from './images.js';
import type { OpenDataset } from './openDataset.js';

/**
 * Sums up a data set in sentences: images and classes, sizes, broken and repeated files, findings.
 *
 * @param target height and width in pixels that a recipe resizes to
 * @param findings those of {@link checkImages}
 * @returns Markdown sentences for {@link showReading}
 *
 * @example
 * thaw.showReading(thaw.dataReading(dataset, target, findings));
 */
export function dataReading(dataset: OpenDataset, target: Size, findings: readonly Finding[]): string[] {
  const { images } = dataset.scan;
  const training = support(dataset, 'training');
  const smaller = images.filter(({ width, height }) => width < target.width && height < target.height);
  return [
    `The data set has **${images.length}** images of **${dataset.classNames.length}** classes.`,
    `The largest class has **${Math.max(...training)}** training images, the smallest **${Math.min(...training)}**.`,
    aspectSentence(dataset, target),
    `**${pluralize(smaller.length, 'image')}** smaller than the target in both directions ${smaller.length === 1 ? 'is' : 'are'} enlarged.`,
    scanSummary(dataset),
    findingSummary(findings),
  ];
}
