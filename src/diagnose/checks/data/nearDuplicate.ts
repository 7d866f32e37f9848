import { sum } from '../../../base/sum.js';
import { pluralize } from '../../../base/text/pluralize.js';
import type { SimilarPictures } from '../../../dataset/hash/nearDuplicates.js';
import { evidenceFiles, type Finding } from '../../finding.js';

/** Share of the images from which on copies shift what a model learns and how it is measured. A choice. */
export const MANY_COPIES = 0.05;

/**
 * Finds images of one class and split that show the same without being the same file: they count twice.
 *
 * @param numImages of the whole data set
 */
export function nearDuplicate(near: readonly SimilarPictures[], numImages: number): Finding[] {
  const groups = near.filter(
    ({ images }) => new Set(images.map(({ className, split }) => `${split}/${className}`)).size === 1,
  );
  if (groups.length === 0) return [];
  const surplus = sum(groups, ({ images }) => images.length - 1);
  return [
    {
      check: 'near-duplicate',
      severity: surplus / numImages > MANY_COPIES ? 'warning' : 'info',
      summary: `${surplus} of ${pluralize(numImages, 'image')} ${surplus === 1 ? 'is a near copy' : 'are near copies'} of another in the same class and split.`,
      evidence: groups.map(({ images, correlation }) => ({
        measure: images[0]!.path,
        expected: 'one file',
        received: `${images.map(({ path }) => path).join(', ')} (detail correlation ${correlation.toFixed(2)})`,
        files: evidenceFiles(images),
        areCopies: true,
        areSimilar: true,
      })),
      fix: { text: 'Compare them, and keep one of each.' },
    },
  ];
}
