import { acrossSplits } from '../../../dataset/duplicates.js';
import { type SimilarPictures, similarGroups } from '../../../dataset/hash/nearDuplicates.js';
import type { Scan } from '../../../dataset/scan.js';
import type { Finding } from '../../finding.js';

/** Shares of the validation images: from the first on the accuracy is no longer that on new pictures, from the second on it may not be. */
const LEAK = 0.05;
const SOME = 0.01;

/**
 * Finds pictures that stand in the training set and in the validation set: the same file byte for byte, or near ones.
 *
 * @param near pictures that show the same in files that differ; default none
 */
export function duplicateAcrossSplits(scan: Scan, near: readonly SimilarPictures[] = []): Finding[] {
  const groups = acrossSplits({ ...scan, duplicates: similarGroups(scan, near) });
  if (groups.length === 0) return [];
  const leaked = groups.flat().filter(({ split }) => split === 'validation').length;
  const validation = scan.images.filter(({ split }) => split === 'validation').length;
  const share = leaked / validation;
  return [
    {
      check: 'duplicate-across-splits',
      severity: share >= LEAK ? 'critical' : share >= SOME ? 'warning' : 'info',
      summary: `${leaked} of ${validation} validation images ${leaked === 1 ? 'stands' : 'stand'} in the training set too: they measure memory, not learning.`,
      evidence: groups.map((group) => ({
        measure: group[0].path,
        expected: 'one split',
        received: group.map(({ path, split }) => `${split}: ${path}`).join(', '),
      })),
      fix: { text: 'Delete one of each pair, or split by the group that the images come from.' },
    },
  ];
}
