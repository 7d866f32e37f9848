import type { DataFrame } from 'danfojs-node';
import { shortPath } from '../base/text/shortPath.js';
import type { OpenImages } from './openImages.js';

/**
 * Lists the images of a dataset as a danfojs data frame, one row per image.
 *
 * @returns columns path, className, split, width, height, format, channels, orientation, bytes and digest
 *
 * @example
 * const frame = thaw.toDataFrame(dataset);
 * frame.groupby(['className']).count();
 */
export function toDataFrame(dataset: OpenImages): DataFrame {
  // Loaded only where it is needed: danfojs takes seconds to load.
  const danfo = require('danfojs-node') as typeof import('danfojs-node');
  return new danfo.DataFrame(
    dataset.scan.images.map((image) => ({
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
