import type { LayerFit } from '../../../measure/model/initializerFit.js';
import { formatPercent } from '../../../metrics/format.js';
import type { Finding } from '../../finding.js';

/** A drawn kernel fails the test of its initializer once in a hundred, so not quite all have to pass it. */
const NEARLY_ALL = 0.9;

/**
 * Finds a base whose weights are those of an untrained network: kernels flat within their initializer's limit, batch
 * normalisations at their first values. A frozen one gives random features; one that is meant to train from scratch is
 * no finding. Some untrained layers among trained ones are what `load_weights(by_name=True, skip_mismatch=True)` leaves.
 *
 * @param fits of the backbone's layers
 * @param fromScratch whether the whole backbone is meant to be trained from random weights
 */
export function weightsNotLoaded(fits: readonly LayerFit[], fromScratch: boolean): Finding[] {
  const kernels = fits.filter(({ kind }) => kind === 'kernel');
  const untrained = kernels.filter((fit) => fit.untrained);
  if (fromScratch || untrained.length === 0) return [];
  const share = untrained.length / kernels.length;
  // One kernel alone can look drawn by chance; its batch normalisation cannot.
  const normalizations = fits.filter((fit) => fit.kind === 'batch normalisation');
  const fresh = normalizations.filter((fit) => fit.untrained);
  const all = share >= NEARLY_ALL;
  if (!all && fresh.length === 0 && untrained.length < 2) return [];
  return [
    {
      check: 'weights-not-loaded',
      severity: all ? 'critical' : 'warning',
      effect: share,
      summary: all
        ? `The weights of the base are random: ${untrained.length} of ${kernels.length} kernels are flat within their initializer's limit.`
        : `${untrained.length} of ${kernels.length} kernels of the base are random, from ${untrained[0].layer} on: their weights were not loaded.`,
      evidence: [
        {
          measure: 'kernels distributed as drawn',
          expected: 'none',
          received: `${untrained.length} of ${kernels.length}, ${formatPercent(share)}`,
        },
        {
          measure: 'batch normalisations at their first values',
          expected: 'none',
          received: `${fresh.length} of ${normalizations.length}`,
        },
        { measure: 'the first of the kernels', expected: 'trained', received: untrained[0].layer },
      ],
      fix: { text: 'Load trained weights, or train the whole base: a frozen random base gives random features.' },
    },
  ];
}
