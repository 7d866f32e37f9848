import { type ShownOrder, type ShownOrderOptions, shownClassOrder } from '../../metrics/classOrder.js';
import { formatPercent, formatPoints } from '../../metrics/format.js';
import { accuracy } from '../../metrics/paired.js';
import type { Evidence } from '../finding.js';

/** Another order of the classes under which predictions are more accurate. */
export interface BetterOrder extends Pick<ShownOrder, 'gain' | 'moved' | 'matrix'> {
  gainEvidence: Evidence;
  /** Accuracy in the order as it is, and in the other. */
  asItIs: string;
  reordered: string;
}

/**
 * Finds another order of the classes that makes predictions more accurate, and puts it into words.
 *
 * @returns undefined where no order is shown to be better: `shownClassOrder`
 */
export function betterOrder(
  labels: readonly number[],
  predictions: readonly number[],
  numClasses: number,
  options: ShownOrderOptions,
): BetterOrder | undefined {
  const shown = shownClassOrder(labels, predictions, numClasses, options);
  if (shown === undefined) return undefined;
  const { gain, asItIs, right, moved, matrix } = shown;
  return {
    gain,
    gainEvidence: {
      measure: 'gain in accuracy, on other images than the order was found on',
      expected: 'none',
      received: formatPoints(gain),
    },
    asItIs: formatPercent(accuracy(asItIs)),
    reordered: formatPercent(accuracy(right)),
    moved,
    matrix,
  };
}
