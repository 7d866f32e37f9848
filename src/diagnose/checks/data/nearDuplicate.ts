import { pluralize } from '../../../base/text/pluralize.js';
import type { SimilarPictures } from '../../../dataset/hash/nearDuplicates.js';
import type { Finding } from '../../finding.js';

/** Share of the images from which on copies shift what a model learns and how it is measured. */
export const MANY_COPIES = 0.05;

/**
 * Finds pictures of one class and one split that show the same without being the same file: they count double.
 *
 * @param numImages of the whole data set
 */
export function nearDuplicate(near: readonly SimilarPictures[], numImages: number): Finding[] {
  const groups = near.filter(
    ({ images }) => new Set(images.map(({ className, split }) => `${split}/${className}`)).size === 1,
  );
  if (groups.length === 0) return [];
  const surplus = groups.reduce((sum, { images }) => sum + images.length - 1, 0);
  return [
    {
      check: 'near-duplicate',
      severity: surplus / numImages > MANY_COPIES ? 'warning' : 'info',
      summary: `${pluralize(groups.length, 'picture')} more than once in the same class and split, in files that differ: ${pluralize(surplus, 'image')} of ${numImages.toLocaleString('en')} add nothing.`,
      evidence: groups.map(({ images, correlation }) => ({
        measure: images[0].path,
        expected: 'one file',
        received: `${images.map(({ path }) => path).join(', ')} (correlation of detail ${correlation.toFixed(2)})`,
      })),
      fix: { text: 'Look at them, and keep one of each.' },
    },
  ];
}
