import { pluralize } from '../../../base/text/pluralize.js';
import { inTwoClasses } from '../../../dataset/duplicates.js';
import { type SimilarPictures, similarGroups } from '../../../dataset/hash/nearDuplicates.js';
import type { Scan } from '../../../dataset/scan.js';
import type { Finding } from '../../finding.js';

/** Share of the images above which conflicts cost accuracy that shows. */
const MANY = 0.01;

/**
 * Finds pictures that stand in two classes or more, the same file byte for byte or near ones: one of the labels is wrong.
 *
 * @param near pictures that show the same in files that differ; default none
 */
export function labelConflict(scan: Scan, near: readonly SimilarPictures[] = []): Finding[] {
  const groups = inTwoClasses({ ...scan, duplicates: similarGroups(scan, near) });
  if (groups.length === 0) return [];
  const images = groups.flat().length;
  return [
    {
      check: 'label-conflict',
      severity: images / scan.images.length > MANY ? 'critical' : 'warning',
      summary: `${pluralize(groups.length, 'picture')} in two classes at once: no model can be right about both.`,
      evidence: groups.map((group) => ({
        measure: group[0].path,
        expected: 'one class',
        received: group.map(({ className, path }) => `${className}: ${path}`).join(', '),
      })),
      fix: { text: 'Look at each picture, and keep it in the class that it shows.' },
    },
  ];
}
