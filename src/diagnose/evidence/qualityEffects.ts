import { sum } from '../../base/sum.js';
import type { ScannedImage } from '../../dataset/scan.js';
import { formatPercent } from '../../metrics/format.js';
import { type Count, newcombe } from '../../metrics/intervals.js';
import type { Evidence } from '../finding.js';

/** Fewer images of a kind are single images, whatever happens to them. A choice. */
export const FEWEST = 5;

/** Points by which a split has more of them than the other, at the low end of the interval. A choice. */
export const SHIFTED = 0.02;

/**
 * The same for a class: classes differ in what they show. Measured on DeepPCB defects, where 6 % of a class are brighter
 * than usual in it, and none of the others.
 */
export const CONCENTRATED = 0.05;

/** Quantile of an interval that holds for four kinds of faults together, each at 98.75 % (Bonferroni). */
const Z_OF_FOUR = 2.497705;

/** What follows from a kind of faulty images. */
export interface QualityEffect {
  /** After `Those that are dark`: `are wrong more often ...`. */
  summary: string;
  evidence: Evidence;
}

/**
 * Effects of faulty images that are shown: they are wrong more often than the others of their classes, or one split or
 * one class has more of them than the rest.
 *
 * @param faulty indices of the images of one kind of fault
 * @param wrong whether each image is predicted wrong out of fold; undefined where nothing was predicted
 */
export function qualityEffects(
  images: readonly ScannedImage[],
  faulty: readonly number[],
  wrong: readonly boolean[] | undefined,
): QualityEffect[] {
  if (faulty.length < FEWEST) return [];
  const isFaulty = new Set(faulty);
  return [
    ...(wrong === undefined ? [] : errorEffect(images, isFaulty, wrong)),
    ...shareEffects(
      images.map(({ split }) => `the ${split} split`),
      isFaulty,
      SHIFTED,
    ),
    ...shareEffects(
      images.map(({ className }) => `class '${className}'`),
      isFaulty,
      CONCENTRATED,
    ),
  ];
}

/** More errors than others of the same classes, weighted as the faulty ones are spread over the classes. */
function errorEffect(
  images: readonly ScannedImage[],
  isFaulty: ReadonlySet<number>,
  wrong: readonly boolean[],
): QualityEffect[] {
  const byClass = new Map<string, { faulty: Count; others: Count }>();
  images.forEach(({ className }, i) => {
    const counts = byClass.get(className) ?? { faulty: { successes: 0, n: 0 }, others: { successes: 0, n: 0 } };
    byClass.set(className, counts);
    const count = isFaulty.has(i) ? counts.faulty : counts.others;
    count.n++;
    count.successes += Number(wrong[i]);
  });
  const comparable = [...byClass.values()].filter(({ faulty, others }) => faulty.n > 0 && others.n > 0);
  const n = sum(comparable, ({ faulty }) => faulty.n);
  if (n < FEWEST) return [];
  const errors = sum(comparable, ({ faulty }) => faulty.successes);
  const usual = sum(comparable, ({ faulty, others }) => (faulty.n / n) * (others.successes / others.n));
  const nOthers = sum(comparable, ({ others }) => others.n);
  const [low] = newcombe({ successes: errors, n }, { successes: usual * nOthers, n: nOthers }, Z_OF_FOUR);
  if (low <= 0) return [];
  const [more, less] = [formatPercent(errors / n), formatPercent(usual)];
  return [
    {
      summary: `are predicted wrong more often than others of their class (${more} against ${less}, out of fold)`,
      evidence: {
        measure: 'predicted wrong, out of fold',
        expected: `${less}, as others of the class`,
        received: more,
      },
    },
  ];
}

/** Parts of the images that have more faulty ones than the rest. */
function shareEffects(parts: readonly string[], isFaulty: ReadonlySet<number>, least: number): QualityEffect[] {
  const names = [...new Set(parts)];
  return names.flatMap((name) => {
    const count = (inside: boolean): Count => {
      const indices = parts.map((_, i) => i).filter((i) => (parts[i] === name) === inside);
      return { successes: indices.filter((i) => isFaulty.has(i)).length, n: indices.length };
    };
    const [inside, outside] = [count(true), count(false)];
    if (inside.successes < FEWEST || outside.n === 0) return [];
    const [low] = newcombe(inside, outside, Z_OF_FOUR);
    if (low <= least) return [];
    const [more, less] = [inside, outside].map(({ successes, n }) => formatPercent(successes / n));
    return [
      {
        summary: `are ${more} of ${name}, and ${less} of the rest`,
        evidence: { measure: `share of ${name}`, expected: `${less}, as in the rest`, received: more! },
      },
    ];
  });
}
