import { pluralize } from '../../../base/text/pluralize.js';
import { wilson } from '../../../metrics/intervals.js';
import type { Finding } from '../../finding.js';

/** Validation images below which a recall can be anything: right nine times in ten, Wilson's interval of nine is 43 points wide. */
const LEAST_VALIDATION = 10;
/** Training images below which there is little to learn a class from. */
const LEAST_TRAINING = 20;
/** Photos, plants or videos below which a class cannot be told from the light that it stood in. */
const LEAST_GROUPS = 5;

interface ClassSize {
  className: string;
  training: number;
  validation: number;
  groups: number;
}

/**
 * Finds classes too small to measure, or to learn.
 *
 * @param training images of each class, `[numClasses]`; and validation; those with none are another check's
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
    training: training[k],
    validation: validation[k],
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
      severity: smallest === undefined && unlearned.length === 0 ? 'info' : 'warning',
      summary: summaryOf(smallest, unlearned, uniform),
      evidence: [
        ...unmeasured.map((each) => ({
          measure: `validation images of '${each.className}'`,
          expected: `at least ${LEAST_VALIDATION}`,
          received: `${each.validation}; if all but one are right, the interval is ${interval(each.validation)}`,
        })),
        ...unlearned.map((each) => ({
          measure: `training images of '${each.className}'`,
          expected: `at least ${LEAST_TRAINING}`,
          received: String(each.training),
        })),
        ...uniform.map((each) => ({
          measure: `groups of pictures that '${each.className}' comes from, by their names`,
          expected: `at least ${LEAST_GROUPS}`,
          received: String(each.groups),
        })),
      ],
      fix: { text: 'Add images of the class, merge it with another, or read its figures with their intervals.' },
    },
  ];
}

/** The gravest, in a sentence. */
function summaryOf(
  smallest: ClassSize | undefined,
  unlearned: readonly ClassSize[],
  uniform: readonly ClassSize[],
): string {
  if (smallest !== undefined) {
    return `'${smallest.className}' has ${pluralize(smallest.validation, 'validation image')}: with all but one right its recall could be anything from ${interval(smallest.validation)}, and it weighs as much in the balanced accuracy as any other.`;
  }
  if (unlearned.length > 0) {
    const each = unlearned.map(
      ({ className, training }) => `'${className}' has ${pluralize(training, 'training image')}`,
    );
    return `${each.join(', ')}: little to learn from.`;
  }
  const each = uniform.map(
    ({ className, groups }) => `'${className}' comes from ${pluralize(groups, 'group')} of pictures`,
  );
  return `${each.join(', ')}: few to learn the class from, and not the photo.`;
}

const interval = (n: number): string =>
  `${wilson(n - 1, n)
    .map((end) => Math.round(100 * end))
    .join(' to ')} %`;
