import { pluralize } from '../../../base/text/pluralize.js';
import { inTwoClasses } from '../../../dataset/duplicates.js';
import { type SimilarPictures, similarGroups } from '../../../dataset/hash/nearDuplicates.js';
import type { Scan } from '../../../dataset/scan.js';
import { evidenceFiles, type Finding } from '../../finding.js';

/** Share of the images above which conflicts visibly cost accuracy. A choice. */
export const MANY = 0.01;

/**
 * Finds images that are in two classes or more. Of identical files one label is wrong, that is certain; near duplicates
 * may show two objects, so those alone are a warning at most.
 *
 * @param near near duplicates; default none
 */
export function labelConflict(scan: Scan, near: readonly SimilarPictures[] = []): Finding[] {
  const groups = inTwoClasses({ ...scan, duplicates: similarGroups(scan, near) });
  if (groups.length === 0) return [];
  const identical = new Set(inTwoClasses(scan).flatMap((group) => group.map(({ path }) => path)));
  const isCertain = (group: Scan['images']): boolean => group.some(({ path }) => identical.has(path));
  const certain = groups.filter(isCertain);
  const similar = groups.length - certain.length;
  return [
    {
      check: 'label-conflict',
      severity: certain.flat().length / scan.images.length > MANY ? 'critical' : 'warning',
      summary: [
        ...(certain.length > 0
          ? [
              `${pluralize(certain.length, 'file is', 'files are')} in two classes at once: one of the two labels is wrong.`,
            ]
          : []),
        ...(similar > 0
          ? [
              `${pluralize(similar, 'image looks', 'images look')} the same as one in another class, but the files differ: they may show one object with two labels.`,
            ]
          : []),
      ].join(' '),
      evidence: [...certain, ...groups.filter((group) => !isCertain(group))].map((group) => ({
        measure: group[0]!.path,
        expected: 'one class',
        received: `${group.map(({ className, path }) => `${className}: ${path}`).join(', ')}${isCertain(group) ? '' : ' (the files differ)'}`,
        files: evidenceFiles(group),
        areCopies: true,
        ...(!isCertain(group) && { areSimilar: true }),
      })),
      fix: {
        text:
          similar === 0
            ? 'Look at each image, and keep it in the class that it shows.'
            : 'Look at the images of each group. Where they show one object, keep it in the class that it shows.',
      },
    },
  ];
}
