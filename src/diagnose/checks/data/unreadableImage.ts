import type { Scan } from '../../../dataset/scan.js';
import type { Finding } from '../../finding.js';

/** Share of the files from which on it may cost accuracy that they are left out. A choice. */
export const SOME = 0.01;

/** Finds files that cannot be decoded completely, each with its reason. They are left out of every training. */
export function unreadableImage({ unreadable, images }: Pick<Scan, 'unreadable' | 'images'>): Finding[] {
  if (unreadable.length === 0) return [];
  const total = unreadable.length + images.length;
  return [
    {
      check: 'unreadable-image',
      severity: unreadable.length / total > SOME ? 'warning' : 'info',
      summary: `${unreadable.length} of ${total} image files cannot be read and ${unreadable.length === 1 ? 'is' : 'are'} left out.`,
      evidence: unreadable.map(({ example, reason }) => ({
        measure: example.path,
        expected: 'an image that decodes to its end',
        received: reason,
      })),
      fix: { text: 'Replace the files, or delete them.' },
    },
  ];
}
