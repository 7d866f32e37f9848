import { formatFigure } from '../../../metrics/format.js';
import type { EpochRecord } from '../../../training/history.js';
import type { Finding } from '../../finding.js';

/** Figures of an epoch that have to be the same. */
const FIGURES = ['trainLoss', 'trainAccuracy', 'validationLoss', 'validationAccuracy'] as const;
/** Sums of floats in another order differ by less, relative to their size: float32 has 24 bits. */
export const ROUNDING = 1e-5;

/**
 * Finds a run that the same seed does not reproduce. Rounding differences, as of kernels that add in another order, are
 * context.
 *
 * @param first history of a run
 * @param second of the same recipe, seed and images, run again
 */
export function notReproducible(first: readonly EpochRecord[], second: readonly EpochRecord[]): Finding[] {
  const differences = first.flatMap((epoch, i) => {
    const again = second[i];
    if (again === undefined) return [{ epoch: epoch.epoch, figure: 'epochs', one: first.length, other: second.length }];
    return FIGURES.filter((name) => !Object.is(epoch[name], again[name])).map((name) => ({
      epoch: epoch.epoch,
      figure: name as string,
      one: epoch[name],
      other: again[name],
    }));
  });
  if (second.length > first.length) {
    differences.push({ epoch: first.length + 1, figure: 'epochs', one: first.length, other: second.length });
  }
  if (differences.length === 0) return [];
  const relative = ({ one, other }: { one: number; other: number }): number =>
    Math.abs(one - other) / Math.max(Math.abs(one), Math.abs(other));
  const largest = differences.reduce((a, b) => (relative(b) > relative(a) ? b : a));
  const earliest = differences[0]!;
  return [
    {
      check: 'not-reproducible',
      severity: relative(largest) > ROUNDING ? 'warning' : 'info',
      effect: Math.min(1, relative(largest)),
      summary: `Two runs with the same seed differ from epoch ${earliest.epoch} on; ${largest.figure} by up to ${(100 * relative(largest)).toPrecision(2)} %.`,
      evidence: [earliest, largest].map(({ epoch, figure, one, other }) => {
        const digits = digitsThatDiffer(one, other);
        return {
          measure: `${figure}, epoch ${epoch}`,
          expected: formatFigure(one, digits),
          received: formatFigure(other, digits),
        };
      }),
      fix: {
        text: 'Seed shuffling, initial weights, dropout and augmentation, and let no other code draw from the same generator.',
      },
    },
  ];
}

/** Significant digits from which on two numbers are written differently, 4 or more. */
function digitsThatDiffer(one: number, other: number): number {
  let digits = 4;
  while (digits < 17 && formatFigure(one, digits) === formatFigure(other, digits)) digits++;
  return digits;
}
