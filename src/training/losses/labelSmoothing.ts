import type { Loss } from './loss.js';

/** Label smoothing of a loss, in [0, 1); 0 of a loss that has none. */
export function smoothingOf(loss: Loss): number {
  return 'labelSmoothing' in loss ? loss.labelSmoothing : 0;
}

/** The loss of the labels as they are. */
export function withoutSmoothing(loss: Loss): Loss {
  return smoothingOf(loss) === 0 ? loss : ({ ...loss, labelSmoothing: 0 } as Loss);
}
