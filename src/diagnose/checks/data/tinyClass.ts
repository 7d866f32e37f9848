import { pluralize } from '../../../base/text/pluralize.js';
import { wilson } from '../../../metrics/intervals.js';
import type { Finding } from '../../finding.js';

/** Validation images below which recall is too uncertain: with 8 of 9 correct, Wilson's interval is 43 points wide. */
export const LEAST_VALIDATION = 10;
/** Training images below which there is little to learn a class from. A choice. */
export const LEAST_TRAINING = 20;
/** Photos, plants or videos below which a class cannot be distinguished from the light that it was in. A choice. */
export const LEAST_GROUPS = 5;

interface ClassSize {
  className: string;
  training: number;
  validation: number;
  groups: number;
}

/**
 * Finds classes too small to measure, or to learn.
 *
 * @param training images of each class, `[numClasses]`; classes with none belong to `class-missing`
 * @param validation images of each class, `[numClasses]`
 * @param groups photos, plants or videos that the images of each class come from, `[numClasses]`, where known
 */
export function tinyClass(
  classNames: readonly string[],
  training: readonly number[],
  validation: readonly number[],
  groups?: readonly number[],
): Finding[] {
  const classes: ClassSize[] = classNames.map((className, k) => ({
    className,
    training: training[k]!,
    validation: validation[k]!,
    groups: groups?.[k] ?? Number.POSITIVE_INFINITY,
  }));
  const unmeasured = classes.filter((each) => each.validation > 0 && each.validation < LEAST_VALIDATION);
  const unlearned = classes.filter((each) => each.training > 0 && each.training < LEAST_TRAINING);
  const uniform = classes.filter((each) => each.groups < LEAST_GROUPS);
  const [smallest] = [...unmeasured].sort((a, b) => a.validation - b.validation);
  if (smallest === undefined && unlearned.length + uniform.length === 0) return [];
  return [
    {
      check: 'tiny-class',
      // Few images to validate on make the figures uncertain, and the network no worse.
      severity: unlearned.length > 0 ? 'warning' : 'info',
      summary: summaryOf(smallest, unlearned, uniform),
      evidence: [
        ...unmeasured.map((each) => ({
          measure: `validation images of '${each.className}'`,
          expected: `at least ${LEAST_VALIDATION}`,
          received: `${each.validation}; with all but one correct, the interval is ${interval(each.validation)}`,
        })),
        ...unlearned.map((each) => ({
          measure: `training images of '${each.className}'`,
          expected: `at least ${LEAST_TRAINING}`,
          received: String(each.training),
        })),
        ...uniform.map((each) => ({
          measure: `groups of images that '${each.className}' comes from, by file name`,
          expected: `at least ${LEAST_GROUPS}`,
          received: String(each.groups),
        })),
      ],
      fix: { text: 'Add images of the class, merge it with another, or report its scores with intervals.' },
    },
  ];
}

/** The most severe, in a sentence. */
function summaryOf(
  smallest: ClassSize | undefined,
  unlearned: readonly ClassSize[],
  uniform: readonly ClassSize[],
): string {
  if (unlearned.length > 0) {
    const each = unlearned.map(
      ({ className, training }) => `'${className}' has ${pluralize(training, 'training image')}`,
    );
    return `${each.join(', ')}: little to learn from.`;
  }
  if (smallest !== undefined) {
    return `'${smallest.className}' has ${pluralize(smallest.validation, 'validation image')}: even with all but one correct, the 95 % interval of its recall is ${interval(smallest.validation)}.`;
  }
  const each = uniform.map(
    ({ className, groups }) => `'${className}' comes from ${pluralize(groups, 'group')} of images`,
  );
  return `${each.join(', ')}: the network may learn the photos, not the class.`;
}

const interval = (n: number): string =>
  `${wilson(n - 1, n)
    .map((end) => Math.round(100 * end))
    .join(' to ')} %`;
