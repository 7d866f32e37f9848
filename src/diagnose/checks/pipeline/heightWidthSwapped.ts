import { stretchOf, VISIBLE_STRETCH } from '../../../dataset/distortedImages.js';
import { median } from '../../../metrics/median.js';
import type { Finding } from '../../finding.js';

/** Sizes in pixels. */
interface Sized {
  height: number;
  width: number;
}

/** With height and width swapped, the stretch must be smaller by more than the stretch that is acceptable, both ways. */
export const FAR_BETTER: number = VISIBLE_STRETCH ** 2;

/**
 * Finds a target size given as (width, height) where Keras' `target_size` is (height, width): images are squeezed, and
 * would hardly be with the two swapped.
 *
 * @param target height and width of the recipe
 * @param images as they are on disk, upright
 */
export function heightWidthSwapped(target: Sized, images: readonly Sized[]): Finding[] {
  const aspect = median(images.map(({ width, height }) => width / height));
  const typical = { width: aspect, height: 1 };
  const received = stretchOf(typical, target);
  const swapped = stretchOf(typical, { height: target.width, width: target.height });
  if (!(swapped <= VISIBLE_STRETCH && received > FAR_BETTER * swapped)) return [];
  return [
    {
      check: 'height-width-swapped',
      severity: 'warning',
      effect: 1 - swapped / received,
      summary: `The median image is stretched ${received.toFixed(1)} times. With height and width swapped, it would be ${swapped.toFixed(1)} times.`,
      evidence: [
        {
          measure: 'aspect ratio, width over height',
          expected: `${aspect.toFixed(2)}, the median of ${images.length} images`,
          received: (target.width / target.height).toFixed(2),
        },
        {
          measure: 'stretch',
          expected: `${swapped.toFixed(2)} times when swapped`,
          received: `${received.toFixed(2)} times`,
        },
      ],
      fix: {
        text: `Use height ${target.width} and width ${target.height}: Keras' target_size is (height, width).`,
        patch: { height: target.width, width: target.height },
        change: 'height and width swapped',
      },
    },
  ];
}
