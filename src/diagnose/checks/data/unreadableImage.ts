import { isListed, type KerasLoader, LOADERS } from '../../../dataset/keras/loaders.js';
import type { Scan, UnreadableFile } from '../../../dataset/scan.js';
import { evidenceFiles, type Finding } from '../../finding.js';

/**
 * Finds files that cannot be decoded completely, each with its reason. They are left out of every training here, and one
 * is enough to end a training in Keras.
 */
export function unreadableImage({ unreadable, images }: Pick<Scan, 'unreadable' | 'images'>): Finding[] {
  if (unreadable.length === 0) return [];
  const total = unreadable.length + images.length;
  return [
    {
      check: 'unreadable-image',
      severity: 'warning',
      summary: `${unreadable.length} of ${total} image files cannot be read and ${unreadable.length === 1 ? 'is' : 'are'} left out here. ${inKeras(unreadable)}`,
      evidence: unreadable.map(({ example, reason }) => ({
        measure: example.path,
        expected: 'an image that decodes to its end',
        received: reason,
        files: evidenceFiles([example]),
      })),
      fix: { text: 'Replace the files, or delete them.' },
    },
  ];
}

/** What each loader does at these files. */
function inKeras(unreadable: readonly UnreadableFile[]): string {
  const listed = LOADERS.map((rules) => ({
    loader: rules.loader,
    files: unreadable.filter(({ example }) => isListed(rules, example.path)),
  }));
  const stopping = listed.filter(({ files }) => files.length > 0);
  const sentences =
    stopping.length === 2 && stopping.every(({ files }) => files.length === unreadable.length)
      ? [
          `Keras' ${LOADERS.map(({ loader }) => loader).join(' and ')} stop with an error at ${those(unreadable.length)}.`,
        ]
      : listed.map(({ loader, files }) => sentenceOf(loader, files.length, unreadable.length));
  // Measured: Pillow fills up the last rows of a PNG whose last bytes are missing.
  const isPng = listed[0]!.files.some(({ reason }) => reason.includes('libpng'));
  return [...sentences, ...(isPng ? [PNG_END] : [])].join(' ');
}

const PNG_END = 'flow_from_directory still reads a PNG that lacks only its last bytes.';

const those = (count: number): string => (count === 1 ? 'this file' : 'the first of them');

function sentenceOf(loader: KerasLoader, listed: number, total: number): string {
  if (listed === 0) return `Keras' ${loader} leaves ${total === 1 ? 'it' : 'them'} out by the extension.`;
  if (listed === total) return `Keras' ${loader} stops with an error at ${those(total)}.`;
  return `Keras' ${loader} stops with an error at ${listed} of them, and leaves the others out by their extension.`;
}
