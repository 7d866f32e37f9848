import type { Improvement } from './improve.js';

/** One training of a search that came to an accuracy. */
export interface TrainedDot {
  /** Minutes of the search after which it was finished. */
  minutes: number;
  /** Accuracy on the images that select, in [0, 1]. */
  accuracy: number;
  /** Training images that it had. */
  images: number;
  isOwn: boolean;
}

/** Every training of a search, in the order of the candidates. */
export function searchDots({ candidates, steps }: Pick<Improvement, 'candidates' | 'steps'>): TrainedDot[] {
  return candidates.flatMap(({ accuracies, seconds, isOwn }) =>
    accuracies.flatMap((accuracy, rung) =>
      Number.isNaN(accuracy) ? [] : [{ minutes: seconds[rung]! / 60, accuracy, images: steps[rung]!, isOwn }],
    ),
  );
}
