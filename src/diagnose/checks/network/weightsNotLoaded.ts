import type { LayerFit } from '../../../measure/model/initializerFit.js';
import { formatPercent } from '../../../metrics/format.js';
import type { Finding } from '../../finding.js';

/** A kernel drawn by its initializer fails the test for it once in a hundred, so not quite all have to pass. */
export const NEARLY_ALL = 0.9;

/**
 * Finds a backbone with the weights of an untrained network: kernels distributed as initialized, batch normalization at
 * its initial values. A frozen one gives random features; one that is meant to train from scratch is no finding. Some
 * untrained layers among trained ones are what `load_weights(by_name=True, skip_mismatch=True)` leaves.
 *
 * @param fits of the backbone's layers
 * @param fromScratch whether the whole backbone is meant to be trained from random weights
 */
export function weightsNotLoaded(fits: readonly LayerFit[], fromScratch: boolean): Finding[] {
  const kernels = fits.filter(({ kind }) => kind === 'kernel');
  const untrained = kernels.filter((fit) => fit.untrained);
  if (fromScratch || untrained.length === 0) return [];
  const share = untrained.length / kernels.length;
  // One kernel alone can look untrained by chance; its batch normalization cannot.
  const normalizations = fits.filter((fit) => fit.kind === 'batch normalization');
  const fresh = normalizations.filter((fit) => fit.untrained);
  const all = share >= NEARLY_ALL;
  if (!all && fresh.length === 0 && untrained.length < 2) return [];
  return [
    {
      check: 'weights-not-loaded',
      severity: all ? 'critical' : 'warning',
      effect: share,
      summary: all
        ? `The weights of the backbone are random: ${untrained.length} of ${kernels.length} kernels are distributed as initialized.`
        : `${untrained.length} of ${kernels.length} kernels of the backbone are random, from ${untrained[0]!.layer} on: their weights were not loaded.`,
      evidence: [
        {
          measure: 'kernels distributed as initialized',
          expected: 'none',
          received: `${untrained.length} of ${kernels.length}, ${formatPercent(share)}`,
        },
        {
          measure: 'batch normalizations at their initial values',
          expected: 'none',
          received: `${fresh.length} of ${normalizations.length}`,
        },
        { measure: 'first such kernel', expected: 'trained', received: untrained[0]!.layer },
      ],
      fix: {
        text: 'Load trained weights, or train the whole backbone: a frozen random backbone gives random features.',
      },
    },
  ];
}
