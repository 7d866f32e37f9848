import type { DataFrame } from 'danfojs-node';
import { shortPath } from '../base/text/shortPath.js';
import type { Dataset } from './dataset.js';
import type { ScannedImage } from './scan.js';

/** The images of a dataset as a danfojs DataFrame, one row for each image. */
export function toDataFrame(dataset: Dataset, images: readonly ScannedImage[]): DataFrame {
  // Loaded here, since danfojs takes seconds to load.
  const danfo = require('danfojs-node') as typeof import('danfojs-node');
  return new danfo.DataFrame(
    images.map((image) => ({
      path: shortPath(dataset, image.path),
      className: image.className,
      split: image.split,
      width: image.width,
      height: image.height,
      format: image.format,
      channels: image.channels,
      orientation: image.orientation,
      bytes: image.bytes,
      digest: image.digest.slice(0, 12),
    })),
  );
}
