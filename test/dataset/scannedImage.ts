import type { ScannedImage } from '../../src/dataset/scan.js';

/** A scanned image that never was; each a file of its own unless it is given a digest. */
export function scannedImage(changes: Partial<ScannedImage> & { path: string }): ScannedImage {
  return {
    className: 'good',
    label: 0,
    split: 'training',
    digest: changes.path,
    width: 200,
    height: 100,
    format: 'jpeg',
    channels: 3,
    orientation: 1,
    bytes: 4000,
    ...changes,
  };
}
