import { counted } from '../base/counted.js';
import { inTwoClasses, type Scan } from '../dataset/scan.js';
import type { Finding } from './finding.js';

/** Finds files that stand, byte for byte the same, in two classes or more: one of the labels is wrong. */
export function labelConflict(scan: Scan): Finding[] {
  const groups = inTwoClasses(scan);
  if (groups.length === 0) return [];
  const images = groups.flat().length;
  return [
    {
      check: 'label-conflict',
      severity: images / scan.images.length > 0.01 ? 'critical' : 'warning',
      summary: `${counted(groups.length, 'picture')} in two classes at once: no model can be right about both.`,
      evidence: groups.map((group) => ({
        measure: group[0].path,
        expected: 'one class',
        received: group.map(({ className, path }) => `${className}: ${path}`).join(', '),
      })),
      fix: { text: 'Look at each picture, and keep it in the class that it shows.' },
    },
  ];
}
