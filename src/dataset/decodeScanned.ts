import { UnusableFile } from '../base/errors.js';
import { refusalOf } from '../base/refusal.js';
import { decodeImage, UnreadableImage } from './image.js';

/**
 * Decodes an image of a scan, as `decodeImage`: a scan reads every pixel, so that one that cannot be decoded has changed since.
 *
 * @throws UnusableFile with the path and the reason
 */
export async function decodeScanned(...given: Parameters<typeof decodeImage>): Promise<Uint8Array> {
  return await asScanned(given[0], () => decodeImage(...given));
}

/**
 * Works on an image of a scan.
 *
 * @throws UnusableFile where the file can no longer be read
 */
export async function asScanned<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const reason = error instanceof UnreadableImage ? error.reason : refusalOf(error);
    if (reason === undefined) throw error;
    throw new UnusableFile(
      'The images are expected to stay as they are while thaw works on them.',
      `${file}: ${reason}`,
      'The images changed while thaw ran: run it again once nothing changes them.',
    );
  }
}
