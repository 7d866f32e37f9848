import { nameInOtherSplit } from '../../../dataset/classFolders.js';
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
    const other = nameInOtherSplit(k, classNames, training, validation);
    return [{ className, k, split: training[k]! > 0 ? 'validation' : 'training', other }];
  });
  if (missing.length === 0) return [];
  const named = missing.map(({ className, split }) => `'${className}' in ${split}`).join(', ');
  const twice = missing.flatMap(({ className, split, other }) =>
    other !== undefined && split === 'validation' ? [`'${className}' and '${other}'`] : [],
  );
  const maybeOne = twice.map((names) => ` ${names} are probably one class.`).join('');
  return [
    {
      check: 'class-missing',
      severity: 'critical',
      summary: `${missing.length} of ${classNames.length} classes ${missing.length === 1 ? 'has' : 'have'} no images in one split: ${named}.${maybeOne}`,
      evidence: missing.map(({ className, k, split, other }) => ({
        measure: `images of '${className}' in ${split}`,
        expected: `at least 1; the other split has ${training[k]! + validation[k]!}`,
        received: other === undefined ? '0' : `0, but there is a class '${other}'`,
      })),
      fix: {
        text: missing.some(({ other }) => other !== undefined)
          ? 'Give the folders of a class the same name in both splits.'
          : 'Move some images over, or remove the class. Without validation images its recall is unknown; without training images it is never predicted.',
      },
    },
  ];
}
