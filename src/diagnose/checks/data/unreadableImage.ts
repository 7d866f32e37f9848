import type { Scan } from '../../../dataset/scan.js';
import type { Finding } from '../../finding.js';

/** Finds files that cannot be decoded whole; each is named with its reason. They are left out of every experiment. */
export function unreadableImage({ unreadable, images }: Pick<Scan, 'unreadable' | 'images'>): Finding[] {
  if (unreadable.length === 0) return [];
  const total = unreadable.length + images.length;
  return [
    {
      check: 'unreadable-image',
      severity: unreadable.length / total > 0.01 ? 'warning' : 'info',
      summary: `${unreadable.length} of ${total} image files cannot be read and are left out.`,
      evidence: unreadable.map(({ example, reason }) => ({
        measure: example.path,
        expected: 'an image that decodes to its end',
        received: reason,
      })),
      fix: { text: 'Replace the files, or delete them.' },
    },
  ];
}
