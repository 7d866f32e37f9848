import type { Baseline } from '../../../metrics/baseline.js';
import { formatPercent, formatPoints } from '../../../metrics/format.js';
import { accuracy, excludesZero, pairedDifference } from '../../../metrics/paired.js';
import type { Finding } from '../../finding.js';

/**
 * Finds a model that is not shown to be better than a baseline, neither in accuracy nor in balanced accuracy, on the same
 * validation images. Class weights may trade accuracy for balanced accuracy, so one of the two is enough.
 *
 * @param correct whether the model is correct on each validation image
 * @param labels class of each
 * @param baselines the weakest first
 * @throws Error where a baseline is evaluated on another number of images
 */
export function baselineNotBeaten(
  correct: readonly boolean[],
  labels: readonly number[],
  baselines: readonly Baseline[],
): Finding[] {
  const compared = baselines.map((baseline) => {
    if (baseline.right.length !== correct.length) throw new Error(`${baseline.name} is evaluated on other images.`);
    const gain = pairedDifference([baseline.right], [correct]);
    const balanced = pairedDifference([baseline.right], [correct], labels);
    const beaten = [gain, balanced].some((one) => excludesZero(one) && one.value > 0);
    const worse = [gain, balanced].some((one) => excludesZero(one) && one.value < 0);
    return { ...baseline, gain, balanced, beaten, isSevere: !beaten && (worse || baseline.learned !== true) };
  });
  const unbeaten = compared.filter(({ beaten }) => !beaten);
  if (unbeaten.length === 0) return [];
  const worst = unbeaten.find(({ isSevere }) => isSevere) ?? unbeaten[0]!;
  return [
    {
      check: 'baseline-not-beaten',
      severity: unbeaten.some(({ isSevere }) => isSevere) ? 'critical' : 'info',
      effect: Math.max(0, -worst.gain.value),
      summary: `The model's validation accuracy of ${formatPercent(accuracy(correct))} does not clearly beat ${unbeaten.map(({ name, right }) => `'${name}' (${formatPercent(accuracy(right))})`).join(', ')}.`,
      evidence: compared.map(({ name, gain, balanced }) => ({
        measure: `gain over ${name}`,
        expected: 'above 0, in accuracy or balanced accuracy',
        received: `${formatPoints(gain)}, ${formatPoints(balanced)}`,
      })),
      fix: {
        text: 'Fix the findings of pipeline and network first: a network that does not beat its baselines has not learned.',
      },
    },
  ];
}
