import { pluralize } from '../../../base/text/pluralize.js';
import { inTwoClasses } from '../../../dataset/duplicates.js';
import { type SimilarPictures, similarGroups } from '../../../dataset/hash/nearDuplicates.js';
import type { Scan } from '../../../dataset/scan.js';
import { evidenceFiles, type Finding } from '../../finding.js';

/** Share of the images above which conflicts visibly cost accuracy. A choice. */
export const MANY = 0.01;

/**
 * Finds images that are in two classes or more, as identical files or near duplicates: one of the labels is wrong.
 *
 * @param near near duplicates; default none
 */
export function labelConflict(scan: Scan, near: readonly SimilarPictures[] = []): Finding[] {
  const groups = inTwoClasses({ ...scan, duplicates: similarGroups(scan, near) });
  if (groups.length === 0) return [];
  const images = groups.flat().length;
  return [
    {
      check: 'label-conflict',
      severity: images / scan.images.length > MANY ? 'critical' : 'warning',
      summary: `${pluralize(groups.length, 'image is', 'images are')} in two classes at once: one of the two labels is wrong.`,
      evidence: groups.map((group) => ({
        measure: group[0]!.path,
        expected: 'one class',
        received: group.map(({ className, path }) => `${className}: ${path}`).join(', '),
        files: evidenceFiles(group),
        areCopies: true,
      })),
      fix: { text: 'Look at each image, and keep it in the class that it shows.' },
    },
  ];
}
