import { countBy } from '../../../base/group.js';
import { pluralize } from '../../../base/text/pluralize.js';
import type { Split } from '../../../dataset/listClasses.js';
import type { ScannedImage } from '../../../dataset/scan.js';
import { argmax } from '../../../metrics/argmax.js';
import { type ChanceAgreement, chanceAgreement } from '../../../metrics/chanceAgreement.js';
import { findLabelIssues } from '../../../metrics/confidentLearning.js';
import { formatPercent, formatWithInterval } from '../../../metrics/format.js';
import { type LabelNoise, labelNoise } from '../../../metrics/labelNoise.js';
import { type Evidence, evidenceFiles, type Finding } from '../../finding.js';

/**
 * Share of wrong labels that the low end of the interval has to exceed for a warning. Sets as they are reach 0.01,
 * however difficult their classes: see the check's page.
 */
export const NOISY = 0.02;

const SPLITS: readonly Split[] = ['training', 'validation'];

/**
 * Finds images whose labels a cross-validated classifier doubts, by confident learning. Where classes are difficult it doubts
 * many correct labels, so the severity depends on the estimated share of wrong labels, for each split by itself. A classifier that
 * is not shown to be better than chance doubts nearly all labels: then it says so, and lists none.
 *
 * @param probabilities out of fold, `[numExamples][numClasses]`, rows sum to 1
 * @param numImages of the dataset, where the images are a sample of it
 */
export function suspectLabel(
  images: readonly ScannedImage[],
  probabilities: readonly (readonly number[])[],
  classNames: readonly string[],
  numImages: number = images.length,
): Finding[] {
  const labels = images.map(({ label }) => label);
  const issues = findLabelIssues(labels, probabilities);
  if (issues.length === 0) return [];
  const agreement = chanceAgreement(labels, probabilities.map(argmax));
  if (agreement.agreed <= agreement.mostByChance) return [cannotJudge(agreement, labels, classNames)];
  const noises = SPLITS.flatMap((split) => noiseOf(split, images, probabilities));
  const shown = noises.filter(({ noise }) => noise.interval[0] > NOISY);
  const drawn = images.length === numImages ? '' : `, a sample of ${numImages.toLocaleString('en')}`;
  const doubted = `A cross-validated classifier doubts ${issues.length} of ${pluralize(images.length, 'label')}${drawn}.`;
  return [
    {
      check: 'suspect-label',
      severity: shown.length > 0 ? 'warning' : 'info',
      summary:
        shown.length > 0
          ? `About ${listed(shown)} are wrong. ${doubted}`
          : `${doubted} Estimated to be wrong: ${listed(noises)}.`,
      evidence: [
        ...shown.map(evidenceOf),
        ...issues.map(({ index, label, likely, selfConfidence, confidence }) => ({
          measure: images[index]!.path,
          expected: `${classNames[label]} (${selfConfidence.toFixed(2)})`,
          received: `${classNames[likely]} (${confidence.toFixed(2)})`,
          files: evidenceFiles([images[index]!]),
        })),
      ],
      fix: { text: 'Review them from the top, and move those that are in the wrong folder.' },
    },
  ];
}

function cannotJudge(
  { agreed, byChance, mostByChance }: ChanceAgreement,
  labels: readonly number[],
  classNames: readonly string[],
): Finding {
  const sizes = [...countBy(labels, (label) => label)].sort(([, a], [, b]) => a - b);
  const [fewest, count] = sizes[0]!;
  return {
    check: 'suspect-label',
    severity: 'info',
    summary: `Whether labels are wrong cannot be judged: a cross-validated classifier is right for ${formatPercent(agreed)} of ${pluralize(labels.length, 'image')}, which may be chance.`,
    evidence: [
      {
        measure: 'cross-validated accuracy',
        expected: `more than ${mostByChance.toFixed(2)}; ${byChance.toFixed(2)} by chance`,
        received: agreed.toFixed(2),
      },
    ],
    fix: {
      text: `Add images of each class: '${classNames[fewest]}' has ${count}. Where there are many, look at some of each class: are labels given at random?`,
    },
  };
}

interface NoiseOfSplit {
  split: Split;
  noise: LabelNoise;
}

function noiseOf(
  split: Split,
  images: readonly ScannedImage[],
  probabilities: readonly (readonly number[])[],
): NoiseOfSplit[] {
  const indices = images.map((_, i) => i).filter((i) => images[i]!.split === split);
  const noise = labelNoise(
    indices.map((i) => images[i]!.label),
    indices.map((i) => probabilities[i]!),
  );
  return noise === undefined ? [] : [{ split, noise }];
}

const percentOf = ({ rate, interval }: LabelNoise): string => formatWithInterval(rate, interval);

const listed = (noises: readonly NoiseOfSplit[]): string =>
  noises.map(({ split, noise }) => `${percentOf(noise)} of the ${split} labels`).join(' and ');

const evidenceOf = ({ split, noise }: NoiseOfSplit): Evidence => ({
  measure: `share of wrong ${split} labels, estimated`,
  expected: `at most ${formatPercent(NOISY)}`,
  received: percentOf(noise),
});
