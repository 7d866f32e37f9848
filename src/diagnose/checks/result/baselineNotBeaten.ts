import type { Baseline } from '../../../metrics/baseline.js';
import { formatPercent, formatPoints } from '../../../metrics/format.js';
import { accuracy, excludesZero, pairedDifference } from '../../../metrics/paired.js';
import type { Finding } from '../../finding.js';

/**
 * Finds a model that is not shown to be better than something simple, neither in accuracy nor in balanced accuracy, on the
 * same validation pictures. Balanced weights may cost accuracy and be right all the same, so one of the two is enough.
 *
 * @param right whether the model is right about each validation picture
 * @param labels class of each
 * @param baselines the weakest first
 * @throws Error where a baseline answers other pictures
 */
export function baselineNotBeaten(
  right: readonly boolean[],
  labels: readonly number[],
  baselines: readonly Baseline[],
): Finding[] {
  const compared = baselines.map((baseline) => {
    if (baseline.right.length !== right.length) throw new Error(`${baseline.name} answers other pictures.`);
    const gain = pairedDifference([baseline.right], [right]);
    const balanced = pairedDifference([baseline.right], [right], labels);
    const beaten = [gain, balanced].some((one) => excludesZero(one) && one.value > 0);
    const worse = [gain, balanced].some((one) => excludesZero(one) && one.value < 0);
    return { ...baseline, gain, balanced, beaten, grave: !beaten && (worse || baseline.learnt !== true) };
  });
  const unbeaten = compared.filter(({ beaten }) => !beaten);
  if (unbeaten.length === 0) return [];
  const worst = unbeaten.find(({ grave }) => grave) ?? unbeaten[0];
  return [
    {
      check: 'baseline-not-beaten',
      severity: unbeaten.some(({ grave }) => grave) ? 'critical' : 'info',
      effect: Math.max(0, -worst.gain.value),
      summary: `The model is right on ${formatPercent(accuracy(right))} of the validation pictures and is not shown to beat: ${unbeaten.map(({ name, right: outcomes }) => `${name} (${formatPercent(accuracy(outcomes))})`).join(', ')}.`,
      evidence: compared.map(({ name, gain, balanced }) => ({
        measure: `gain over ${name}`,
        expected: 'above 0, accuracy or balanced accuracy',
        received: `${formatPoints(gain)}, ${formatPoints(balanced)}`,
      })),
      fix: {
        text: 'Look at the findings of the pipeline and of the model first: a network that beats no baseline has not learnt.',
      },
    },
  ];
}
