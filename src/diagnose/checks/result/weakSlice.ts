import { sum } from '../../../base/sum.js';
import { pluralize } from '../../../base/text/pluralize.js';
import type { ScannedImage } from '../../../dataset/scan.js';
import { formatCost, formatPercent, formatWithInterval } from '../../../metrics/format.js';
import { type MeasuredSlice, SLICE_LEVEL, type SliceSearch } from '../../../metrics/slice.js';
import { type Evidence, evidenceFiles, type Finding } from '../../finding.js';
import { HALF } from './worstClass.js';

/**
 * Finds images of one kind, such as the dark ones, or of two together, such as those that are dark and small, that are predicted wrong more often than others of the same classes, by more
 * than chance makes of so many kinds. A warning where the whole interval of such a slice is below half of the accuracy of others.
 *
 * @param evaluated the images that the slices are of
 * @param correct whether each is predicted correctly
 */
export function weakSlice(
  search: SliceSearch,
  evaluated: readonly ScannedImage[],
  correct: readonly boolean[],
): Finding[] {
  const weak = search.weak;
  const [worst] = weak;
  if (worst === undefined) return [];
  const { name, accuracy, interval, rest, cost, members } = worst;
  const numOthers = weak.length - 1;
  const others = numOthers === 0 ? '' : ` ${pluralize(numOthers, 'more kind is', 'more kinds are')} weak too.`;
  return [
    {
      check: 'weak-slice',
      severity: weak.some(isLost) ? 'warning' : 'info',
      effect: cost.value,
      summary: `Of ${members.length} images with ${name}, ${formatWithInterval(accuracy, interval)} are predicted correctly, and ${formatPercent(rest)} of others of the same classes. That costs ${formatCost(cost)} of the accuracy on all images.${others}`,
      evidence: weak.flatMap((slice) => evidenceOf(slice, search, evaluated, correct)),
      fix: {
        text: 'Look at images of this kind and their labels. Add training images like them, or an augmentation that makes others like them.',
      },
    },
  ];
}

/** `182 kinds and 2,411 pairs of them` */
const kindsInWords = (numKinds: number, numPairs: number): string =>
  numPairs === 0 ? `${numKinds} kinds` : `${numKinds} kinds and ${numPairs.toLocaleString('en')} pairs of them`;

const isLost = ({ interval: [, high], rest }: MeasuredSlice): boolean => high < HALF * rest;

function evidenceOf(
  { name, accuracy, interval, rest, cost, members, parts, pValue }: MeasuredSlice,
  { slices, numPairs }: SliceSearch,
  evaluated: readonly ScannedImage[],
  correct: readonly boolean[],
): Evidence[] {
  const wrong = members.filter((i) => !correct[i]).map((i) => evaluated[i]!);
  const inside = new Set(members);
  const apart = (parts ?? []).map((part) => ({ ...part, members: part.members.filter((i) => !inside.has(i)) }));
  return [
    {
      measure: `accuracy on ${members.length} images with ${name}`,
      expected: `${formatPercent(rest)}, as on others of the classes`,
      received: formatWithInterval(accuracy, interval),
      files: evidenceFiles(wrong),
    },
    ...apart.map(({ name: part, members: beside }) => ({
      measure: `accuracy on the other ${beside.length} images with ${part}`,
      expected: 'higher: both properties together are worse than one',
      received: formatPercent(sum(beside, (i) => Number(correct[i])) / beside.length),
    })),
    { measure: `cost of ${name}`, expected: 'none', received: formatCost(cost) },
    {
      measure: `chance of so many errors in any of ${kindsInWords(slices.length, numPairs)}`,
      expected: `above ${SLICE_LEVEL}`,
      received: String(pValue),
    },
  ];
}
