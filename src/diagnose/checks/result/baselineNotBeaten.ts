import type { Baseline } from '../../../metrics/baseline.js';
import { formatPercent, formatPoints } from '../../../metrics/format.js';
import { accuracy, type Estimate, excludesZero, pairedDifference } from '../../../metrics/paired.js';
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
  const severe = unbeaten.filter(({ isSevere }) => isSevere);
  const decisive = severe.length > 0 ? severe : unbeaten;
  const worst = decisive[0]!;
  const beaten = compared.filter((each) => each.beaten);
  const but = beaten.length === 0 ? '' : ` It does beat ${listed(beaten)}.`;
  return [
    {
      check: 'baseline-not-beaten',
      severity: severe.length > 0 ? 'critical' : 'info',
      effect: Math.max(0, -worst.gain.value),
      summary: `The validation accuracy of ${formatPercent(accuracy(correct))} is ${relationOf(decisive)} ${listed(decisive)}.${but} ${meaningOf(worst, severe.length > 0)}`,
      evidence: compared.map(({ name, gain, balanced }) => ({
        measure: `gain over ${name}`,
        expected: 'above 0, in accuracy or balanced accuracy',
        received: `accuracy ${formatPoints(gain)}; balanced accuracy ${formatPoints(balanced)}`,
      })),
      fix: {
        text:
          severe.length > 0
            ? 'Fix the findings of the pipeline, the network and the training first. This one goes away with its cause.'
            : 'If you need more accuracy, unfreeze more layers or train longer.',
      },
    },
  ];
}

interface Compared extends Baseline {
  gain: Estimate;
}

const listed = (baselines: readonly Baseline[]): string =>
  baselines.map(({ name, right }) => `'${name}' (${formatPercent(accuracy(right))})`).join(' and ');

/** How the accuracy of the network relates to that of all these baselines. */
const relationOf = (baselines: readonly Compared[]): string =>
  baselines.every(({ gain }) => excludesZero(gain)) ? 'significantly below' : 'not significantly above';

/** What it means that this baseline is not beaten. */
function meaningOf({ name, learned }: Baseline, isSevere: boolean): string {
  if (learned !== true) {
    return `'${name}' does not see the subject of an image, so nothing shows that the network recognizes it.`;
  }
  return isSevere
    ? 'The features of the backbone allow more than this training gets out of them.'
    : 'Training has gained nothing measurable over the features of the backbone, which is common on few images.';
}
