import { pluralize } from '../../../base/text/pluralize.js';
import type { ScannedImage } from '../../../dataset/scan.js';
import { findLabelIssues } from '../../../metrics/confidentLearning.js';
import { evidenceFiles, type Finding } from '../../finding.js';

/** Probability of another class, and of the labeled one, at which a model that did not see the image contradicts its label. Choices. */
export const SURE = 0.9;
export const RULED_OUT = 0.02;

/** Share of contradicted labels from which on they cost accuracy. A choice. */
export const SOME = 0.02;

/**
 * Finds images whose labels a cross-validated classifier doubts, by confident learning. A weak classifier doubts many
 * correct labels, so the severity depends on how many it contradicts outright.
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
      summary: `A cross-validated classifier doubts ${issues.length} of ${pluralize(images.length, 'label')}. For ${contradicted.length} it is confident in another class.`,
      evidence: issues.map(({ index, label, likely, selfConfidence, confidence }) => ({
        measure: images[index]!.path,
        expected: `${classNames[label]} (${selfConfidence.toFixed(2)})`,
        received: `${classNames[likely]} (${confidence.toFixed(2)})`,
        files: evidenceFiles([images[index]!]),
      })),
      fix: { text: 'Review them from the top, and move those that are in the wrong folder.' },
    },
  ];
}
