import { UserError } from '../base/errors.js';
import { support } from './classFolders.js';
import type { Dataset } from './dataset.js';
import type { Scan } from './scan.js';

/**
 * The dataset without unreadable images.
 *
 * @param allowUntrained whether a class may have no training images
 * @throws UserError if a class has no training images left, or there are no validation images left
 */
export function withoutUnreadable(
  dataset: Dataset,
  { images, unreadable }: Scan,
  allowUntrained: boolean = false,
): Dataset {
  const paths = new Set(images.map((image) => image.path));
  const examples = dataset.examples.filter((example) => paths.has(example.path));
  const training = support({ ...dataset, examples }, 'training');
  const without = allowUntrained ? [] : dataset.classNames.filter((_, label) => training[label] === 0);
  if (without.length > 0 || examples.every(({ split }) => split === 'training')) {
    throw new UserError(
      'Every class needs readable training images, and the dataset needs validation images.',
      without.length > 0 ? `none of ${without.join(', ')}` : 'no validation images',
      unreadable.length > 0
        ? `Repair or replace the unreadable files. Reason of the first: ${unreadable[0]!.reason}.`
        : 'Take corrections of these images back, or add images.',
    );
  }
  return { ...dataset, examples };
}
