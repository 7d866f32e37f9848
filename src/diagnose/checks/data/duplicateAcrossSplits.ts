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
 * Finds images that are in the training set and in the validation set: identical files, and near duplicates, which may
 * show two objects.
 *
 * @param near near duplicates; default none
 */
export function duplicateAcrossSplits(scan: Scan, near: readonly SimilarPictures[] = []): Finding[] {
  const groups = acrossSplits({ ...scan, duplicates: similarGroups(scan, near) });
  if (groups.length === 0) return [];
  const identical = acrossSplits(scan);
  const paths = new Set(identical.flatMap((group) => group.map(({ path }) => path)));
  const isCertain = (group: Scan['images']): boolean => group.some(({ path }) => paths.has(path));
  const certain = ofSplit(identical.flat(), 'validation').length;
  const leaked = ofSplit(groups.flat(), 'validation').length;
  const validation = ofSplit(scan.images, 'validation').length;
  const share = leaked / validation;
  return [
    {
      check: 'duplicate-across-splits',
      severity: share >= LEAK ? 'critical' : share >= SOME ? 'warning' : 'info',
      summary: summaryOf(certain, leaked - certain, validation),
      evidence: groups.map((group) => ({
        measure: group[0]!.path,
        expected: 'one split',
        received: `${group.map(({ path, split }) => `${split}: ${path}`).join(', ')}${isCertain(group) ? '' : ' (the files differ)'}`,
        files: evidenceFiles(group),
        areCopies: true,
        ...(!isCertain(group) && { areSimilar: true }),
      })),
      fix: {
        text:
          leaked === certain
            ? 'Delete one copy of each, or split by the group that the images come from.'
            : 'Look at the images of each group. Where they show one object, delete one of them, or split by the group that the images come from.',
      },
    },
  ];
}

/** Says what is certain, identical files, apart from what looks the same. */
function summaryOf(certain: number, similar: number, numValidation: number): string {
  const among = `of ${numValidation} validation images`;
  const memory = 'accuracy measures memory, not learning.';
  if (similar === 0) {
    return `${certain} ${among} ${certain === 1 ? 'is' : 'are'} in the training set too: on them, ${memory}`;
  }
  const looks = `${similar === 1 ? 'looks' : 'look'} the same as a training image, but the files differ`;
  if (certain === 0) return `${similar} ${among} ${looks}: where they show one object, ${memory}`;
  const both = `${certain} ${among} ${certain === 1 ? 'is' : 'are'} in the training set too`;
  return `${both}, and ${similar} more ${looks}. On copies and on two images of one object, ${memory}`;
}
