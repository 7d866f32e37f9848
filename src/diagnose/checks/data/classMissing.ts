import { plainName } from '../../../base/text/nearestName.js';
import type { Finding } from '../../finding.js';

/**
 * Finds classes that one split has and the other has not. In Keras each split numbers the folders that it finds, so
 * every class after a missing one gets another index.
 *
 * @param training images of each class, `[numClasses]`
 * @param validation images of each class, `[numClasses]`
 */
export function classMissing(
  classNames: readonly string[],
  training: readonly number[],
  validation: readonly number[],
): Finding[] {
  const missing = classNames.flatMap((className, k) => {
    if (training[k]! > 0 === validation[k]! > 0) return [];
    return [{ className, k, split: training[k]! > 0 ? 'validation' : 'training' }];
  });
  if (missing.length === 0) return [];
  const named = missing.map(({ className, split }) => `'${className}' in ${split}`).join(', ');
  return [
    {
      check: 'class-missing',
      severity: 'critical',
      summary: `${missing.length} of ${classNames.length} classes ${missing.length === 1 ? 'has' : 'have'} no images in one split: ${named}.`,
      evidence: missing.map(({ className, k, split }) => {
        const like = classNames.find((other) => other !== className && plainName(other) === plainName(className));
        return {
          measure: `images of '${className}' in ${split}`,
          expected: `at least 1; the other split has ${training[k]! + validation[k]!}`,
          received: like === undefined ? '0' : `0, but there is a class '${like}'`,
        };
      }),
      fix: {
        text: missing.some(({ className }) =>
          classNames.some((other) => other !== className && plainName(other) === plainName(className)),
        )
          ? 'Give the folders of a class the same name in both splits.'
          : 'Move some images over, or remove the class. Without validation images its recall is unknown; without training images it is never predicted.',
      },
    },
  ];
}
