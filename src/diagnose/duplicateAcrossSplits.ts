import { acrossSplits, type Scan } from '../dataset/scan.js';
import type { Finding } from './finding.js';

/** Finds files that stand, byte for byte the same, in the training set and in the validation set. */
export function duplicateAcrossSplits(scan: Scan): Finding[] {
  const groups = acrossSplits(scan);
  if (groups.length === 0) return [];
  const leaked = groups.flat().filter(({ split }) => split === 'validation').length;
  const validation = scan.images.filter(({ split }) => split === 'validation').length;
  return [
    {
      check: 'duplicate-across-splits',
      severity: leaked / validation > 0.01 ? 'warning' : 'info',
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
