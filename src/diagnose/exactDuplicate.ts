import { counted } from '../base/counted.js';
import type { Scan } from '../dataset/scan.js';
import type { Finding } from './finding.js';

/** Finds files of one class and one split that are the same byte for byte: they count double. */
export function exactDuplicate({ duplicates }: Pick<Scan, 'duplicates'>): Finding[] {
  const groups = duplicates.filter(
    (group) => new Set(group.map(({ className, split }) => `${split}/${className}`)).size === 1,
  );
  if (groups.length === 0) return [];
  return [
    {
      check: 'exact-duplicate',
      severity: 'info',
      summary: `${counted(groups.length, 'picture')} more than once in the same class and split.`,
      evidence: groups.map((group) => ({
        measure: group[0].path,
        expected: 'one file',
        received: group.map(({ path }) => path).join(', '),
      })),
      fix: { text: 'Keep one file of each.' },
    },
  ];
}
