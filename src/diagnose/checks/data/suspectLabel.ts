import { pluralize } from '../../../base/text/pluralize.js';
import type { ScannedImage } from '../../../dataset/scan.js';
import { findLabelIssues } from '../../../metrics/confidentLearning.js';
import type { Finding } from '../../finding.js';

/** Probability of another class, and of the given one, at which a model that did not see the picture contradicts its label. */
const SURE = 0.9;
const RULED_OUT = 0.02;

/** Share of the images that are contradicted from which on labels cost accuracy. */
const SOME = 0.02;

/**
 * Finds pictures that a classifier which did not see them counts to another class, by confident learning. A weak
 * classifier suspects many that are right, so what weighs is how many it contradicts outright.
 *
 * @param probabilities out of fold, `[numExamples][numClasses]`, rows sum to 1
 */
export function suspectLabel(
  images: readonly ScannedImage[],
  probabilities: readonly (readonly number[])[],
  classNames: readonly string[],
): Finding[] {
  const issues = findLabelIssues(
    images.map(({ label }) => label),
    probabilities,
  );
  if (issues.length === 0) return [];
  const contradicted = issues.filter((issue) => issue.confidence >= SURE && issue.selfConfidence <= RULED_OUT);
  return [
    {
      check: 'suspect-label',
      severity: contradicted.length / images.length >= SOME ? 'warning' : 'info',
      summary: `${pluralize(issues.length, 'label')} of ${images.length.toLocaleString('en')} ${issues.length === 1 ? 'is' : 'are'} doubted by a classifier that did not see the picture; it contradicts ${contradicted.length} outright.`,
      evidence: issues.map(({ index, label, likely, selfConfidence, confidence }) => ({
        measure: images[index].path,
        expected: `${classNames[label]} (${selfConfidence.toFixed(2)})`,
        received: `${classNames[likely]} (${confidence.toFixed(2)})`,
      })),
      fix: { text: 'Look at them from the top, and move those that are in the wrong folder.' },
    },
  ];
}
