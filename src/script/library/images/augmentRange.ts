import type { PixelRange, PixelState } from './flow.js';
import { hull } from './foldStep.js';

/** Range after adding up to `delta` to each pixel. */
export function rangeAfterBrightness(before: PixelState, delta: number | undefined): readonly PixelRange[] | undefined {
  if (before.range === undefined || delta === undefined) return undefined;
  return before.range.map(([low, high]): PixelRange => [low - delta, high + delta]);
}

/** Range after `(x - mean) * factor + mean`, whatever the mean of an image is. */
export function rangeAfterContrast(before: PixelState, factor: number | undefined): readonly PixelRange[] | undefined {
  if (before.range === undefined || factor === undefined) return undefined;
  if (factor <= 1) return before.range;
  const [low, high] = hull(before.range);
  return [[high - (high - low) * factor, low + (high - low) * factor]];
}
