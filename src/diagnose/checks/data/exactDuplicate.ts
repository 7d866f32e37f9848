import { pluralize } from '../../../base/text/pluralize.js';
import type { Scan } from '../../../dataset/scan.js';
import { evidenceFiles, type Finding } from '../../finding.js';
import { MANY_COPIES } from './nearDuplicate.js';

/** Finds identical files in one class and split: they count twice. */
export function exactDuplicate({ duplicates, images }: Pick<Scan, 'duplicates' | 'images'>): Finding[] {
  const groups = duplicates.filter(
    (group) => new Set(group.map(({ className, split }) => `${split}/${className}`)).size === 1,
  );
  if (groups.length === 0) return [];
  const surplus = groups.flat().length - groups.length;
  return [
    {
      check: 'exact-duplicate',
      severity: surplus / images.length > MANY_COPIES ? 'warning' : 'info',
      summary: `${surplus} of ${pluralize(images.length, 'file')} ${surplus === 1 ? 'is an exact copy' : 'are exact copies'} of another in the same class and split.`,
      evidence: groups.map((group) => ({
        measure: group[0]!.path,
        expected: 'one file',
        received: group.map(({ path }) => path).join(', '),
        files: evidenceFiles(group),
        areCopies: true,
      })),
      fix: { text: 'Keep one file of each.' },
    },
  ];
}
