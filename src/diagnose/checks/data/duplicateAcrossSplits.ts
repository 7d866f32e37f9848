import { ofSplit } from '../../../dataset/dataset.js';
import { acrossSplits } from '../../../dataset/duplicates.js';
import { type SimilarPictures, similarGroups } from '../../../dataset/hash/nearDuplicates.js';
import type { Scan } from '../../../dataset/scan.js';
import { evidenceFiles, type Finding } from '../../finding.js';

/** Share of the validation images from which on their accuracy is no longer that on new images. A choice. */
export const LEAK = 0.05;
/** Share from which on it may not be. A choice. */
export const SOME = 0.01;

/**
 * Finds images that are in the training set and in the validation set: identical files, or near duplicates.
 *
 * @param near near duplicates; default none
 */
export function duplicateAcrossSplits(scan: Scan, near: readonly SimilarPictures[] = []): Finding[] {
  const groups = acrossSplits({ ...scan, duplicates: similarGroups(scan, near) });
  if (groups.length === 0) return [];
  const leaked = ofSplit(groups.flat(), 'validation').length;
  const validation = ofSplit(scan.images, 'validation').length;
  const share = leaked / validation;
  return [
    {
      check: 'duplicate-across-splits',
      severity: share >= LEAK ? 'critical' : share >= SOME ? 'warning' : 'info',
      summary: `${leaked} of ${validation} validation images ${leaked === 1 ? 'is' : 'are'} in the training set too: on them, accuracy measures memory, not learning.`,
      evidence: groups.map((group) => ({
        measure: group[0]!.path,
        expected: 'one split',
        received: group.map(({ path, split }) => `${split}: ${path}`).join(', '),
        files: evidenceFiles(group),
        areCopies: true,
      })),
      fix: { text: 'Delete one copy of each, or split by the group that the images come from.' },
    },
  ];
}
